"""The table of actions: menus, toolbar, keys, the list of keys and the palette are made of it."""

from __future__ import annotations

from gradviz.ui.actions.curves import CURVE_ACTIONS
from gradviz.ui.actions.file import FILE_ACTIONS
from gradviz.ui.actions.graph import GRAPH_ACTIONS
from gradviz.ui.actions.help import HELP_ACTIONS
from gradviz.ui.actions.lab import LAB_ACTIONS
from gradviz.ui.actions.live import LIVE_ACTIONS
from gradviz.ui.actions.lockstep import LOCKSTEP_ACTIONS
from gradviz.ui.actions.model import Action
from gradviz.ui.actions.net import NET_ACTIONS
from gradviz.ui.actions.run import RUN_ACTIONS
from gradviz.ui.actions.step import STEP_ACTIONS
from gradviz.ui.actions.training import TRAINING_ACTIONS
from gradviz.ui.actions.view import VIEW_ACTIONS

ACTIONS = (
    *FILE_ACTIONS,
    *NET_ACTIONS,
    *RUN_ACTIONS,
    *TRAINING_ACTIONS,
    *LIVE_ACTIONS,
    *STEP_ACTIONS,
    *VIEW_ACTIONS,
    *GRAPH_ACTIONS,
    *LAB_ACTIONS,
    *CURVE_ACTIONS,
    *LOCKSTEP_ACTIONS,
    *HELP_ACTIONS,
)

PLAIN_KEYS = frozenset(
    key for action in ACTIONS for key in action.keys if not key.startswith(("Ctrl+", "Alt+", "F", "Shift+F"))
)
"""Keys that a text field has a use for itself."""


def by_id(name: str) -> Action:
    """Return the action called ``name``."""
    return next(action for action in ACTIONS if action.id == name)
