"""Find things by a few letters of their name."""

from __future__ import annotations


def score(query: str, text: str) -> float | None:
    """Return how well ``query`` fits ``text``: all its letters, in order. ``None`` if they are not there."""
    needle, hay = "".join(query.casefold().split()), text.casefold()
    if not needle:
        return 0.0
    at = hay.find(query.casefold().strip())
    if at >= 0:
        return 100.0 + (50.0 if _starts_word(hay, at) else 0.0) - at * 0.1 - len(hay) * 0.01
    total, place = 0.0, -1
    for letter in needle:
        found = hay.find(letter, place + 1)
        if found < 0:
            return None
        total += 3.0 if _starts_word(hay, found) else 2.0 if found == place + 1 else 0.0
        place = found
    return total - len(hay) * 0.01


def _starts_word(text: str, at: int) -> bool:
    return at == 0 or not text[at - 1].isalnum()
