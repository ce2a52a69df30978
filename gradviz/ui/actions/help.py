"""Help."""

from __future__ import annotations

from gradviz.core.marking import QT_TRANSLATE_NOOP
from gradviz.ui.actions.model import HELP, Action

HELP_ACTIONS = (
    Action(
        "help.keys",
        QT_TRANSLATE_NOOP("Actions", "&Keys"),
        "view.keys",
        HELP,
        ("F1",),
        tip=QT_TRANSLATE_NOOP("Actions", "Show every key"),
    ),
    Action("help.about", QT_TRANSLATE_NOOP("Actions", "&About gradviz"), "view.about", HELP, group=1),
)
