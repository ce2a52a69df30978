"""What is wrong with a net form: one sentence for each field."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gradviz.core.marking import QT_TRANSLATE_NOOP
from gradviz.core.net.form import DTYPES, SQUARED, Loss, NetForm, Source, Start, Table, fitted
from gradviz.core.net.optimizers import optimizer
from gradviz.core.net.recipe import Recipe
from gradviz.core.net.schedules import schedule

MOST = 100_000_000
"""Elements of a tensor of the form: more would not fit into the memory of most machines."""

LARGEST_SEED = 2**64 - 1


class Fault(NamedTuple):
    """What is wrong with ``field``: an English template, and what is put into it."""

    field: str
    template: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def sentence(self) -> str:
        """The sentence in English."""
        return self.template.format(**dict(self.values))


def faults(form: NetForm) -> tuple[Fault, ...]:
    """Return what is wrong with ``form``, at most one fault for each field; nothing, if a program follows from it."""
    found: dict[str, Fault] = {}
    for check in (_sizes, _numbers, _data, _loss, _choices, _options, _one_cycle):
        for fault in check(fitted(form)):
            found.setdefault(fault.field, fault)
    return tuple(found.values())


def _sizes(form: NetForm) -> Iterator[Fault]:
    for field in ("n", "d_in", "h", "d_out"):
        if getattr(form, field) < 1:
            yield Fault(field, QT_TRANSLATE_NOOP("Net", "A size is a whole number from 1 on."))
    largest = {"n": form.n * max(form.d_in, form.d_out), "h": form.h * max(form.n, form.d_in, form.d_out)}
    for field, elements in largest.items():
        if elements > MOST:
            yield Fault(
                field,
                QT_TRANSLATE_NOOP("Net", "That makes a tensor of {elements} elements; {most} are the most."),
                (("elements", f"{elements:,}"), ("most", f"{MOST:,}")),
            )
    if form.batch < 0:
        yield Fault("batch", QT_TRANSLATE_NOOP("Net", "A batch has at least 1 example; 0 takes all of them."))
    elif form.batch > form.n:
        yield Fault(
            "batch",
            QT_TRANSLATE_NOOP("Net", "There are only {n} examples; 0 takes all of them."),
            (("n", str(form.n)),),
        )


def _numbers(form: NetForm) -> Iterator[Fault]:
    if not (math.isfinite(form.learning_rate) and form.learning_rate > 0):
        yield Fault("learning_rate", QT_TRANSLATE_NOOP("Net", "A learning rate is a number above 0, such as 1e-4."))
    if not (math.isfinite(form.scale) and form.scale > 0) and form.start is not Start.ZEROS:
        yield Fault("scale", QT_TRANSLATE_NOOP("Net", "The scale is a number above 0; 1 changes nothing."))
    if form.iterations < 1:
        yield Fault("iterations", QT_TRANSLATE_NOOP("Net", "A training has at least 1 iteration."))
    if form.seed is not None and not 0 <= form.seed <= LARGEST_SEED:
        yield Fault("seed", QT_TRANSLATE_NOOP("Net", "A seed is a whole number from 0 on."))


def _data(form: NetForm) -> Iterator[Fault]:
    if form.source is not Source.FILE:
        return
    table = form.table
    if table is None:
        yield Fault("table", QT_TRANSLATE_NOOP("Net", "Choose a file with numbers in rows and columns."))
        return
    if not table.targets:
        yield Fault("targets", QT_TRANSLATE_NOOP("Net", "Choose at least one column that the net is to predict."))
    elif not table.inputs:
        yield Fault("targets", QT_TRANSLATE_NOOP("Net", "Leave at least one column for the net to start from."))
    elif any(not 0 <= column < table.columns for column in table.targets):
        yield Fault(
            "targets",
            QT_TRANSLATE_NOOP("Net", "The columns have the numbers 1 to {columns}."),
            (("columns", str(table.columns)),),
        )


def _loss(form: NetForm) -> Iterator[Fault]:
    if form.source is Source.CURVE and form.loss not in SQUARED:
        yield Fault("loss", QT_TRANSLATE_NOOP("Net", "The curve has values, not classes: choose a squared error."))
    elif form.loss is Loss.CROSS_ENTROPY and form.source is Source.RANDOM and form.d_out < 2:
        yield Fault("d_out", QT_TRANSLATE_NOOP("Net", "Cross entropy needs at least 2 classes, one output for each."))
    elif form.source is Source.FILE and form.table is not None:
        yield from _loss_of_table(form, form.table)


def _loss_of_table(form: NetForm, table: Table) -> Iterator[Fault]:
    classes = [table.classes[column] for column in table.targets if column < len(table.classes)]
    if form.loss is Loss.CROSS_ENTROPY and (len(table.targets) != 1 or not classes or classes[0] < 2):
        yield Fault(
            "loss",
            QT_TRANSLATE_NOOP("Net", "Cross entropy needs one target column with the numbers of classes, from 0 on."),
        )
    elif form.loss is Loss.BCE and any(count not in (1, 2) for count in classes):
        yield Fault("loss", QT_TRANSLATE_NOOP("Net", "BCE needs target columns that hold nothing but 0 and 1."))


def _choices(form: NetForm) -> Iterator[Fault]:
    if form.dtype not in DTYPES:
        yield Fault("dtype", QT_TRANSLATE_NOOP("Net", "The dtype is float32 or float64."))
    if optimizer(form.optimizer) is None:
        yield Fault("optimizer", QT_TRANSLATE_NOOP("Net", "There is no such optimizer."))
    if schedule(form.schedule) is None:
        yield Fault("schedule", QT_TRANSLATE_NOOP("Net", "There is no such schedule."))


def _options(form: NetForm) -> Iterator[Fault]:
    groups: tuple[tuple[Callable[[str], Recipe | None], str, tuple[tuple[str, float], ...]], ...] = (
        (optimizer, form.optimizer, form.options),
        (schedule, form.schedule, form.schedule_options),
    )
    for find, key, given in groups:
        recipe = find(key)
        for name, value in given:
            parameter = None if recipe is None else recipe.parameter(name)
            if parameter is not None and not (math.isfinite(value) and parameter.allows(value)):
                yield Fault(name, *_range(parameter.low, parameter.high, parameter.is_open))


def _one_cycle(form: NetForm) -> Iterator[Fault]:
    rises = dict(form.schedule_options).get("pct_start", 0.3)
    # torch divides by the length of both parts.
    if form.schedule == "one_cycle" and (rises * form.iterations <= 1 or (1 - rises) * form.iterations <= 0):
        yield Fault(
            "iterations",
            QT_TRANSLATE_NOOP("Net", "One cycle needs more iterations: the part in which it rises has at least two."),
        )


def _range(low: float, high: float | None, is_open: tuple[bool, bool]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the template and the values of the sentence about a range."""
    values = (("low", f"{low:g}"),) if high is None else (("low", f"{low:g}"), ("high", f"{high:g}"))
    if high is None:
        return QT_TRANSLATE_NOOP("Net", "A number from {low} on."), values
    return {
        (False, False): QT_TRANSLATE_NOOP("Net", "A number from {low} to {high}."),
        (True, False): QT_TRANSLATE_NOOP("Net", "A number above {low}, up to {high}."),
        (False, True): QT_TRANSLATE_NOOP("Net", "A number from {low} on, below {high}."),
        (True, True): QT_TRANSLATE_NOOP("Net", "A number between {low} and {high}."),
    }[is_open], values
