"""The colours of code."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QTextCharFormat

from gradviz.ui.code.tokens import Kind
from gradviz.ui.theme import Theme


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """Return ``first`` with ``share`` (0 … 1) of ``second`` in it."""
    pairs = ((first.red(), second.red()), (first.green(), second.green()), (first.blue(), second.blue()))
    return QColor(*(round(a + (b - a) * share) for a, b in pairs))


def colors(theme: Theme) -> dict[Kind, QColor]:
    """Return the colour of each kind of token.

    The pure hues mean forward, backward, update in the whole window. Code has quieter ones, drawn towards the text's
    colour, so that a mark stands out from them.
    """
    text = theme.color("text")
    quiet = {
        Kind.KEYWORD: ("negative", 0.35),
        Kind.BUILTIN: ("forward", 0.6),
        Kind.DEFINITION: ("text", 0.0),
        Kind.DECORATOR: ("nonfinite", 0.5),
        Kind.NUMBER: ("nonfinite", 0.4),
        Kind.STRING: ("update", 0.3),
        Kind.FIELD: ("nonfinite", 0.4),
        Kind.COMMENT: ("muted", 0.25),
        Kind.BRACKET: ("text", 0.0),
    }
    return {kind: mixed(theme.color(role), text, share) for kind, (role, share) in quiet.items()}


def formats(theme: Theme) -> dict[Kind, QTextCharFormat]:
    """Return how each kind of token is written."""
    result = {}
    for kind, color in colors(theme).items():
        result[kind] = QTextCharFormat()
        result[kind].setForeground(color)
        if kind in {Kind.KEYWORD, Kind.DEFINITION}:
            result[kind].setFontWeight(QFont.Weight.Bold)
    return result


def match_tint(theme: Theme) -> QColor:
    """Return the ground of a piece of text that was found."""
    return mixed(theme.color("panel"), theme.color("selection"), 0.35)
