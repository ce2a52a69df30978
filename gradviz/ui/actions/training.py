"""What can be done with a training that goes on."""

from __future__ import annotations

from gradviz.core.marking import QT_TRANSLATE_NOOP
from gradviz.ui.actions.model import RUN, Action

TRAINING_ACTIONS = (
    Action(
        "train.step",
        QT_TRANSLATE_NOOP("Actions", "One iteration &further"),
        "training.step",
        RUN,
        ("Shift+F6",),
        tip=QT_TRANSLATE_NOOP("Actions", "Run to the end of the next iteration, and wait again"),
    ),
    Action(
        "train.reset",
        QT_TRANSLATE_NOOP("Actions", "Start over, and &hold"),
        "training.reset",
        RUN,
        ("Ctrl+Shift+F5",),
        tip=QT_TRANSLATE_NOOP("Actions", "Run from the beginning, and wait before the first iteration"),
    ),
    Action(
        "train.rate",
        QT_TRANSLATE_NOOP("Actions", "Chan&ge the learning rate"),
        "training.rate",
        RUN,
        ("Ctrl+L",),
        tip=QT_TRANSLATE_NOOP("Actions", "Type another learning rate for the training that runs or waits"),
    ),
    Action(
        "train.often",
        QT_TRANSLATE_NOOP("Actions", "Record man&y iterations: ten a second"),
        "training.record_often",
        RUN,
        checkable=True,
        tip=QT_TRANSLATE_NOOP("Actions", "From the next run on; recording may take up to a quarter of the time"),
        group=1,
    ),
)
