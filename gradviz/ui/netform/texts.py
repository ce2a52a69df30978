"""What the fields of the net form are called, and what explains them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gradviz.core.marking import QT_TRANSLATE_NOOP

_LABELS = {
    "spelling": QT_TRANSLATE_NOOP("NetForm", "Spelling:"),
    "n": "N",
    "d_in": "D_in",
    "h": "H",
    "d_out": "D_out",
    "activation": QT_TRANSLATE_NOOP("NetForm", "Activation:"),
    "bias": QT_TRANSLATE_NOOP("NetForm", "Bias:"),
    "start": QT_TRANSLATE_NOOP("NetForm", "First weights:"),
    "scale": QT_TRANSLATE_NOOP("NetForm", "times:"),
    "source": QT_TRANSLATE_NOOP("NetForm", "Data:"),
    "batch": QT_TRANSLATE_NOOP("NetForm", "Batch size:"),
    "loss": QT_TRANSLATE_NOOP("NetForm", "Loss:"),
    "optimizer": QT_TRANSLATE_NOOP("NetForm", "Optimizer:"),
    "schedule": QT_TRANSLATE_NOOP("NetForm", "Schedule:"),
    "learning_rate": QT_TRANSLATE_NOOP("NetForm", "Learning rate:"),
    "iterations": QT_TRANSLATE_NOOP("NetForm", "Iterations:"),
    "seed": QT_TRANSLATE_NOOP("NetForm", "Seed:"),
    "dtype": QT_TRANSLATE_NOOP("NetForm", "dtype:"),
    "device": QT_TRANSLATE_NOOP("NetForm", "Device:"),
}

_TIPS = {
    "spelling": QT_TRANSLATE_NOOP(
        "NetForm", "The same net three times: with tensors alone, with modules, or with an optimizer too."
    ),
    "n": QT_TRANSLATE_NOOP("NetForm", "How many examples there are."),
    "d_in": QT_TRANSLATE_NOOP("NetForm", "How many numbers an example has."),
    "h": QT_TRANSLATE_NOOP("NetForm", "The width of the hidden layer."),
    "d_out": QT_TRANSLATE_NOOP("NetForm", "How many numbers come out for each example."),
    "activation": QT_TRANSLATE_NOOP(
        "NetForm",
        "What stands between the two layers. At exactly 0, clamp lets the gradient pass and torch.nn.ReLU does not.",
    ),
    "bias": QT_TRANSLATE_NOOP("NetForm", "Whether each layer adds a number of its own to every output."),
    "start": QT_TRANSLATE_NOOP("NetForm", "Where the weights come from. In all spellings they are the same ones."),
    "scale": QT_TRANSLATE_NOOP("NetForm", "What the first weights are multiplied by."),
    "source": QT_TRANSLATE_NOOP("NetForm", "What the net learns from."),
    "batch": QT_TRANSLATE_NOOP("NetForm", "Examples in each iteration, drawn at random; 0 takes all of them."),
    "loss": QT_TRANSLATE_NOOP("NetForm", "What is made small."),
    "optimizer": QT_TRANSLATE_NOOP("NetForm", "Who makes the steps. By hand and with torch.nn it is plain descent."),
    "schedule": QT_TRANSLATE_NOOP("NetForm", "How the learning rate changes by itself."),
    "learning_rate": QT_TRANSLATE_NOOP(
        "NetForm", "How far a step goes; it can also be changed while the program runs."
    ),
    "iterations": QT_TRANSLATE_NOOP("NetForm", "How many steps are made."),
    "seed": QT_TRANSLATE_NOOP("NetForm", "Of the random numbers; empty: others in every run."),
    "dtype": QT_TRANSLATE_NOOP("NetForm", "float64 has about 16 digits, float32 about 7."),
    "device": QT_TRANSLATE_NOOP("NetForm", "What the program runs on."),
}


def label_of(name: str) -> str:
    """Return what the field ``name`` is called."""
    return QCoreApplication.translate("NetForm", _LABELS[name])


def tip_of(name: str) -> str:
    """Return what explains the field ``name``."""
    return QCoreApplication.translate("NetForm", _TIPS[name])
