"""The lines of a program that make its optimizer and its schedule."""

from __future__ import annotations

from gradviz.core.net.form import NetForm
from gradviz.core.net.optimizers import optimizer
from gradviz.core.net.recipe import Recipe, arguments, number
from gradviz.core.net.schedules import schedule
from gradviz.core.net.writing import call, comment

SAID = {
    "sgd": "SGD makes the same step as by hand.",
    "adam": "Adam keeps a step size of its own for every single weight.",
    "lbfgs": "LBFGS runs the net several times for one step: it needs a function that does so.",
}


def recipes(form: NetForm) -> tuple[Recipe, Recipe]:
    """Return the optimizer and the schedule of a form that was checked."""
    found = optimizer(form.optimizer), schedule(form.schedule)
    if found[0] is None or found[1] is None:
        raise LookupError(form.optimizer, form.schedule)
    return found[0], found[1]


def counts_iterations(form: NetForm) -> bool:
    """Return whether the number of iterations is needed by name, besides in the loop."""
    return any("{iterations}" in value for _name, value in recipes(form)[1].fixed)


def optimizer_lines(form: NetForm) -> list[str]:
    """Return the lines from the learning rate to the loop."""
    makes, changes = recipes(form)
    said = f"The optimizer is told which tensors to change. {SAID.get(form.optimizer, '')}"
    given = ["model.parameters()", "lr=learning_rate", *arguments(makes, dict(form.options), {})]
    lines = [
        *comment(said),
        f"learning_rate = {number(form.learning_rate)}",
        *call(f"optimizer = torch.optim.{makes.torch_class}", given),
    ]
    if changes.torch_class:
        places = {"iterations": "iterations"}
        given = ["optimizer", *arguments(changes, dict(form.schedule_options), places)]
        lines += ["", "# The schedule changes the learning rate after every step."]
        if counts_iterations(form):
            lines.append(f"iterations = {form.iterations}")
        lines += call(f"scheduler = torch.optim.lr_scheduler.{changes.torch_class}", given)
    return lines
