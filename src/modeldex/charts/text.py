"""Text in a picture: what of it may be written, how wide it is, how it is cut and folded."""

from __future__ import annotations

from unicodedata import combining

_THOUSANDTHS = {
    222: "ijl'",
    278: " \u00a0!,./:;I[\\]ft|",
    333: "()-`r{}",
    389: '"*',
    500: "Jckvsxyz",
    556: "#$0123456789?L_abdeghnopqu",
    584: "+<=>~^",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    1000: "%@W",
}
"""Width of a letter in thousandths of its size -> the letters, as Arial and its like have them."""
_WIDTHS = {letter: width / 1000 for width, letters in _THOUSANDTHS.items() for letter in letters}
_WIDEST = 1.0
"""What a letter of another script is taken to be, so that room is rather left than missing."""
_BOLD = 1.08


def printable(text: str) -> str:
    """Third-party text on one line: a blank for every line end, no other control characters."""
    return "".join(char for char in " ".join(text.splitlines()) if char.isprintable())


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels that a line of text takes, rather too many than too few."""
    letters = sum(0 if combining(char) else _WIDTHS.get(char, _WIDEST) for char in text)
    return letters * size * (_BOLD if bold else 1)


def shortened(text: str, most: float, size: float) -> str:
    """The text, or as much of its beginning as fits into so many pixels, with an ellipsis."""
    if width(text, size) <= most:
        return text
    kept = text
    while kept and width(kept, size) + size > most:
        kept = kept[:-1]
    return kept.rstrip(" -./:") + "…"


def wrapped(text: str, most: float, size: float) -> list[str]:
    """The text in lines of at most so many pixels; a word that is wider is cut."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= most:
            lines[-1] = longer
        else:
            lines.append(shortened(word, most, size))
    return lines
