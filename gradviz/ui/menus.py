"""The menu bar, made of the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from gradviz.core.marking import QT_TRANSLATE_NOOP
from gradviz.core.resources import Example, examples
from gradviz.ui.actions.model import EXAMPLES, FILE, MENUS, VIEW, translated
from gradviz.ui.actions.table import ACTIONS
from gradviz.ui.docks import Docks

translate = QCoreApplication.translate

TITLES = (
    QT_TRANSLATE_NOOP("Examples", "Tracked tensors: requires_grad and grad_fn"),
    QT_TRANSLATE_NOOP("Examples", "A mean and its gradient: every entry is 4.5"),
    QT_TRANSLATE_NOOP("Examples", "A vector-Jacobian product: backward from a vector"),
    QT_TRANSLATE_NOOP("Examples", "A two-layer net by hand: tensors and autograd only"),
    QT_TRANSLATE_NOOP("Examples", "A two-layer net with torch.nn"),
    QT_TRANSLATE_NOOP("Examples", "A two-layer net with torch.optim: Adam makes the steps"),
    QT_TRANSLATE_NOOP("Examples", "A vanishing gradient: twelve sigmoids in a row"),
    QT_TRANSLATE_NOOP("Examples", "A gradient that is inf or NaN although the loss is fine"),
    QT_TRANSLATE_NOOP("Examples", "Three optimizers on one valley"),
)
"""Of the examples, where the tool that collects texts for translation finds them."""


class Menus:
    """Fills the window's menu bar, again whenever the language changes."""

    def __init__(self, window: QMainWindow, actions: Mapping[str, QAction], docks: Docks) -> None:
        self._window = window
        self._actions = actions
        self._docks = docks
        self._menus: dict[str, QMenu] = {}
        self._recent: QMenu | None = None
        self._open_recent: Callable[[Path], object] = lambda _path: None
        self._open_example: Callable[[Example], None] = lambda _example: None

    def on_open(self, recent: Callable[[Path], object], example: Callable[[Example], None]) -> None:
        """Say what opens a file of the list of recent ones, and an example."""
        self._open_recent, self._open_example = recent, example

    def build(self, recent: Sequence[Path]) -> None:
        """Make the menus anew."""
        bar = self._window.menuBar()
        bar.clear()
        for menu in self._menus.values():
            menu.deleteLater()
        filled = {action.menu for action in ACTIONS} | {EXAMPLES}
        self._menus = {name: bar.addMenu(translated(name)) for name in MENUS if name in filled}
        for name, menu in self._menus.items():
            self._fill(name, menu)
        self._add_recent(recent)
        self._add_panels()
        self._add_examples()

    def set_recent(self, recent: Sequence[Path]) -> None:
        """Offer the files opened last."""
        if self._recent is None:
            return
        self._recent.clear()
        for path in recent:
            action = self._recent.addAction(path.name)
            action.setStatusTip(str(path))
            action.triggered.connect(lambda _checked, path=path: self._open_recent(path))
        self._recent.setEnabled(bool(recent))

    def _fill(self, name: str, menu: QMenu) -> None:
        group = 0
        rows = [action for action in ACTIONS if action.menu == name]
        for action in sorted(rows, key=lambda action: action.group):
            if action.group != group:
                menu.addSeparator()
                group = action.group
            menu.addAction(self._actions[action.id])

    def _add_recent(self, recent: Sequence[Path]) -> None:
        menu = self._menus[FILE]
        self._recent = QMenu(translate("Menus", "Open &recent"), menu)
        menu.insertMenu(self._actions["file.save"], self._recent)
        self.set_recent(recent)

    def _add_panels(self) -> None:
        menu = self._menus[VIEW]
        panels = QMenu(translate("Menus", "&Panels"), menu)
        for dock in self._docks.all:
            panels.addAction(dock.toggleViewAction())
        menu.insertMenu(self._actions["view.reset"], panels)

    def _add_examples(self) -> None:
        menu = self._menus[EXAMPLES]
        found = examples()
        for number, example in enumerate(found, start=1):
            action = menu.addAction(f"&{number}  {example_title(example.title)}")
            action.setObjectName(f"example.{example.name}")
            action.triggered.connect(lambda _checked, example=example: self._open_example(example))
        if not found:
            menu.addAction(translate("Menus", "No examples were found")).setEnabled(False)


def example_title(title: str) -> str:
    """Return the title of an example in the user's language; another text stays as it is."""
    return translate("Examples", title)
