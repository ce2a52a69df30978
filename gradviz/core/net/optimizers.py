"""The optimizers of ``torch.optim``."""

from __future__ import annotations

from gradviz.core.marking import QT_TRANSLATE_NOOP
from gradviz.core.net.recipe import Kind, Parameter, Recipe

_DECAY = Parameter(
    "weight_decay",
    QT_TRANSLATE_NOOP("Net", "Adds this times the weight to its gradient, which keeps weights small."),
    0.0,
)
_DECOUPLED = Parameter(
    "weight_decay",
    QT_TRANSLATE_NOOP("Net", "Shrinks every weight by this times the learning rate, apart from the gradient."),
    0.01,
)
_MOMENTUM = Parameter(
    "momentum",
    QT_TRANSLATE_NOOP("Net", "How much of the last step is kept in the next one."),
    0.9,
    high=1.0,
    silent=0.0,
    is_open=(False, True),
)
_LATE_MOMENTUM = _MOMENTUM._replace(usual=0.0, silent=None)
_BETA1 = Parameter(
    "beta1",
    QT_TRANSLATE_NOOP("Net", "How slowly the mean of the gradients follows: near 1, slowly."),
    0.9,
    high=1.0,
    argument="betas",
    place=0,
    is_open=(False, True),
)
_BETA2 = Parameter(
    "beta2",
    QT_TRANSLATE_NOOP("Net", "How slowly the mean of the squared gradients follows: near 1, slowly."),
    0.999,
    high=1.0,
    argument="betas",
    place=1,
    is_open=(False, True),
)
_EPS = Parameter(
    "eps",
    QT_TRANSLATE_NOOP("Net", "A small number in the denominator, against a division by zero."),
    1e-8,
    high=1.0,
    is_open=(True, False),
)
_AMSGRAD = Parameter(
    "amsgrad",
    QT_TRANSLATE_NOOP("Net", "Divides by the largest mean of squares so far, not by the newest."),
    0.0,
    kind=Kind.SWITCH,
)
_ADAM = (_BETA1, _BETA2, _EPS)

