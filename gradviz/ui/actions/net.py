"""What can be done with the net form."""

from __future__ import annotations

from gradviz.core.marking import QT_TRANSLATE_NOOP
from gradviz.ui.actions.model import LAB, Action

NET_ACTIONS = (
    Action(
        "net.show",
        QT_TRANSLATE_NOOP("Actions", "Net &form"),
        "net.show",
        LAB,
        ("Ctrl+Shift+N",),
        tip=QT_TRANSLATE_NOOP("Actions", "Fill in a two-layer net, whose program is written for you"),
        group=2,
    ),
    Action(
        "net.write",
        QT_TRANSLATE_NOOP("Actions", "&Write the program of the form"),
        "net.write",
        LAB,
        ("Ctrl+Shift+W",),
        tip=QT_TRANSLATE_NOOP("Actions", "Write what the net form says into the editor; the old text is kept"),
        group=2,
    ),
    Action(
        "net.run",
        QT_TRANSLATE_NOOP("Actions", "Write it and &run"),
        "net.run",
        LAB,
        ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
        tip=QT_TRANSLATE_NOOP("Actions", "Write what the net form says into the editor, and run it"),
        group=2,
    ),
)
