"""The learning-rate schedules of ``torch.optim.lr_scheduler``."""

from __future__ import annotations

from gradviz.core.marking import QT_TRANSLATE_NOOP
from gradviz.core.net.recipe import Kind, Parameter, Recipe

_FACTOR = Parameter(
    "gamma",
    QT_TRANSLATE_NOOP("Net", "What the learning rate is multiplied by."),
    0.5,
    high=1.0,
    silent=0.1,
    is_open=(True, False),
)

SCHEDULES = (
    Recipe(
        "none", QT_TRANSLATE_NOOP("Net", "constant"), "", QT_TRANSLATE_NOOP("Net", "The learning rate stays as it is.")
    ),
    Recipe(
        "step",
        QT_TRANSLATE_NOOP("Net", "steps down"),
        "StepLR",
        QT_TRANSLATE_NOOP("Net", "Every few iterations the learning rate is multiplied by a factor."),
        (
            # torch has no default for it: it is always written.
            Parameter(
                "step_size",
                QT_TRANSLATE_NOOP("Net", "Iterations until the next step down."),
                100,
                low=1,
                kind=Kind.COUNT,
                silent=-1,
            ),
            _FACTOR,
        ),
    ),
    Recipe(
        "cosine",
        QT_TRANSLATE_NOOP("Net", "cosine"),
        "CosineAnnealingLR",
        QT_TRANSLATE_NOOP("Net", "The learning rate falls along half a cosine, to the end of the training."),
        (Parameter("eta_min", QT_TRANSLATE_NOOP("Net", "The learning rate at the end."), 0.0),),
        fixed=(("T_max", "{iterations}"),),
    ),
    Recipe(
        "one_cycle",
        QT_TRANSLATE_NOOP("Net", "one cycle"),
        "OneCycleLR",
        QT_TRANSLATE_NOOP("Net", "The learning rate rises to the given one, then falls far below where it began."),
        (
            Parameter(
                "pct_start",
                QT_TRANSLATE_NOOP("Net", "The part of the training in which it rises."),
                0.3,
                high=1.0,
                is_open=(True, True),
            ),
            Parameter(
                "div_factor", QT_TRANSLATE_NOOP("Net", "It begins at the given rate divided by this."), 25.0, low=1.0
            ),
        ),
        fixed=(("max_lr", "learning_rate"), ("total_steps", "{iterations}"), ("cycle_momentum", "False")),
    ),
    Recipe(
        "plateau",
        QT_TRANSLATE_NOOP("Net", "on a plateau"),
        "ReduceLROnPlateau",
        QT_TRANSLATE_NOOP(
            "Net", "When the loss has not fallen for a while, the learning rate is multiplied by a factor."
        ),
        (
            _FACTOR._replace(name="factor", is_open=(True, True)),
            Parameter(
                "patience",
                QT_TRANSLATE_NOOP("Net", "Iterations without a better loss before that."),
                10,
                kind=Kind.COUNT,
            ),
        ),
    ),
)


def schedule(key: str) -> Recipe | None:
    """Return the schedule called ``key``."""
    return next((one for one in SCHEDULES if one.key == key), None)
