"""What merged facts are held against: small rules, each with a name, a scope and a message."""
