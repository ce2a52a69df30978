"""The lines of a program that make the weights, by hand or in modules: the same ones, from the same random numbers."""

from __future__ import annotations

from gradviz.core.net.form import Activation, NetForm, Start
from gradviz.core.net.recipe import number
from gradviz.core.net.writing import comment

LAYERS = ((1, "D_in", "H"), (2, "H", "D_out"))
"""Number of a layer, its width below and above."""

MODULES = {
    Activation.RELU: "ReLU()",
    Activation.TANH: "Tanh()",
    Activation.SIGMOID: "Sigmoid()",
    Activation.GELU: "GELU()",
    Activation.LEAKY_RELU: "LeakyReLU()",
}


def names(form: NetForm) -> list[str]:
    """Return the names of the parameters by hand, in the order in which they are made."""
    return ["w1", "b1", "w2", "b2"] if form.bias else ["w1", "w2"]


def leaves(form: NetForm) -> list[str]:
    """Return the lines that make the parameters by hand."""
    said = ["# The weights are leaves: backward will fill w1.grad and w2.grad."]
    if form.start is Start.LINEAR:
        said += comment(
            "They start as those of torch.nn.Linear do: between -bound and bound, and drawn as (out, in), "
            "hence the t()."
        )
    lines = []
    for layer, below, above in LAYERS:
        lines += _leaf(form, layer, below, above)
    return [*said, *lines]


def _leaf(form: NetForm, layer: int, below: str, above: str) -> list[str]:
    if form.start is Start.LINEAR:
        scale = "" if form.scale == 1 else f".mul_({number(form.scale)})"
        lines = [
            f"bound = {below} ** -0.5",
            f"w{layer} = torch.empty({above}, {below}).uniform_(-bound, bound){scale}.t()",
            f"w{layer}.requires_grad_()",
        ]
        bias = f"b{layer} = torch.empty({above}).uniform_(-bound, bound).requires_grad_()"
    else:
        drawn = weight(form, below, above)
        is_plain = "*" not in drawn
        lines = [f"w{layer} = {_tracked(drawn) if is_plain else drawn}"]
        if not is_plain:
            lines.append(f"w{layer}.requires_grad_()")
        bias = f"b{layer} = torch.zeros({above}, requires_grad=True)"
    return [*lines, bias] if form.bias else lines


def _tracked(made: str) -> str:
    return f"{made.removesuffix(')')}, requires_grad=True)"


def weight(form: NetForm, below: str, above: str) -> str:
    """Return the expression of the first weights of a layer, as (in, out)."""
    if form.start is Start.ZEROS:
        return f"torch.zeros({below}, {above})"
    factor = {
        Start.XAVIER: f" * (2 / ({below} + {above})) ** 0.5",
        Start.KAIMING: f" * (2 / {below}) ** 0.5",
    }.get(form.start, "")
    scale = "" if form.scale == 1 else f"{number(form.scale)} * "
    return f"{scale}torch.randn({below}, {above}){factor}"


def model(form: NetForm) -> list[str]:
    """Return the lines that make the net of modules."""
    bias = "" if form.bias else ", bias=False"
    lines = [
        "# Modules hold their weights and biases; Sequential applies them in",
        "# order.",
        "model = torch.nn.Sequential(",
        f"    torch.nn.Linear(D_in, H{bias}),",
        f"    torch.nn.{MODULES[form.activation]},",
        f"    torch.nn.Linear(H, D_out{bias}),",
        ")",
    ]
    if form.start is not Start.LINEAR:
        return [*_drawn(form), "", *lines, *_filled(form)]
    if form.scale == 1:
        return lines
    factor = number(form.scale)
    return [
        *lines,
        "with torch.no_grad():",
        f"    model[0].weight *= {factor}",
        f"    model[2].weight *= {factor}",
    ]


def _drawn(form: NetForm) -> list[str]:
    if form.start is Start.ZEROS:
        return []
    said = comment("The first weights, the same ones as by hand. They are drawn before the modules draw their own.")
    return [*said, *(f"w{layer} = {weight(form, below, above)}" for layer, below, above in LAYERS)]


def _filled(form: NetForm) -> list[str]:
    lines = []
    for layer, place in ((1, 0), (2, 2)):
        if form.start is Start.ZEROS:
            lines.append(f"    model[{place}].weight.zero_()")
        else:
            lines.append(f"    model[{place}].weight.copy_(w{layer}.t())")
        if form.bias:
            lines.append(f"    model[{place}].bias.zero_()")
    why = "Linear starts with weights of its own: others are wanted here."
    if form.start is not Start.ZEROS:
        why = "Linear keeps its weight as (out, in): hence the t()."
    return ["", *comment(why), "with torch.no_grad():", *lines]
