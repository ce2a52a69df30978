"""The loop of a program: forward, backward, update."""

from __future__ import annotations

from gradviz.core.net.form import Activation, Loss, NetForm, Spelling
from gradviz.core.net.parameters import names
from gradviz.core.net.steps import counts_iterations, recipes
from gradviz.core.net.writing import comment, indented

CHAINED = {Activation.RELU: "clamp(min=0)", Activation.TANH: "tanh()", Activation.SIGMOID: "sigmoid()"}
"""Activations that are one op of a tensor."""

WRITTEN_OUT = {
    Activation.GELU: "0.5 * h * (1 + (h / 2 ** 0.5).erf())",
    Activation.LEAKY_RELU: "torch.where(h > 0, h, 0.01 * h)",
}


def loop(form: NetForm, spelling: Spelling) -> list[str]:
    """Return the lines of the loop, and of what it calls."""
    total = "iterations" if spelling is Spelling.OPTIM and counts_iterations(form) else str(form.iterations)
    head = f"for t in range({total}):"
    if spelling is Spelling.BY_HAND:
        return [head, *indented([*_batch(form), *_forward(form), *_written_loss(form), *_by_hand(form)])]
    forward = [f"y_pred = model({_x(form)})", f"loss = {_loss(form)}"]
    if spelling is Spelling.NN:
        return [head, *indented([*_batch(form), *forward, _PRINT, *_with_modules()])]
    if recipes(form)[0].has_closure:
        return [*_closure(forward), "", "", head, *indented([*_batch(form), *_closed(form)])]
    return [head, *indented([*_batch(form), "# Forward.", *forward, _PRINT, *_with_optimizer(form)])]


_PRINT = "print(t, loss.item())"


def _x(form: NetForm) -> str:
    return "x_batch" if form.batch else "x"


def _y(form: NetForm) -> str:
    return "y_batch" if form.batch else "y"


def _batch(form: NetForm) -> list[str]:
    if not form.batch:
        return []
    return [
        "rows = torch.randint(N, (batch_size,), generator=draw, device=x.device)",
        "x_batch, y_batch = x[rows], y[rows]",
        "",
    ]


def _forward(form: NetForm) -> list[str]:
    """Return the lines of the forward pass by hand."""
    x, op = _x(form), CHAINED.get(form.activation)
    said = "Forward: clamp(min=0) is ReLU." if form.activation is Activation.RELU else "Forward."
    said += " Intermediate values need no names, the graph keeps what backward needs."
    if op is None:
        bias = " + b1" if form.bias else ""
        hidden = [f"h = {x}.mm(w1){bias}", f"h = {WRITTEN_OUT[form.activation]}"]
        said = "Forward: the activation is written out."
    elif form.bias:
        hidden = [f"h = ({x}.mm(w1) + b1).{op}"]
    else:
        return [*comment(said), f"y_pred = {x}.mm(w1).{op}.mm(w2)"]
    return [*comment(said), *hidden, "y_pred = h.mm(w2) + b2" if form.bias else "y_pred = h.mm(w2)"]


def _written_loss(form: NetForm) -> list[str]:
    """Return the lines of the loss by hand."""
    y = _y(form)
    if form.loss is Loss.CROSS_ENTROPY:
        return [
            "# Cross entropy: minus the logarithm of the probability of y.",
            "log_p = y_pred - y_pred.logsumexp(dim=1, keepdim=True)",
            f"loss = -log_p.gather(1, {y}[:, None]).mean()",
            _PRINT,
            "",
        ]
    if form.loss is Loss.BCE:
        return [
            "# Binary cross entropy; logaddexp(y_pred, 0) is log(1 + exp(y_pred)).",
            "zero = torch.zeros_like(y_pred)",
            f"loss = (torch.logaddexp(y_pred, zero) - y_pred * {y}).mean()",
            _PRINT,
            "",
        ]
    return [f"loss = {_squares(form)}", _PRINT, ""]


def _squares(form: NetForm) -> str:
    return f"(y_pred - {_y(form)}).pow(2).{'mean' if form.loss is Loss.MSE_MEAN else 'sum'}()"


def _loss(form: NetForm) -> str:
    return _squares(form) if form.loss is Loss.SQUARES else f"loss_fn(y_pred, {_y(form)})"


def _by_hand(form: NetForm) -> list[str]:
    """Return the lines of backward and update by hand."""
    lines = [
        "# Backward: the gradient of the loss for every tracked leaf.",
        "loss.backward()",
        "",
        "# The step itself must not become part of a graph.",
        "with torch.no_grad():",
    ]
    why = "# backward adds to .grad: set it to zero for the next round."
    if form.bias:
        step = ["w -= learning_rate * w.grad", why, "w.grad.zero_()"]
        return [*lines, f"    for w in ({', '.join(names(form))}):", *indented(indented(step))]
    steps = [f"{name} -= learning_rate * {name}.grad" for name in names(form)]
    return [*lines, *indented([*steps, "", why, *(f"{name}.grad.zero_()" for name in names(form))])]


def _with_modules() -> list[str]:
    return [
        "",
        "# Gradients add up from call to call: clear those of all",
        "# parameters first.",
        "model.zero_grad()",
        "loss.backward()",
        "",
        "# Gradient descent, the same for every parameter.",
        "with torch.no_grad():",
        "    for param in model.parameters():",
        "        param -= learning_rate * param.grad",
    ]


def _with_optimizer(form: NetForm) -> list[str]:
    return [
        "",
        "# Clear the old gradients, compute the new ones, make one step",
        "# with them.",
        "optimizer.zero_grad()",
        "loss.backward()",
        "optimizer.step()",
        *_schedule(form),
    ]


def _schedule(form: NetForm) -> list[str]:
    if form.schedule == "none":
        return []
    return ["scheduler.step(loss.item())" if form.schedule == "plateau" else "scheduler.step()"]


def _closure(forward: list[str]) -> list[str]:
    inside = ["optimizer.zero_grad()", *forward, "loss.backward()", "return loss"]
    return ["", "def closure():", *indented(inside)]


def _closed(form: NetForm) -> list[str]:
    return ["loss = optimizer.step(closure)", _PRINT, *_schedule(form)]
