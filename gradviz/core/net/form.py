"""The values of the net form."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from gradviz.core.marking import QT_TRANSLATE_NOOP


class Spelling(StrEnum):
    """How the program is written: with tensors alone, with modules, or with an optimizer too."""

    BY_HAND = "by_hand"
    NN = "nn"
    OPTIM = "optim"


class Activation(StrEnum):
    """What stands between the two layers."""

    RELU = "relu"
    TANH = "tanh"
    SIGMOID = "sigmoid"
    GELU = "gelu"
    LEAKY_RELU = "leaky_relu"


class Start(StrEnum):
    """Where the weights come from."""

    NORMAL = "normal"
    XAVIER = "xavier"
    KAIMING = "kaiming"
    LINEAR = "linear"
    ZEROS = "zeros"


class Loss(StrEnum):
    """What is made small."""

    SQUARES = "squares"
    MSE_SUM = "mse_sum"
    MSE_MEAN = "mse_mean"
    CROSS_ENTROPY = "cross_entropy"
    BCE = "bce"


class Source(StrEnum):
    """Where the data come from."""

    RANDOM = "random"
    CURVE = "curve"
    SPIRALS = "spirals"
    XOR = "xor"
    DIGITS = "digits"
    FILE = "file"


TITLES = {
    Spelling.BY_HAND: QT_TRANSLATE_NOOP("Net", "by hand"),
    Spelling.NN: QT_TRANSLATE_NOOP("Net", "with torch.nn"),
    Spelling.OPTIM: QT_TRANSLATE_NOOP("Net", "with torch.optim"),
    Activation.RELU: QT_TRANSLATE_NOOP("Net", "ReLU, clamp(min=0)"),
    Activation.TANH: "tanh",
    Activation.SIGMOID: "sigmoid",
    Activation.GELU: "GELU",
    Activation.LEAKY_RELU: "LeakyReLU",
    Start.NORMAL: QT_TRANSLATE_NOOP("Net", "randn"),
    Start.XAVIER: "Xavier",
    Start.KAIMING: "Kaiming",
    Start.LINEAR: QT_TRANSLATE_NOOP("Net", "as nn.Linear does"),
    Start.ZEROS: QT_TRANSLATE_NOOP("Net", "zeros"),
    Loss.SQUARES: QT_TRANSLATE_NOOP("Net", "sum of squares, written out"),
    Loss.MSE_SUM: QT_TRANSLATE_NOOP("Net", "MSELoss, sum"),
    Loss.MSE_MEAN: QT_TRANSLATE_NOOP("Net", "MSELoss, mean"),
    Loss.CROSS_ENTROPY: QT_TRANSLATE_NOOP("Net", "cross entropy"),
    Loss.BCE: QT_TRANSLATE_NOOP("Net", "BCE with logits"),
    Source.RANDOM: QT_TRANSLATE_NOOP("Net", "random numbers"),
    Source.CURVE: QT_TRANSLATE_NOOP("Net", "a noisy curve"),
    Source.SPIRALS: QT_TRANSLATE_NOOP("Net", "two spirals"),
    Source.XOR: "XOR",
    Source.DIGITS: QT_TRANSLATE_NOOP("Net", "small digits"),
    Source.FILE: QT_TRANSLATE_NOOP("Net", "a file (CSV, .npy)"),
}
"""What the choices are called."""

SHAPES = {Source.CURVE: (1, 1), Source.SPIRALS: (2, 2), Source.XOR: (2, 2), Source.DIGITS: (15, 10)}
"""Of data that are made on the fly: how many numbers an example has, and how many classes there are (1: none)."""

SQUARED = (Loss.SQUARES, Loss.MSE_SUM, Loss.MSE_MEAN)
"""Losses that compare with numbers of any size."""


class Table(msgspec.Struct, frozen=True):
    """A file of the user's: ``rows`` × ``columns`` numbers; ``skip`` lines of text come first.

    ``targets`` are the columns, from 0 on, that the net is to predict. ``classes``: one more than the largest number
    in each column, where all of them are whole numbers from 0 on, else 0.
    """

    path: str
    rows: int
    columns: int
    names: tuple[str, ...] = ()
    targets: tuple[int, ...] = ()
    skip: int = 0
    delimiter: str = ","
    classes: tuple[int, ...] = ()

    @property
    def inputs(self) -> tuple[int, ...]:
        """The columns that the net gets."""
        return tuple(column for column in range(self.columns) if column not in self.targets)

    @property
    def is_numpy(self) -> bool:
        """Whether it is an array of numpy's."""
        return self.path.lower().endswith(".npy")


class NetForm(msgspec.Struct, frozen=True):
    """A two-layer net, its data and its training. As it is, the first net of the tutorial.

    ``batch`` is 0 for all data at once. ``options`` are arguments of the optimizer and of the schedule that differ from
    what is usual. ``device`` is empty for the one that the window has chosen.
    """

    n: int = 64
    d_in: int = 1000
    h: int = 100
    d_out: int = 10
    activation: Activation = Activation.RELU
    bias: bool = False
    start: Start = Start.NORMAL
    scale: float = 1.0
    loss: Loss = Loss.SQUARES
    source: Source = Source.RANDOM
    table: Table | None = None
    batch: int = 0
    learning_rate: float = 1e-6
    iterations: int = 500
    seed: int | None = 0
    dtype: str = "float32"
    device: str = ""
    optimizer: str = "sgd"
    schedule: str = "none"
    options: tuple[tuple[str, float], ...] = ()
    schedule_options: tuple[tuple[str, float], ...] = ()


BY_HAND = NetForm()
"""The net of the tutorial by hand."""

NN = NetForm(bias=True, start=Start.LINEAR, loss=Loss.MSE_SUM, learning_rate=1e-4)
"""The net of the tutorial with ``torch.nn``."""

OPTIM = NetForm(bias=True, start=Start.LINEAR, loss=Loss.MSE_SUM, learning_rate=1e-4, optimizer="adam")
"""The net of the tutorial with ``torch.optim``."""

TUTORIAL = {Spelling.BY_HAND: BY_HAND, Spelling.NN: NN, Spelling.OPTIM: OPTIM}
"""What the three nets of the tutorial are in the form."""

DTYPES = ("float32", "float64")


def fitted(form: NetForm) -> NetForm:
    """Return ``form`` with the sizes that its data and its loss prescribe."""
    if form.source is Source.FILE:
        return form if form.table is None else _fitted_to_table(form, form.table)
    if form.source not in SHAPES:
        return form
    d_in, classes = SHAPES[form.source]
    d_out = form.d_out
    if classes == 1:
        d_out = 1
    elif form.loss is Loss.CROSS_ENTROPY or d_out != 1 or classes > 2:
        d_out = classes
    return msgspec.structs.replace(form, d_in=d_in, d_out=d_out)


def _fitted_to_table(form: NetForm, table: Table) -> NetForm:
    d_out = len(table.targets)
    if form.loss is Loss.CROSS_ENTROPY and len(table.targets) == 1 and table.classes:
        d_out = table.classes[table.targets[0]] or form.d_out
    return msgspec.structs.replace(form, n=table.rows, d_in=max(1, len(table.inputs)), d_out=max(1, d_out))
