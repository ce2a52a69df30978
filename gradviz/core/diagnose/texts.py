"""The sentences of findings, by their causes. The window translates them: both are templates, filled in afterwards."""

from __future__ import annotations

from typing import NamedTuple

from gradviz.core.marking import QT_TRANSLATE_NOOP


class Advice(NamedTuple):
    """What is wrong, and what to do."""

    message: str
    fix: str


TEXTS: dict[str, Advice] = {
    # error
    "error": Advice(
        QT_TRANSLATE_NOOP("Findings", "The program ended with {error}: {message}."),
        QT_TRANSLATE_NOOP("Findings", "{hint}"),
    ),
    "overwritten": Advice(
        QT_TRANSLATE_NOOP("Findings", "{op} in line {at} has overwritten {held}, which the backward pass needs."),
        QT_TRANSLATE_NOOP(
            "Findings", "Let this line make a new tensor: y = y + 1 instead of y += 1, relu() instead of relu_()."
        ),
    ),
    # none
    "not_a_leaf": Advice(
        QT_TRANSLATE_NOOP(
            "Findings", "{variable}.grad is None: {variable} was computed, and only leaves keep their gradient."
        ),
        QT_TRANSLATE_NOOP("Findings", "Call {variable}.retain_grad() before backward()."),
    ),
    "not_requires_grad": Advice(
        QT_TRANSLATE_NOOP("Findings", "{variable}.grad is None: {variable} does not require a gradient."),
        QT_TRANSLATE_NOOP("Findings", "Create it with requires_grad=True."),
    ),
    "integer": Advice(
        QT_TRANSLATE_NOOP(
            "Findings", "{variable}.grad is None: {variable} holds {dtype}, and only floats can have a gradient."
        ),
        QT_TRANSLATE_NOOP("Findings", "Use a floating dtype, and create it with requires_grad=True."),
    ),
    "no_backward": Advice(
        QT_TRANSLATE_NOOP("Findings", "{variable}.grad is None: backward() was never called."),
        QT_TRANSLATE_NOOP("Findings", "Call backward() on the loss before reading the gradient."),
    ),
    "only_grad": Advice(
        QT_TRANSLATE_NOOP(
            "Findings", "{variable}.grad is None: torch.autograd.grad returns gradients and leaves .grad as it is."
        ),
        QT_TRANSLATE_NOOP("Findings", "Use what torch.autograd.grad returns, or call backward() instead."),
    ),
    "cut_detach": Advice(
        QT_TRANSLATE_NOOP("Findings", "{variable} gets no gradient: its path to the loss is cut by {op} in line {at}."),
        QT_TRANSLATE_NOOP("Findings", "Leave out the {op} where the gradient is to pass."),
    ),
    "cut_no_grad": Advice(
        QT_TRANSLATE_NOOP(
            "Findings", "{variable} gets no gradient: {op} in line {at} ran under no_grad, so nothing was recorded."
        ),
        QT_TRANSLATE_NOOP("Findings", "Move this line out of torch.no_grad()."),
    ),
    "cut_not_differentiable": Advice(
        QT_TRANSLATE_NOOP("Findings", "{variable} gets no gradient: {op} in line {at} has no derivative."),
        QT_TRANSLATE_NOOP(
            "Findings", "Use an op that has one in its place, such as softmax for argmax, or a relaxation of it."
        ),
    ),
    "no_path": Advice(
        QT_TRANSLATE_NOOP(
            "Findings", "{variable} gets no gradient: no op that autograd recorded connects it with the loss."
        ),
        QT_TRANSLATE_NOOP("Findings", "Let the loss depend on what is computed from {variable}."),
    ),
    "unused": Advice(
        QT_TRANSLATE_NOOP("Findings", "{variable} gets no gradient: no op uses it."),
        QT_TRANSLATE_NOOP("Findings", "Use it on the way to the loss, or remove it."),
    ),
    "cleared": Advice(
        QT_TRANSLATE_NOOP(
            "Findings",
            "The optimizer finds no gradients: zero_grad() in line {at} stands between backward() and step().",
        ),
        QT_TRANSLATE_NOOP("Findings", "Call zero_grad() before backward(), or after step()."),
    ),
    # zero
    "dead_relu": Advice(
        QT_TRANSLATE_NOOP(
            "Findings",
            "The gradient of {variable} is 0: every value that enters {op} in line {at} is 0 or less (the "
            "largest is {most}), "
            "and there its slope is 0.",
        ),
        QT_TRANSLATE_NOOP(
            "Findings", "Start with other weights or a larger bias, use a smaller learning rate, or a leaky ReLU."
        ),
    ),
    "clamped": Advice(
        QT_TRANSLATE_NOOP(
            "Findings",
            "The gradient of {variable} is 0: {op} in line {at} has cut off every value, and there its slope is 0.",
        ),
        QT_TRANSLATE_NOOP("Findings", "Widen the limits, or bring the values between them."),
    ),
    "saturated": Advice(
        QT_TRANSLATE_NOOP(
            "Findings",
            "The gradient of {variable} is 0: {op} in line {at} is saturated everywhere, by values of up to {most}.",
        ),
        QT_TRANSLATE_NOOP("Findings", "Make what enters it smaller, by smaller weights or normalization."),
    ),
    "times_zero": Advice(
        QT_TRANSLATE_NOOP(
            "Findings",
            "The gradient of {variable} is 0: in {op} in line {at} it is multiplied by {other}, which is 0 everywhere.",
        ),
        QT_TRANSLATE_NOOP("Findings", "Find out why {other} is 0 there."),
    ),
    "blocked": Advice(
        QT_TRANSLATE_NOOP(
            "Findings", "The gradient of {variable} is 0: a gradient arrives at {op} in line {at}, and 0 leaves it."
        ),
        QT_TRANSLATE_NOOP("Findings", "Look at the values that enter {op}: its slope is 0 there."),
    ),
    "zero_from_start": Advice(
        QT_TRANSLATE_NOOP("Findings", "The gradient of {variable} is 0: backward() began with a gradient of 0."),
        QT_TRANSLATE_NOOP("Findings", "Look at what is passed to backward()."),
    ),
    # not finite
    "bad_input": Advice(
        QT_TRANSLATE_NOOP("Findings", "{variable} holds {what} before anything is computed; it spreads to the loss."),
        QT_TRANSLATE_NOOP("Findings", "Look at where {variable} comes from."),
    ),
    "log_of_zero": Advice(
        QT_TRANSLATE_NOOP("Findings", "{op} in line {at} makes {what}: the smallest value that enters it is {least}."),
        QT_TRANSLATE_NOOP(
            "Findings", "Keep what enters it above 0, with clamp(min=1e-8), or use log_softmax or log1p."
        ),
    ),
    "root_of_negative": Advice(
        QT_TRANSLATE_NOOP("Findings", "{op} in line {at} makes {what}: the smallest value that enters it is {least}."),
        QT_TRANSLATE_NOOP("Findings", "Keep what enters it at 0 or above."),
    ),
    "division_by_zero": Advice(
        QT_TRANSLATE_NOOP("Findings", "{op} in line {at} makes {what}: its divisor holds 0."),
        QT_TRANSLATE_NOOP(
            "Findings", "Add a small number to the divisor, or leave these elements out before dividing."
        ),
    ),
    "overflow": Advice(
        QT_TRANSLATE_NOOP(
            "Findings",
            "{op} in line {at} makes {what} of finite values up to {most}: the result is too large for {dtype}.",
        ),
        QT_TRANSLATE_NOOP(
            "Findings", "Make what enters it smaller (normalize, a smaller learning rate), or use a wider dtype."
        ),
    ),
    "first_bad": Advice(
        QT_TRANSLATE_NOOP("Findings", "{op} in line {at} makes {what} of finite values between {least} and {most}."),
        QT_TRANSLATE_NOOP("Findings", "Look at the values that enter it."),
    ),
    "times_infinity": Advice(
        QT_TRANSLATE_NOOP(
            "Findings",
            "The gradient becomes {what} in the derivative of {op} in line {at}: it needs a value that is {held}, "
            "made by {other} in line {other_at}.",
        ),
        QT_TRANSLATE_NOOP(
            "Findings",
            "Keep {other} from making it: choosing other elements afterwards with where() does not help, 0 · ∞ is NaN.",
        ),
    ),
    "infinite_slope": Advice(
        QT_TRANSLATE_NOOP(
            "Findings",
            "The gradient becomes {what} in the derivative of {op} in line {at}: its slope at {point} is infinite.",
        ),
        QT_TRANSLATE_NOOP("Findings", "Keep what enters it away from {point}, for example by adding a small number."),
    ),
    "first_bad_backward": Advice(
        QT_TRANSLATE_NOOP(
            "Findings",
            "The gradient becomes {what} in the derivative of {op} in line {at}, though all of its values are finite.",
        ),
        QT_TRANSLATE_NOOP("Findings", "Look at the values of {op}: its derivative is not finite there, or too large."),
    ),
    "bad_update": Advice(
        QT_TRANSLATE_NOOP(
            "Findings", "The update of {variable} by {op} makes {what}, though its gradient is finite (up to {most})."
        ),
        QT_TRANSLATE_NOOP("Findings", "Use a smaller learning rate, or clip the gradient's norm."),
    ),
    "bad_start": Advice(
        QT_TRANSLATE_NOOP("Findings", "backward() begins with a gradient that is {what}."),
        QT_TRANSLATE_NOOP("Findings", "Look at what is passed to backward()."),
    ),
    "loss_not_recorded": Advice(
        QT_TRANSLATE_NOOP(
            "Findings", "The loss is {what} from iteration {iteration} on, which was not recorded in full."
        ),
        QT_TRANSLATE_NOOP("Findings", "Record this iteration to see the first op that makes it."),
    ),
    # through depth
    "vanishing": Advice(
        QT_TRANSLATE_NOOP(
            "Findings",
            "The gradient vanishes on its way back through {count} layers: its norm falls from {start} at "
            "line {start_at} "
            "to {end} at line {at}, by a factor of {ratio} per layer.",
        ),
        QT_TRANSLATE_NOOP(
            "Findings",
            "Use ReLU instead of sigmoid or tanh, other initial weights, normalization, or connections past "
            "the layers.",
        ),
    ),
    "exploding": Advice(
        QT_TRANSLATE_NOOP(
            "Findings",
            "The gradient explodes on its way back through {count} layers: its norm grows from {start} at "
            "line {start_at} "
            "to {end} at line {at}, by a factor of {ratio} per layer.",
        ),
        QT_TRANSLATE_NOOP("Findings", "Use smaller initial weights or normalization, or clip the gradient's norm."),
    ),
    # stale
    "accumulated": Advice(
        QT_TRANSLATE_NOOP(
            "Findings",
            "The gradient of {variable} is added to that of the iteration before, although {variable} was "
            "updated with it.",
        ),
        QT_TRANSLATE_NOOP("Findings", "Call zero_grad() before each backward(), or set .grad to None."),
    ),
    "never_updated": Advice(
        QT_TRANSLATE_NOOP("Findings", "{variable} gets a gradient and is never updated, while {other} is."),
        QT_TRANSLATE_NOOP(
            "Findings", "Give {variable} to the optimizer; or, if it is to stay as it is, do not require its gradient."
        ),
    ),
}
