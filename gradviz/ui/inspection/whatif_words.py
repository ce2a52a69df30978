"""What is said of an element that was changed: the gradient's promise, and what really happened."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from gradviz.core import text
from gradviz.core.probe import ElementAnswer
from gradviz.ui.wording import sentence

translate = QCoreApplication.translate


def outcome_words(answer: ElementAnswer) -> str:
    """Return promise and reality in one or two sentences."""
    promised, happened = answer.promised, answer.happened
    words = translate("WhatIf", "The gradient promised {promised}, really the loss changed by {happened}.").format(
        promised=_signed(promised), happened=_signed(happened)
    )
    if max(abs(promised), abs(happened)) <= 8 * answer.precision:
        words += " " + translate(
            "WhatIf", "That is as little as the loss can change in its precision: try a larger step."
        )
    elif promised:
        off = abs(happened - promised) / abs(promised)
        words += " " + translate(
            "WhatIf", "That is off by {off}; with half the step the error is about a quarter."
        ).format(off=f"{100 * off:.2g} %")
    if answer.held is None:
        words += " " + translate(
            "WhatIf", "The program computes no gradient of it; this one is computed for the question."
        )
    elif not np.isclose(answer.held, answer.gradient, rtol=1e-3, atol=0):
        words += " " + translate(
            "WhatIf", "The gradient of this loss is {own}; .grad holds {held}: it was added up, or changed."
        ).format(own=text.number(answer.gradient), held=text.number(answer.held))
    if answer.roots.total > 1:
        words += " " + translate("WhatIf", "The loss is the sum of the {total} of this iteration.").format(
            total=answer.roots.total
        )
    return words


def _signed(value: float) -> str:
    words = text.number(value)
    return words if value <= 0 or words in ("NaN", "∞") else f"+{words}"


def how_words(answer: ElementAnswer) -> str:
    """Return how the losses were computed."""
    how = answer.exactness
    if how.is_replayed:
        return translate(
            "WhatIf",
            "The loss at the step itself is that of a whole run; the others come from the recorded ops, "
            "which gave that loss bit for bit.",
        )
    reason = sentence(how.reason)
    return translate("WhatIf", "Every loss is that of a whole run. {reason}").format(reason=reason)


def table_words(answer: ElementAnswer) -> str:
    """Return the steps in the direction that was asked for: what was promised, what happened, and the difference."""
    heads = ("δ", translate("WhatIf", "promised"), translate("WhatIf", "really"), translate("WhatIf", "error"))
    rows = ["".join(f"<th align='right' style='padding-left: 10px'>{head}</th>" for head in heads)]
    for step, loss in zip(answer.steps, answer.losses, strict=True):
        if step * answer.question.step > 0:
            promised, happened = answer.gradient * step, loss - answer.base
            numbers = (step, promised, happened, happened - promised)
            cells = (f"<td align='right' style='padding-left: 10px'>{text.number(number)}</td>" for number in numbers)
            rows.append("".join(cells))
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
