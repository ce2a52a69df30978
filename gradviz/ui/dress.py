"""Colours and the size of text, for everything that is in the window now and that comes later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QApplication, QMainWindow

from gradviz.ui.settings import Settings
from gradviz.ui.style import style_sheet
from gradviz.ui.theme import Theme, palette


@runtime_checkable
class Coloured(Protocol):
    """What has colours of a theme."""

    @property
    def set_theme(self) -> Callable[[Theme], None]:
        """Use other colours."""


@runtime_checkable
class Scaled(Protocol):
    """What sizes texts itself."""

    @property
    def set_text_scale(self) -> Callable[[float], None]:
        """Write so many times as large as the system does."""


Part = Coloured | Scaled


class Dress:
    """The theme and the text scale in use, and the parts of the window that follow them."""

    def __init__(self, window: QMainWindow, settings: Settings, theme: Theme) -> None:
        self._window = window
        self._settings = settings
        self._font_size = QApplication.font().pointSizeF()
        self._parts: list[Part] = []
        self.theme = theme
        self._restyle()

    def add(self, *parts: Part) -> None:
        """Let ``parts`` follow from now on."""
        for part in parts:
            self._parts.append(part)
            if isinstance(part, Coloured):
                part.set_theme(self.theme)
            if isinstance(part, Scaled):
                part.set_text_scale(self._settings.text_scale)

    def set_theme(self, theme: Theme) -> None:
        """Use other colours everywhere."""
        self.theme = theme
        self._restyle()
        for part in self._parts:
            if isinstance(part, Coloured):
                part.set_theme(theme)

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the system does, within the limits of the settings."""
        self._settings.text_scale = scale
        self._restyle()
        for part in self._parts:
            if isinstance(part, Scaled):
                part.set_text_scale(self._settings.text_scale)

    def _restyle(self) -> None:
        QApplication.setPalette(palette(self.theme))
        self._window.setStyleSheet(style_sheet(self.theme, self._font_size * self._settings.text_scale))
