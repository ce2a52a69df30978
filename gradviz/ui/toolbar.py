"""The bar at the top: run, step, and what is chosen: speed, device, iteration, colours, language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget
from typing_extensions import override

from gradviz.core.spread import spread
from gradviz.ui.commands import SPEEDS
from gradviz.ui.icons import icon
from gradviz.ui.language import LANGUAGES
from gradviz.ui.theme import LIGHT, Theme

_BUTTONS = (
    ("run.start", "run.stop", "run.pause", "run.live"),
    ("step.start", "step.back", "step.forward", "step.end", "step.loss"),
    ("step.play",),
)
_WITH_TEXT = {"run.start", "run.stop", "run.pause", "step.back", "step.forward", "step.loss"}
_MAIN = {"run.start", "step.back", "step.forward"}
_ALWAYS_TEXT = {"run.start"}
_ROOMY, _MEDIUM = 1330, 1130
"""Pixels, at the usual size of text. A narrower window gets fewer words beside the pictograms."""

MOST_LISTED = 24
"""So many of the recorded iterations are in the menu: of thousands nobody finds one there, and it would open slowly."""

_LEAST_SEARCH = 48
"""Pixels of the search line, where text is large and the window small."""


class Toolbar(QToolBar):
    """Shows the actions of the table and the choices beside them."""

    speed_requested = Signal(float)
    device_requested = Signal(str)
    iteration_requested = Signal(int)
    language_requested = Signal(str)

    def __init__(self, actions: Mapping[str, QAction], search: SearchLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(16, 16))
        self.toggleViewAction().setEnabled(False)
        self._actions = actions
        self._theme = LIGHT
        self._scale = 1.0
        self._is_tight = False
        self._place_length = 0
        self._widths = (0, 0)
        self._recorded: Sequence[int] = ()
        self._total = 0
        self._current: int | None = None
        self._device = ""
        self._buttons = {name: self._button(name) for group in _BUTTONS for name in group}
        self.speed = self._chooser(self._fill_speeds)
        self.device = self._chooser(lambda _menu: None)
        self.iteration = self._chooser(self._fill_iterations)
        self.search = search
        self.theme_button = self._button("view.dark")
        self.language = self._chooser(self._fill_languages)
        self._speed = 2.0
        self._pictograms = dict(_PICTOGRAMS)
        self._place()
        self.retranslate()

    def _place(self) -> None:
        for group in _BUTTONS:
            for name in group:
                self.addWidget(self._buttons[name])
            if group is not _BUTTONS[-1]:
                self.addSeparator()
        self.addWidget(self.speed)
        space = QWidget(self)
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(space)
        for widget in (self.device, self.iteration, self.search, self.theme_button, self.language):
            self.addWidget(widget)
        self._buttons["run.start"].setProperty("accent", "true")
        self.theme_button.setProperty("quiet", "true")

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"button.{name}")
        button.setDefaultAction(self._actions[name])
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _chooser(self, fill: Callable[[QMenu], None]) -> QToolButton:
        button = QToolButton(self)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        menu.aboutToShow.connect(lambda: fill(menu))
        button.setMenu(menu)
        return button

    # What is shown

    def set_speed(self, speed: float) -> None:
        """Show the player's speed."""
        self._speed = speed
        self.speed.setText(self.tr("{speed}/s").format(speed=f"{speed:g}") + " ▾")

    def set_phase(self, phase: str) -> None:
        """Give Step the hue of the phase."""
        button = self._buttons["step.forward"]
        if button.property("phase") != phase:
            button.setProperty("phase", phase)
            button.style().unpolish(button)
            button.style().polish(button)
            self._paint_icons()

    def set_devices(self, devices: Sequence[str], current: str) -> None:
        """Offer ``devices``."""
        self._device = current
        menu = self.device.menu()
        menu.clear()
        group = QActionGroup(menu)
        for name in devices:
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(name == current)
            action.setActionGroup(group)
            action.triggered.connect(lambda _checked, name=name: self.device_requested.emit(name))
        self.device.setEnabled(bool(devices))
        self._show_device()

    def set_iterations(self, recorded: Sequence[int], total: int, current: int | None) -> None:
        """Say which iteration is on show, and offer the recorded ones."""
        self._recorded, self._total, self._current = recorded, total, current
        self.iteration.setEnabled(bool(recorded))
        self._show_iteration()

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._theme = theme
        self._paint_icons()

    def set_text_scale(self, scale: float) -> None:
        """Write larger."""
        self._scale = scale
        self.setIconSize(QSize(round(16 * scale), round(16 * scale)))
        self._fit()

    def set_language(self, name: str) -> None:
        """Show the language in use."""
        self.language.setText("中文 ▾" if name == "zh_CN" else "EN ▾")
        self._fit()

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        self.setWindowTitle(self.tr("Toolbar"))
        self.search.setPlaceholderText(self.tr("op, variable, line…"))
        tip = self.tr(
            "Find in the graph (/); Enter goes to the next, Shift+Enter to the one before.\n"
            "Words find ops, variables, modules, shapes and types; more exactly:\n{examples}"
        )
        self.search.setToolTip(tip.format(examples=_SEARCHES))
        self.search.setAccessibleName(self.tr("Search the graph"))
        self.speed.setToolTip(self.tr("Events per second while playing ([ and ])"))
        self.device.setToolTip(self.tr("Where the next run computes"))
        self.iteration.setToolTip(self.tr("Open a recorded iteration (PgUp, PgDown)"))
        self.language.setToolTip(self.tr("Language"))
        self.set_speed(self._speed)
        self._show_device()
        self._show_iteration()
        self._fit()

    def _show_device(self) -> None:
        name = self._device or "…"
        words = self.tr("device {name}").format(name=name)
        self.device.setText(f"{name if self._is_tight else words} ▾")
        self.device.setAccessibleName(words)

    def _show_iteration(self) -> None:
        if self._current is None:
            place, words = "–", self.tr("iteration –")
        else:
            last = max(self._total - 1, self._current)
            place = f"{self._current} / {last}"
            words = self.tr("iteration {index} / {last}").format(index=self._current, last=last)
        self.iteration.setText(f"{place if self._is_tight else words} ▾")
        self.iteration.setAccessibleName(words)
        if len(place) != self._place_length:
            self._place_length = len(place)
            self._fit()

    def _fill_speeds(self, menu: QMenu) -> None:
        menu.clear()
        for speed in SPEEDS:
            action = menu.addAction(self._speed_text(speed))
            action.setCheckable(True)
            action.setChecked(speed == self._speed)
            action.triggered.connect(lambda _checked, speed=speed: self.speed_requested.emit(speed))

    def _speed_text(self, speed: float) -> str:
        if speed < 1:
            return self.tr("1 event in {seconds} seconds").format(seconds=round(1 / speed))
        return self.tr("%n event(s) per second", "", round(speed))

    def _fill_iterations(self, menu: QMenu) -> None:
        menu.clear()
        count, listed = len(self._recorded), spread(self._recorded, MOST_LISTED, self._current)
        words = self.tr("{count} of {total} are recorded")
        if len(listed) < count:
            words = self.tr("{count} of {total} are recorded; {listed} of them are listed here")
        head = menu.addAction(words.format(count=count, total=self._total, listed=len(listed)))
        head.setEnabled(False)
        menu.addSeparator()
        for index in listed:
            action = menu.addAction(self.tr("iteration {index}").format(index=index))
            action.setCheckable(True)
            action.setChecked(index == self._current)
            action.triggered.connect(lambda _checked, index=index: self.iteration_requested.emit(index))

    def _fill_languages(self, menu: QMenu) -> None:
        menu.clear()
        for name, title in LANGUAGES.items():
            action = menu.addAction(title)
            action.triggered.connect(lambda _checked, name=name: self.language_requested.emit(name))

    def _paint_icons(self) -> None:
        theme = self._theme
        for name, button in self._buttons.items():
            color = theme.on_accent if name == "run.start" else theme.text
            if name == "step.forward" and button.property("phase"):
                color = theme.color(str(button.property("phase"))).name()
            self._actions[name].setIcon(icon(self._pictograms[name], color, theme.muted))
        self._actions["view.dark"].setIcon(icon("sun" if theme.is_dark else "moon", theme.text, theme.muted))
        self.search.set_icon(theme)

    def set_playing(self, playing: bool) -> None:
        """Show what Play does now."""
        self._pictograms["step.play"] = "pause" if playing else "play"
        self._paint_icons()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        # Words and fonts change later than the size of the bar does.
        if event.type() == QEvent.Type.LayoutRequest and self.sizeHint().width() > self.width() and self._has_changed():
            self._fit()
            self._has_changed()
        return handled

    def _has_changed(self) -> bool:
        """Return whether the bar or what it has to show is not as wide as when this was asked last."""
        before, self._widths = self._widths, (self.width(), self.sizeHint().width())
        return self._widths != before

    def _fit(self) -> None:
        roomy = self.width() >= _ROOMY * self._scale
        words = _WITH_TEXT if roomy else _MAIN if self.width() >= _MEDIUM * self._scale else _ALWAYS_TEXT
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        for name, button in self._buttons.items():
            button.setToolButtonStyle(beside if name in words else alone)
        self.theme_button.setToolButtonStyle(alone)
        self.search.setFixedWidth(round((230 if roomy else 130) * self._scale))
        self._show_names(is_tight=False)
        if self.sizeHint().width() > self.width():
            self._show_names(is_tight=True)
            self._narrow_search(round(100 * self._scale))
        if self.sizeHint().width() > self.width():
            self._buttons["run.start"].setToolButtonStyle(alone)

    def _narrow_search(self, width: int) -> None:
        """Let the search have ``width``, or what is left of it beside the rest."""
        self.search.setFixedWidth(width)
        beyond = self.sizeHint().width() - self.width()
        if beyond > 0:
            self.search.setFixedWidth(max(width - beyond, _LEAST_SEARCH))

    def _show_names(self, *, is_tight: bool) -> None:
        """Write what device and iteration are; where it is ``tight``, without these words."""
        if is_tight != self._is_tight:
            self._is_tight = is_tight
            self._show_device()
            self._show_iteration()


