"""The program text that follows from a net form."""

from __future__ import annotations

from gradviz.core.errors import UserError
from gradviz.core.net import parameters
from gradviz.core.net.check import faults
from gradviz.core.net.data import data, sizes
from gradviz.core.net.form import Loss, NetForm, Source, Spelling, fitted
from gradviz.core.net.loop import loop
from gradviz.core.net.optimizers import optimizer
from gradviz.core.net.recipe import number
from gradviz.core.net.steps import optimizer_lines

HEADS = {
    Spelling.BY_HAND: "# A two-layer net by hand: tensors and autograd only",
    Spelling.NN: "# A two-layer net with torch.nn",
    Spelling.OPTIM: "# A two-layer net with torch.optim: {title} makes the steps",
}

LOSSES = {
    Loss.MSE_SUM: 'torch.nn.MSELoss(reduction="sum")',
    Loss.MSE_MEAN: "torch.nn.MSELoss()",
    Loss.CROSS_ENTROPY: "torch.nn.CrossEntropyLoss()",
    Loss.BCE: "torch.nn.BCEWithLogitsLoss()",
}


def program(form: NetForm, spelling: Spelling) -> str:
    """Return the program: the three spellings of one form start from the same parameters.

    By hand and with ``torch.nn`` the step is plain gradient descent, whatever the optimizer of the form is.

    Raises:
        UserError: something in the form is wrong; the text says what.
    """
    found = faults(form)
    if found:
        raise UserError(found[0].sentence)
    form = fitted(form)
    blocks = [
        _head(form, spelling),
        _settings(form),
        *_given(form),
        parameters.leaves(form) if spelling is Spelling.BY_HAND else parameters.model(form),
        [] if spelling is Spelling.BY_HAND else _loss_function(form),
        _batches(form),
        optimizer_lines(form) if spelling is Spelling.OPTIM else _rate(form),
    ]
    text = "\n\n".join("\n".join(block) for block in blocks if block)
    # Without an optimizer the learning rate and the loop that reads it stay together, as in the tutorial.
    between = "\n" if spelling is not Spelling.OPTIM else "\n\n"
    return text + between + "\n".join(loop(form, spelling)).rstrip() + "\n"


def _head(form: NetForm, spelling: Spelling) -> list[str]:
    recipe = optimizer(form.optimizer)
    title = HEADS[spelling].format(title="" if recipe is None else recipe.title)
    numpy = ["import numpy as np"] if form.source is Source.FILE else []
    return [title, *numpy, "import torch"]


def _settings(form: NetForm) -> list[str]:
    lines = []
    if form.dtype != "float32":
        lines.append(f"torch.set_default_dtype(torch.{form.dtype})")
    if form.device:
        lines.append(f'torch.set_default_device("{form.device}")')
    if form.seed is not None:
        lines.append(f"torch.manual_seed({form.seed})")
    return lines


def _given(form: NetForm) -> list[list[str]]:
    """Return the blocks with the sizes and the data: a file says itself how large it is."""
    blocks = [sizes(form), data(form)]
    return blocks[::-1] if form.source is Source.FILE else blocks


def _loss_function(form: NetForm) -> list[str]:
    if form.loss not in LOSSES:
        return []
    said = ['# reduction="sum" adds the squared errors up instead of averaging them.']
    return [*(said if form.loss is Loss.MSE_SUM else []), f"loss_fn = {LOSSES[form.loss]}"]


def _batches(form: NetForm) -> list[str]:
    if not form.batch:
        return []
    seed = form.seed or 0
    return [
        "# Mini-batches have random numbers of their own.",
        f"batch_size = {form.batch}",
        f"draw = torch.Generator(x.device).manual_seed({seed})",
    ]


def _rate(form: NetForm) -> list[str]:
    return [f"learning_rate = {number(form.learning_rate)}"]