OPTIMIZERS = (
    Recipe(
        "sgd", "SGD", "SGD", QT_TRANSLATE_NOOP("Net", "The plain step: against the gradient."), (_DECAY,), rate=1e-4
    ),
    Recipe(
        "momentum",
        QT_TRANSLATE_NOOP("Net", "SGD with momentum"),
        "SGD",
        QT_TRANSLATE_NOOP("Net", "Steps add up like a heavy ball that rolls."),
        (
            _MOMENTUM,
            Parameter(
                "dampening",
                QT_TRANSLATE_NOOP("Net", "How much of a new gradient is left out of the step."),
                0.0,
                high=1.0,
            ),
            _DECAY,
        ),
        rate=1e-4,
    ),
    Recipe(
        "nesterov",
        QT_TRANSLATE_NOOP("Net", "SGD, Nesterov"),
        "SGD",
        QT_TRANSLATE_NOOP("Net", "Momentum that looks ahead: the gradient is taken a step further on."),
        (_MOMENTUM._replace(is_open=(True, True)), _DECAY),
        fixed=(("nesterov", "True"),),
        rate=1e-4,
    ),
    Recipe(
        "adagrad",
        "Adagrad",
        "Adagrad",
        QT_TRANSLATE_NOOP("Net", "Divides by the root of all squared gradients so far: steps only get smaller."),
        (
            Parameter("lr_decay", QT_TRANSLATE_NOOP("Net", "How fast the learning rate falls with every step."), 0.0),
            Parameter("initial_accumulator_value", QT_TRANSLATE_NOOP("Net", "The sum of squares to begin with."), 0.0),
            _DECAY,
            _EPS._replace(usual=1e-10),
        ),
        rate=1e-2,
    ),
    Recipe(
        "rmsprop",
        "RMSprop",
        "RMSprop",
        QT_TRANSLATE_NOOP("Net", "Divides by the root of a running mean of the squared gradients."),
        (
            Parameter(
                "alpha",
                QT_TRANSLATE_NOOP("Net", "How slowly the mean of squares follows: near 1, slowly."),
                0.99,
                high=1.0,
                is_open=(False, True),
            ),
            _LATE_MOMENTUM,
            Parameter(
                "centered",
                QT_TRANSLATE_NOOP("Net", "Divides by the spread around the mean gradient."),
                0.0,
                kind=Kind.SWITCH,
            ),
            _DECAY,
            _EPS,
        ),
        rate=1e-3,
    ),
    Recipe(
        "adadelta",
        "Adadelta",
        "Adadelta",
        QT_TRANSLATE_NOOP("Net", "Like RMSprop, with a step size learned from the steps themselves."),
        (
            Parameter(
                "rho",
                QT_TRANSLATE_NOOP("Net", "How slowly the two means of squares follow: near 1, slowly."),
                0.9,
                high=1.0,
                is_open=(False, True),
            ),
            _DECAY,
            _EPS._replace(usual=1e-6),
        ),
        rate=1.0,
    ),
    Recipe(
        "adam",
        "Adam",
        "Adam",
        QT_TRANSLATE_NOOP("Net", "A mean of gradients divided by the root of a mean of their squares."),
        (*_ADAM, _DECAY, _AMSGRAD),
    ),
    Recipe(
        "adamw",
        "AdamW",
        "AdamW",
        QT_TRANSLATE_NOOP("Net", "Adam with weight decay that does not pass through the gradient."),
        (*_ADAM, _DECOUPLED, _AMSGRAD),
    ),
    Recipe(
        "adamax",
        "Adamax",
        "Adamax",
        QT_TRANSLATE_NOOP("Net", "Adam with the largest gradient in place of the root of squares."),
        (*_ADAM, _DECAY),
        rate=2e-3,
    ),
    Recipe(
        "nadam",
        "NAdam",
        "NAdam",
        QT_TRANSLATE_NOOP("Net", "Adam with Nesterov's look ahead."),
        (
            *_ADAM,
            _DECAY,
            Parameter(
                "momentum_decay", QT_TRANSLATE_NOOP("Net", "How fast the momentum grows to its full size."), 4e-3
            ),
        ),
        rate=2e-3,
    ),
    Recipe(
        "radam",
        "RAdam",
        "RAdam",
        QT_TRANSLATE_NOOP("Net", "Adam that begins with careful steps, until its means are reliable."),
        (*_ADAM, _DECAY),
    ),
    Recipe(
        "lbfgs",
        "LBFGS",
        "LBFGS",
        QT_TRANSLATE_NOOP(
            "Net", "Estimates the curvature from the last gradients; runs the net several times for each step."
        ),
        (
            Parameter(
                "max_iter",
                QT_TRANSLATE_NOOP("Net", "Forward and backward passes in one step, at most."),
                20,
                low=1,
                kind=Kind.COUNT,
            ),
            Parameter(
                "history_size",
                QT_TRANSLATE_NOOP("Net", "How many of the last steps tell of the curvature."),
                100,
                low=1,
                kind=Kind.COUNT,
            ),
        ),
        # Without a line search it is soon far away.
        fixed=(("line_search_fn", '"strong_wolfe"'),),
        rate=1.0,
        has_closure=True,
    ),
    Recipe(
        "asgd",
        "ASGD",
        "ASGD",
        QT_TRANSLATE_NOOP("Net", "SGD that also keeps a mean of the weights over time."),
        (
            Parameter("lambd", QT_TRANSLATE_NOOP("Net", "How fast weights decay with every step."), 1e-4),
            Parameter("alpha", QT_TRANSLATE_NOOP("Net", "The power with which the learning rate falls."), 0.75),
            Parameter("t0", QT_TRANSLATE_NOOP("Net", "The step at which the mean begins."), 1e6),
            _DECAY,
        ),
        rate=1e-2,
    ),
    Recipe(
        "rprop",
        "Rprop",
        "Rprop",
        QT_TRANSLATE_NOOP("Net", "Uses only the signs of the gradients; for all data at once, not for mini-batches."),
        (
            Parameter(
                "shrink",
                QT_TRANSLATE_NOOP("Net", "Factor of a weight's step when its gradient has changed its sign."),
                0.5,
                high=1.0,
                argument="etas",
                place=0,
                is_open=(True, True),
            ),
            Parameter(
                "grow",
                QT_TRANSLATE_NOOP("Net", "Factor of a weight's step while its gradient keeps its sign."),
                1.2,
                low=1.0,
                argument="etas",
                place=1,
                is_open=(True, False),
            ),
        ),
        rate=1e-2,
    ),
)


def optimizer(key: str) -> Recipe | None:
    """Return the optimizer called ``key``."""
    return next((one for one in OPTIMIZERS if one.key == key), None)
