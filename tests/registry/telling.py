"""A process that tells a registry one thing after the other, and says which were acknowledged.

Run with the URL of a database, the file of a catalog and a name for the run. Each line of its output is
a word, and what a method has returned from: `pair` and the number that both models of it say from then on,
`status` and where the first of them has been moved to, `alias` and what it means.
"""

import itertools
import os
import sys

from modeldex import ModelCatalog, ModelRegistry, Settings

STATUSES = ("disabled", "maintenance", "active")


def say(line: str) -> None:
    """Write a line at once: a buffer would die with the process."""
    os.write(1, f"{line}\n".encode())


def main() -> None:
    url, catalog, run = sys.argv[1:]
    registry = ModelRegistry.open(
        database=url, catalog=ModelCatalog.open(catalog), settings=Settings(), live=False, actor=run
    )
    for number in itertools.count(1):
        models = [
            {
                "provider": "pair",
                "model_id": name,
                "context_window": number,
                "name": "x" * (number * 97 % 3_000 + 1),
            }
            for name in ("left", "right")
        ]
        registry.register_models(models, reason=f"{run} {number}")
        say(f"pair {number}")
        status = STATUSES[number % len(STATUSES)]
        if registry.update_model_status("acme/falcon-2", status) is not None:
            say(f"status {status}")
        registry.set_alias("latest", "pair/left" if number % 2 else "pair/right")
        say(f"alias {'pair/left' if number % 2 else 'pair/right'}")


if __name__ == "__main__":
    main()