_PICTOGRAMS = {
    "run.start": "run",
    "run.stop": "stop",
    "run.pause": "pause",
    "run.live": "live",
    "step.start": "start",
    "step.back": "back",
    "step.forward": "step",
    "step.end": "end",
    "step.loss": "loss",
    "step.play": "play",
}


_SEARCHES = "line:7  line:3-9  op:mm  var:w1  scope:encoder  grad_fn:Mm  shape:64x?  dtype:f32  device:cuda"


class SearchLine(QLineEdit):
    """Enter asks for the next match, Shift+Enter for the one before; Escape leaves."""

    asked = Signal(str, int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self._sign = self.addAction(icon("search", LIGHT.muted, LIGHT.muted), QLineEdit.ActionPosition.LeadingPosition)
        self._count = QLabel(self)
        self._count.setObjectName("count")
        self._count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.textEdited.connect(lambda text: self.asked.emit(text, 0))

    def set_icon(self, theme: Theme) -> None:
        """Use other colours."""
        self._sign.setIcon(icon("search", theme.muted, theme.muted))
        palette = self._count.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.color("muted"))
        self._count.setPalette(palette)

    @property
    def count(self) -> str:
        """Which of how many matches it is."""
        return self._count.text()

    def set_count(self, words: str) -> None:
        """Show at the end of the line which of how many matches it is."""
        self._count.setText(words)
        self._count.adjustSize()
        self.setTextMargins(0, 0, self._count.width() + 4 if words else 0, 0)
        self._place_count()

    def _place_count(self) -> None:
        size = self._count.size()
        self._count.move(self.width() - size.width() - 8, (self.height() - size.height()) // 2)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_count()

    def set_found(self, found: bool) -> None:
        """Show whether there is a match."""
        if self.property("found") != found:
            self.setProperty("found", found)
            self.style().unpolish(self)
            self.style().polish(self)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.asked.emit(self.text(), -1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.set_found(True)
            self.set_count("")
            self.left.emit()
        else:
            super().keyPressEvent(event)
