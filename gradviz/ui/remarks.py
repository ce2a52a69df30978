"""The tracer's own sentences, about what it cannot show, in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gradviz.core.marking import QT_TRANSLATE_NOOP
from gradviz.ui.wording import filled, fitted

REMARKS = (
    QT_TRANSLATE_NOOP(
        "Remarks",
        "Its op was not seen: it ran in another thread, in scripted code, inside an operation written in C++ or before "
        "this iteration was recorded.",
    ),
    QT_TRANSLATE_NOOP(
        "Remarks",
        "An op wrote into a view; the node of that op runs inside this one, where nothing can be seen of it.",
    ),
    QT_TRANSLATE_NOOP("Remarks", "Compiled by torch.compile: this one node stands for all the ops inside."),
    QT_TRANSLATE_NOOP("Remarks", "A checkpoint: its ops run a second time when this node runs."),
    QT_TRANSLATE_NOOP("Remarks", "It runs a backward pass of its own."),
    QT_TRANSLATE_NOOP(
        "Remarks", "A function with a backward of its own: the ops inside run without gradients and are not shown."
    ),
    QT_TRANSLATE_NOOP(
        "Remarks", "It differentiates or batches a function by itself: what happens inside is not shown."
    ),
    QT_TRANSLATE_NOOP("Remarks", "Compiled by torch.compile: what happens inside is one op."),
    QT_TRANSLATE_NOOP(
        "Remarks", "Backward passes inside of each other were recorded {n} deep; those further inside only ran."
    ),
    QT_TRANSLATE_NOOP(
        "Remarks", "The graph is larger than this system's stack allows to look at: what follows was not recorded."
    ),
)
"""What engine says about an op, a node or an iteration."""

PASS_INSIDE = QT_TRANSLATE_NOOP("Remarks", "{reason} That pass is backward call {n}.")
"""What engine adds where a node starts a pass."""


def remark(words: str) -> str:
    """Return a sentence of the tracer's in the user's language; another text stays as it is."""
    inside = fitted(PASS_INSIDE, words)
    if inside is not None:
        ours = QCoreApplication.translate("Remarks", PASS_INSIDE)
        return filled(ours, {"reason": remark(inside["reason"]), "n": inside["n"]})
    for template in REMARKS:
        values = fitted(template, words)
        if values is not None:
            return filled(QCoreApplication.translate("Remarks", template), values)
    return words


def cut_sentence(reason: str) -> str:
    """Return why the path of a gradient ends at an op, in a sentence."""
    translate = QCoreApplication.translate
    sentences = {
        "detach": translate(
            "Remarks", "The gradient's path ends here: detach shares the values without their history."
        ),
        "no_grad": translate(
            "Remarks", "The gradient's path ends here: the op ran inside no_grad, where none is recorded."
        ),
        "not differentiable": translate("Remarks", "The gradient's path ends here: this op has no derivative."),
    }
    return sentences.get(reason, translate("Remarks", "The gradient's path ends here: {0}.").format(reason))
