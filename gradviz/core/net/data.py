"""The lines of a program that make its data, or read them."""

from __future__ import annotations

from gradviz.core.net.form import Loss, NetForm, Source, Table
from gradviz.core.net.writing import call, columns, comment, quoted

GLYPHS = (
    "111101101101111",
    "010110010010111",
    "111001111100111",
    "111001111001111",
    "101101111001001",
    "111100111001111",
    "111100111101111",
    "111001010010010",
    "111101111101111",
    "111101111001111",
)
"""The ten digits in 5 rows of 3 pixels."""


def data(form: NetForm) -> list[str]:
    """Return the lines that assign ``x`` and ``y``; the sizes are assigned before, or here for a file."""
    if form.source is Source.FILE and form.table is not None:
        return _table(form, form.table)
    return {
        Source.RANDOM: _random,
        Source.CURVE: _curve,
        Source.SPIRALS: _spirals,
        Source.XOR: _xor,
        Source.DIGITS: _digits,
    }[form.source](form)


def sizes(form: NetForm) -> list[str]:
    """Return the lines that name the sizes."""
    said = comment(
        "N is the number of examples, D_in, H and D_out are the widths of the input, "
        "of the hidden layer and of the output."
    )
    if form.source is Source.FILE:
        return [*said, "N, D_in = x.shape", f"H, D_out = {form.h}, {form.d_out}"]
    return [*said, f"N, D_in, H, D_out = {form.n}, {form.d_in}, {form.h}, {form.d_out}"]


def _random(form: NetForm) -> list[str]:
    target = {
        Loss.CROSS_ENTROPY: "torch.randint(D_out, (N,))",
        Loss.BCE: "torch.rand(N, D_out).round()",
    }.get(form.loss, "torch.randn(N, D_out)")
    return ["# The data: no gradients are wanted for them.", "x = torch.randn(N, D_in)", f"y = {target}"]


def _curve(_form: NetForm) -> list[str]:
    return [
        "# The data: points near a curve.",
        "x = 4 * torch.rand(N, D_in) - 2",
        "y = torch.sin(3 * x) + 0.1 * torch.randn(N, D_out)",
    ]


def _spirals(form: NetForm) -> list[str]:
    return [
        "# The data: points on two spirals, one of each class.",
        "arm = torch.arange(N) % 2",
        "radius = torch.rand(N).sqrt()",
        "angle = 2 * torch.pi * radius + torch.pi * arm",
        "x = torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)",
        "x = x + 0.02 * torch.randn(N, D_in)",
        _target(form, "arm"),
    ]


def _xor(form: NetForm) -> list[str]:
    return [
        "# The data: points of a square; the class says whether the signs of",
        "# the two coordinates differ.",
        "x = 2 * torch.rand(N, D_in) - 1",
        "differ = (x[:, 0] * x[:, 1] < 0).long()",
        _target(form, "differ"),
    ]


def _digits(form: NetForm) -> list[str]:
    return [
        "# The data: the ten digits in 5 rows of 3 pixels, with noise.",
        "glyphs = (",
        *(f'    "{glyph}",' for glyph in GLYPHS),
        ")",
        "clean = torch.tensor([[float(pixel) for pixel in g] for g in glyphs])",
        "digit = torch.arange(N) % 10",
        "x = clean[digit] + 0.2 * torch.randn(N, D_in)",
        _target(form, "digit"),
    ]


def _target(form: NetForm, classes: str) -> str:
    """Return the line that makes ``y`` of the numbers of classes."""
    if form.loss is Loss.CROSS_ENTROPY:
        return f"y = {classes}"
    if form.d_out == 1:
        return f"y = {classes}[:, None].to(x.dtype)"
    return f"y = torch.nn.functional.one_hot({classes}, D_out).to(x.dtype)"


def _table(form: NetForm, table: Table) -> list[str]:
    if table.is_numpy:
        read = f"np.load({quoted(table.path)})"
        arguments = [read]
    else:
        given = [quoted(table.path)]
        if table.delimiter != " ":
            given.append(f"delimiter={quoted(table.delimiter)}")
        if table.skip:
            given.append(f"skiprows={table.skip}")
        arguments = [f"np.loadtxt({', '.join([*given, 'ndmin=2'])})"]
    targets = columns(table.targets)
    if form.loss is Loss.CROSS_ENTROPY:
        target = f"y = table[:, {table.targets[0]}].long()"
    else:
        target = f"y = table[:, {targets}]"
    return [
        "# The data: one example in each row of the file.",
        *call("table = torch.tensor", [*arguments, f"dtype=torch.{form.dtype}"]),
        f"x = table[:, {columns(table.inputs)}]",
        target,
    ]
