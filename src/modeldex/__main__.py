"""`python -m modeldex`."""

from modeldex.cli.main import main

if __name__ == "__main__":
    main()
