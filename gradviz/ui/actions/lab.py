"""What can be looked at closely, and tried."""

from __future__ import annotations

from gradviz.ui.actions.model import LAB, QT_TRANSLATE_NOOP, Action

LAB_ACTIONS = (
    Action(
        "lab.update",
        QT_TRANSLATE_NOOP("Actions", "&Update in full"),
        "lab.update",
        LAB,
        ("U",),
        tip=QT_TRANSLATE_NOOP("Actions", "Show an update with its gradient, the optimizer's state and its formula"),
    ),
)
