"""What can be looked at closely, and tried."""

from __future__ import annotations

from gradviz.core.marking import QT_TRANSLATE_NOOP
from gradviz.ui.actions.model import LAB, Action

LAB_ACTIONS = (
    Action(
        "lab.update",
        QT_TRANSLATE_NOOP("Actions", "U&pdate in full"),
        "lab.update",
        LAB,
        ("U",),
        tip=QT_TRANSLATE_NOOP("Actions", "Show an update with its gradient, the optimizer's state and its formula"),
    ),
    Action(
        "lab.what_if",
        QT_TRANSLATE_NOOP("Actions", "What &if an element were another"),
        "lab.what_if",
        LAB,
        ("I",),
        tip=QT_TRANSLATE_NOOP("Actions", "Change an element of the selected leaf: the gradient's promise and reality"),
    ),
    Action(
        "lab.landscape",
        QT_TRANSLATE_NOOP("Actions", "La&ndscape of the loss"),
        "lab.landscape",
        LAB,
        ("Shift+L",),
        tip=QT_TRANSLATE_NOOP("Actions", "Show the loss around the parameters, along the gradient or over a plane"),
    ),
)
