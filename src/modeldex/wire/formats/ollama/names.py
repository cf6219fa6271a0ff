"""What stands in many places: the format's name, and ids where it has none."""

from __future__ import annotations

from hashlib import sha256

NAME = "ollama"


def id_in_talk(place: int) -> str:
    """Id of a call that has none, by its place among all calls of a request."""
    return f"call_{place}"


def id_in_answer(created_at: object, place: int, name: str, arguments: str) -> str:
    """Id of a call that has none, the same whenever the answer is read; another in the next answer."""
    seed = f"{created_at}|{place}|{name}|{arguments}"
    return f"call_{sha256(seed.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"
