"""What can be done while the real engine waits, and with breakpoints."""

from __future__ import annotations

from gradviz.core.marking import QT_TRANSLATE_NOOP
from gradviz.ui.actions.model import RUN, Action

LIVE_ACTIONS = (
    Action(
        "run.live",
        QT_TRANSLATE_NOOP("Actions", "Li&ve: wait before every node"),
        "live.live",
        RUN,
        ("F7",),
        "live",
        checkable=True,
        tip=QT_TRANSLATE_NOOP("Actions", "Let the real engine wait before every node of a backward pass"),
        group=1,
    ),
    Action(
        "run.continue",
        QT_TRANSLATE_NOOP("Actions", "Con&tinue"),
        "live.go_on",
        RUN,
        ("F8",),
        tip=QT_TRANSLATE_NOOP("Actions", "Let the engine go on to the next breakpoint"),
        group=1,
    ),
    Action(
        "run.next_pass",
        QT_TRANSLATE_NOOP("Actions", "To the next &backward pass"),
        "live.to_next_pass",
        RUN,
        ("Shift+F8",),
        tip=QT_TRANSLATE_NOOP("Actions", "Run this backward pass to its end, and wait in the next one"),
        group=1,
    ),
    Action(
        "run.abort",
        QT_TRANSLATE_NOOP("Actions", "&Abort this pass"),
        "live.abort",
        RUN,
        ("Ctrl+F8",),
        tip=QT_TRANSLATE_NOOP("Actions", "End this pass and put the gradients back; the program gets an exception"),
        group=1,
    ),
    Action(
        "run.edit",
        QT_TRANSLATE_NOOP("Actions", "&Edit the arriving gradient"),
        "live.edit",
        RUN,
        ("G",),
        tip=QT_TRANSLATE_NOOP("Actions", "Change the gradient that is about to enter the node"),
        group=1,
    ),
    Action(
        "run.again",
        QT_TRANSLATE_NOOP("Actions", "Run again, &waiting in this iteration"),
        "live.again",
        RUN,
        ("Ctrl+F5",),
        tip=QT_TRANSLATE_NOOP("Actions", "Run again, and wait before every node from this iteration on"),
        group=1,
    ),
    Action(
        "run.break_node",
        QT_TRANSLATE_NOOP("Actions", "Brea&kpoint at the node"),
        "live.at_node",
        RUN,
        ("B",),
        tip=QT_TRANSLATE_NOOP("Actions", "Set a breakpoint at the selected node, or remove it"),
        group=2,
    ),
    Action(
        "run.break_line",
        QT_TRANSLATE_NOOP("Actions", "Breakpoint at the l&ine"),
        "live.at_line",
        RUN,
        ("Ctrl+B",),
        tip=QT_TRANSLATE_NOOP("Actions", "Set a breakpoint at the line of the cursor, or remove it"),
        group=2,
    ),
    Action(
        "run.breakpoints",
        QT_TRANSLATE_NOOP("Actions", "Breakp&oints"),
        "live.list_breakpoints",
        RUN,
        ("Ctrl+Shift+B",),
        tip=QT_TRANSLATE_NOOP("Actions", "List the breakpoints, and add conditions"),
        group=2,
    ),
)
