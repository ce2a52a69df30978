"""Runs side by side."""

from __future__ import annotations

from gradviz.core.marking import QT_TRANSLATE_NOOP
from gradviz.ui.actions.model import LAB, Action

LOCKSTEP_ACTIONS = (
    Action(
        "lockstep.show",
        QT_TRANSLATE_NOOP("Actions", "&Lockstep: runs side by side"),
        "lockstep.show",
        LAB,
        ("Ctrl+Alt+S",),
        tip=QT_TRANSLATE_NOOP("Actions", "Run up to four programs side by side, and see where they part"),
        group=6,
    ),
    Action(
        "lockstep.add",
        QT_TRANSLATE_NOOP("Actions", "Add the program as a r&un"),
        "lockstep.add",
        LAB,
        ("Ctrl+Shift+L",),
        tip=QT_TRANSLATE_NOOP("Actions", "Let the program in the editor be one of the runs side by side"),
        group=6,
    ),
    Action(
        "lockstep.presets",
        QT_TRANSLATE_NOOP("Actions", "A small net, written three wa&ys"),
        "lockstep.presets",
        LAB,
        ("Ctrl+Alt+L",),
        tip=QT_TRANSLATE_NOOP("Actions", "By hand, with torch.nn and with torch.optim, from the same start"),
        group=6,
    ),
    Action(
        "lockstep.form",
        QT_TRANSLATE_NOOP("Actions", "The net form, written three ways, side &by side"),
        "lockstep.form",
        LAB,
        ("Ctrl+Alt+N",),
        tip=QT_TRANSLATE_NOOP("Actions", "The net of the form, by hand, with torch.nn and with torch.optim"),
        group=6,
    ),
    Action(
        "lockstep.run",
        QT_TRANSLATE_NOOP("Actions", "Run &all side by side"),
        "lockstep.run",
        LAB,
        ("Ctrl+Alt+R",),
        tip=QT_TRANSLATE_NOOP("Actions", "Run all programs side by side, from the same random numbers"),
        group=6,
    ),
    Action(
        "lockstep.stop",
        QT_TRANSLATE_NOOP("Actions", "Stop all runs side by si&de"),
        "lockstep.stop",
        LAB,
        ("Ctrl+Alt+F5",),
        tip=QT_TRANSLATE_NOOP("Actions", "End all runs"),
        group=6,
    ),
)
