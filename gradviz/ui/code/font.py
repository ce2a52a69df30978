"""The font of code and of what a program prints."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

_FALLBACKS = (
    "Noto Sans Mono CJK SC",
    "Noto Sans CJK SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei Mono",
    "WenQuanYi Zen Hei",
)


def code_font(scale: float = 1.0) -> QFont:
    """Return the system's monospace font, ``scale`` times its size, with a font for Chinese behind it."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    # Naming a font that is not there costs a search, and a warning on macOS.
    font.setFamilies([QFontInfo(font).family(), *(name for name in _FALLBACKS if QFontDatabase.hasFamily(name))])
    font.setStyleHint(QFont.StyleHint.Monospace)
    size = font.pointSizeF() if font.pointSizeF() > 0 else 10.0
    font.setPointSizeF(max(4.0, size * scale))
    return font
