"""Sentences about an update."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gradviz.core import text
from gradviz.core.trace import UpdateEvent
from gradviz.core.updates.direction import Along
from gradviz.core.updates.facts import Facts, Rate
from gradviz.core.updates.work import Agreement

translate = QCoreApplication.translate


def heading(update: UpdateEvent) -> str:
    """Return what changed the parameter, and where."""
    by = update.by or translate("UpdatePanel", "something that could not be seen")
    words = translate("UpdatePanel", "by {name}").format(name=by)
    if update.line is not None:
        words += " · " + translate("UpdatePanel", "line {line}").format(line=update.line)
    return words


def settings(update: UpdateEvent) -> str:
    """Return the hyperparameters of the step in one line, without those that are off."""
    if update.optimizer is None:
        return ""
    parts = []
    for name, value in update.optimizer.settings.items():
        if isinstance(value, bool):
            # What AdamW is for goes without saying.
            parts += [name] if value and name != "decoupled_weight_decay" else []
        elif isinstance(value, int | float):
            parts += [f"{name} {text.number(float(value))}"] if value or name == "lr" else []
        elif isinstance(value, tuple):
            parts.append(f"{name} " + ", ".join(text.number(number) for number in value))
        elif isinstance(value, str):
            parts.append(f"{name} {value}")
    step = update.optimizer.after.get("step")
    if step is not None and step.item() is not None:
        parts.append(translate("UpdatePanel", "step {number}").format(number=text.number(step.item())))
    return " · ".join(parts)


def agreed(found: Agreement) -> str:
    """Return how the formula compares with torch."""
    if found.is_equal:
        sentence = translate(
            "UpdatePanel",
            "The formula gives what PyTorch computed, up to rounding, in all {count} recorded elements "
            "(largest difference {largest}).",
        )
    else:
        sentence = translate(
            "UpdatePanel",
            "The formula gives something else than PyTorch in {others} of {count} recorded elements "
            "(largest difference {largest}).",
        )
    others = found.count - found.agreeing
    return sentence.format(count=found.count, others=others, largest=text.number(found.largest))


def rated(rate: Rate | None) -> str:
    """Return what a change by hand is of the gradient."""
    if rate is None:
        return translate("UpdatePanel", "There was no gradient then, so that the change cannot be compared with it.")
    if rate.rate is not None:
        sentence = translate(
            "UpdatePanel",
            "A plain gradient step: every recorded element went against its gradient, {rate} times as far.",
        )
        return sentence.format(rate=text.number(rate.rate))
    sentence = translate(
        "UpdatePanel",
        "No plain gradient step: divided by the gradient, the change is between {least} and {most}.",
    )
    return sentence.format(least=text.number(rate.least), most=text.number(rate.most))


def along(found: Along | None) -> str:
    """Return why LBFGS has no formula for an element, and what of its step can be said."""
    parts = [
        translate(
            "UpdatePanel",
            "LBFGS has no formula for one element alone: its direction d is worked out from the gradients of all "
            "parameters together, of this step and of those that it remembers.",
        )
    ]
    if found is None:
        words = translate(
            "UpdatePanel",
            "This was a step on its way, after which it asked for the loss again; d and t are known of its last one.",
        )
    elif found.is_whole:
        words = translate(
            "UpdatePanel",
            "✓ The update is t · d in all {count} recorded elements, with t = {length}; steps remembered: {pairs}.",
        )
    else:
        words = translate(
            "UpdatePanel",
            "Its last step was t · d with t = {length} (steps remembered: {pairs}). This update begins where the loss "
            "was asked for last, on trial: {agreeing} of {count} recorded elements moved by t · d.",
        )
    if found is not None:
        words = words.format(
            count=found.seen, length=text.number(found.length), pairs=found.pairs, agreeing=found.agreeing
        )
    return " ".join((*parts, words))


def facts(found: Facts) -> list[str]:
    """Return what can be said of the whole update, one sentence each."""
    lines = [translate("UpdatePanel", "‖update‖ ÷ ‖parameter‖ = {ratio}").format(ratio=text.number(found.ratio))]
    if found.signed:
        words = translate("UpdatePanel", "{some} of {all} elements went against their gradient")
        lines.append(words.format(some=found.downhill, all=found.signed))
    words = translate("UpdatePanel", "{some} of {all} moved by more than their own size")
    lines.append(words.format(some=found.moved_far, all=found.seen))
    if found.stuck:
        words = translate(
            "UpdatePanel", "{some} of {all} have a gradient and did not move: their step is lost in rounding"
        )
        lines.append(words.format(some=found.stuck, all=found.seen))
    if found.seen < found.total:
        words = translate("UpdatePanel", "counted in the {seen} elements of the thumbnail; the parameter has {total}")
        lines.append(words.format(seen=found.seen, total=found.total))
    return lines
