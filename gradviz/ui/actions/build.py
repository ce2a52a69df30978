"""Qt's actions, made of the table; their keys and names in the user's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from gradviz.ui.actions.model import Action, plain, translated
from gradviz.ui.actions.table import ACTIONS

Handler = Callable[..., None]


def build(parent: QObject, handler_of: Callable[[str], Handler]) -> dict[str, QAction]:
    """Return the table as Qt's actions; ``handler_of`` finds what a name of a handler stands for."""
    return {action.id: _build(action, parent, handler_of(action.handler)) for action in ACTIONS}


def _build(action: Action, parent: QObject, handler: Handler) -> QAction:
    result = QAction(parent)
    result.setObjectName(action.id)
    _name(result, action)
    result.setShortcuts([QKeySequence(key) for key in action.keys])
    result.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    result.setCheckable(action.checkable)
    if action.checkable:
        result.triggered.connect(handler)
    else:
        result.triggered.connect(lambda _checked: handler())
    return result


def retranslate(built: dict[str, QAction]) -> None:
    """Give the actions their names in the language in use."""
    for action in ACTIONS:
        _name(built[action.id], action)


def _name(result: QAction, action: Action) -> None:
    tip = translated(action.tip) if action.tip else action.title
    result.setText(translated(action.text))
    result.setIconText(action.title)
    result.setStatusTip(tip)
    result.setToolTip(f"{tip} ({key_text(action.keys[0])})" if action.keys else tip)


def key_text(key: str) -> str:
    """Return a key as the user's system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def key_rows(actions: Iterable[Action] = ACTIONS) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return per menu the names of its actions with their keys."""
    rows: dict[str, list[tuple[str, str]]] = {}
    for action in actions:
        if action.keys:
            keys = "   ".join(key_text(key) for key in action.keys[:2])
            rows.setdefault(plain(translated(action.menu)), []).append((action.title, keys))
    return list(rows.items())
