"""Sentences about optimizers, in English; the window translates them."""

from __future__ import annotations

from gradviz.core.marking import QT_TRANSLATE_NOOP

CONTEXT = "Updates"
"""Of their translations."""


SGD = QT_TRANSLATE_NOOP("Updates", "Every element goes against its gradient, the learning rate times as far.")
MOMENTUM = QT_TRANSLATE_NOOP(
    "Updates", "The buffer adds up gradients, older ones less and less: a steady direction gathers speed."
)
NESTEROV = QT_TRANSLATE_NOOP(
    "Updates", "As with momentum, but the step looks ahead: the gradient counts once more beside the buffer."
)
ADAGRAD = QT_TRANSLATE_NOOP(
    "Updates", "Every element has a step size of its own: the more gradient it has seen so far, the smaller."
)
RMSPROP = QT_TRANSLATE_NOOP(
    "Updates", "The gradient is divided by its own recent magnitude: steps are about equally long in all elements."
)
ADAM = QT_TRANSLATE_NOOP(
    "Updates", "The recent mean of the gradient, divided by its recent magnitude, the learning rate times as far."
)
ADAMW = QT_TRANSLATE_NOOP(
    "Updates", "As Adam; weight decay shrinks the parameter itself, apart from the gradient and its magnitude."
)
ADADELTA = QT_TRANSLATE_NOOP(
    "Updates", "The gradient is divided by its recent magnitude, and is given that of the recent steps instead."
)
ADAMAX = QT_TRANSLATE_NOOP(
    "Updates", "The recent mean of the gradient, divided by the largest recent one, the learning rate times as far."
)
DECAY = QT_TRANSLATE_NOOP("Updates", "Weight decay adds a part of the parameter to its gradient.")
DAMPENING = QT_TRANSLATE_NOOP("Updates", "Dampening lets only a part of the new gradient into the buffer.")
FIRST_MOMENTUM = QT_TRANSLATE_NOOP("Updates", "This is the first step: the buffer begins as the gradient itself.")
ADAGRAD_CAVEAT = QT_TRANSLATE_NOOP("Updates", "The sum never shrinks, so that steps get smaller and smaller.")
ADAM_DECAY = QT_TRANSLATE_NOOP(
    "Updates", "Weight decay is part of the gradient here, and is divided by its magnitude too; AdamW does otherwise."
)
ADAM_CAVEAT = QT_TRANSLATE_NOOP(
    "Updates", "Both means begin at zero; dividing by 1 − βᵗ makes up for that, most in the first steps."
)
NADAM = QT_TRANSLATE_NOOP(
    "Updates", "As Adam, but the step looks ahead: the gradient counts once more beside its mean, as Nesterov has it."
)
RADAM = QT_TRANSLATE_NOOP(
    "Updates",
    "As Adam, but the division by the recent magnitude is trusted only as far as there were gradients enough.",
)
RADAM_FIRST = QT_TRANSLATE_NOOP(
    "Updates", "So few gradients (ρ ≤ 5) say nothing of their magnitude: this step is not divided by it."
)
RADAM_CAVEAT = QT_TRANSLATE_NOOP("Updates", "r is small at first and comes near 1: then the step is that of Adam.")
ASGD = QT_TRANSLATE_NOOP(
    "Updates", "A gradient step whose rate falls, and beside it the mean of the parameter over the steps."
)
ASGD_CAVEAT = QT_TRANSLATE_NOOP(
    "Updates", "The learning rate of the group counts from the next step on; the mean is kept apart, as “ax”."
)
RPROP = QT_TRANSLATE_NOOP(
    "Updates",
    "Only the sign of the gradient counts: every element has a step size of its own, which grows while it stays.",
)
RPROP_CAVEAT = QT_TRANSLATE_NOOP(
    "Updates", "Where the sign has turned round, the step size shrinks and the element stays where it is for once."
)
