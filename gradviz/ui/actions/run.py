"""What can be done with a run."""

from __future__ import annotations

from gradviz.core.marking import QT_TRANSLATE_NOOP
from gradviz.ui.actions.model import RUN, Action

RUN_ACTIONS = (
    Action(
        "run.start",
        QT_TRANSLATE_NOOP("Actions", "&Run"),
        "run.start",
        RUN,
        ("F5", "Ctrl+Return", "Ctrl+Enter"),
        "run",
        tip=QT_TRANSLATE_NOOP("Actions", "Run the program"),
    ),
    Action(
        "run.stop",
        QT_TRANSLATE_NOOP("Actions", "&Stop"),
        "run.stop",
        RUN,
        ("Shift+F5",),
        "stop",
        tip=QT_TRANSLATE_NOOP("Actions", "End the run now"),
    ),
    Action(
        "run.pause",
        QT_TRANSLATE_NOOP("Actions", "&Pause"),
        "run.pause",
        RUN,
        ("F6",),
        "pause",
        checkable=True,
        tip=QT_TRANSLATE_NOOP("Actions", "Wait at the end of the next iteration, to step through it"),
    ),
    Action(
        "run.arguments",
        QT_TRANSLATE_NOOP("Actions", "Arg&uments…"),
        "arguments.edit",
        RUN,
        tip=QT_TRANSLATE_NOOP("Actions", "What the program finds in sys.argv, as behind its name in a shell"),
        group=3,
    ),
    Action(
        "run.seed",
        QT_TRANSLATE_NOOP("Actions", "Same random &numbers in every run"),
        "run.fix_seed",
        RUN,
        checkable=True,
        group=3,
        tip=QT_TRANSLATE_NOOP("Actions", "Start every run with torch.manual_seed(0)"),
    ),
    Action(
        "run.inside",
        QT_TRANSLATE_NOOP("Actions", "Record the aten ops insi&de"),
        "run.open_ops",
        RUN,
        checkable=True,
        group=1,
        tip=QT_TRANSLATE_NOOP("Actions", "From the next run on, record which of torch's own ops run inside of each op"),
    ),
    Action(
        "run.recompute",
        QT_TRANSLATE_NOOP("Actions", "Re&compute this iteration"),
        "run.recompute",
        RUN,
        ("Ctrl+R",),
        tip=QT_TRANSLATE_NOOP("Actions", "Run the same program again up to this iteration, and record all of it"),
        group=2,
    ),
    Action(
        "run.cancel_recompute",
        QT_TRANSLATE_NOOP("Actions", "E&xit recomputing"),
        "run.cancel_recompute",
        RUN,
        ("Ctrl+Shift+R",),
        tip=QT_TRANSLATE_NOOP("Actions", "End what is recomputed; a run that goes on, or waits, stays where it is"),
        group=2,
    ),
    Action(
        "run.more_memory",
        QT_TRANSLATE_NOOP("Actions", "&More memory for recorded iterations"),
        "run.more_memory",
        RUN,
        tip=QT_TRANSLATE_NOOP("Actions", "Double the memory budget of a run"),
        group=3,
    ),
    Action(
        "run.less_memory",
        QT_TRANSLATE_NOOP("Actions", "&Less memory for recorded iterations"),
        "run.less_memory",
        RUN,
        tip=QT_TRANSLATE_NOOP("Actions", "Halve the memory budget of a run"),
        group=3,
    ),
)
