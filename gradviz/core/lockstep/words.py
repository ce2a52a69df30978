"""What is found, as sentences that a class can read. The window translates them: their templates are marked here."""

from __future__ import annotations

from collections.abc import Callable

from gradviz.core.lockstep.verdict import Cause, Moment, Parting, State, Verdict

CONTEXT = "Lockstep"
"""In which a translation of the templates is looked up."""

Translate = Callable[[str], str]

_MOST_NAMES = 6


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:  # noqa: N802  the collector of texts knows this name
    """Mark ``text`` for translation."""
    return text


_STATES = {
    State.WAITING: QT_TRANSLATE_NOOP("Lockstep", "{run} has not been compared with {first} yet."),
    State.SAME: QT_TRANSLATE_NOOP("Lockstep", "{run} and {first} are equal bit for bit in every iteration ({count})."),
    State.ROUNDING: QT_TRANSLATE_NOOP(
        "Lockstep", "{run} and {first} agree to rounding in every iteration ({count}): they differ by at most {most}."
    ),
    State.DRIFTED: QT_TRANSLATE_NOOP(
        "Lockstep",
        "{run} and {first} drift apart as rounding grows, by {most} at most (iterations: {count}); "
        "no single step makes a difference.",
    ),
    State.UNLIKE: QT_TRANSLATE_NOOP("Lockstep", "{run} has no tensor that fits one of {first}: they are other nets."),
}

_PARTED = QT_TRANSLATE_NOOP("Lockstep", "{run} and {first} part at iteration {iteration}:")

_CAUSES = {
    Cause.OTHER_START: QT_TRANSLATE_NOOP(
        "Lockstep", "they start from other values, {tensor} differs by {relative} at {place}."
    ),
    Cause.CHANGED_BETWEEN: QT_TRANSLATE_NOOP(
        "Lockstep", "{tensor} was changed before the forward pass, it differs by {relative} at {place}."
    ),
    Cause.FORWARD: QT_TRANSLATE_NOOP(
        "Lockstep",
        "the loss differs although every parameter is equal, so the forward pass or the data are not the same. "
        "The gradient of {tensor} differs most, by {relative} at {place}.",
    ),
    Cause.BACKWARD: QT_TRANSLATE_NOOP(
        "Lockstep",
        "the gradient of {tensor} differs by {relative} at {place}, although parameters and loss are equal.",
    ),
    Cause.MISSING: QT_TRANSLATE_NOOP("Lockstep", "{tensor} has a gradient in one of them only."),
    Cause.NOT_ZEROED: QT_TRANSLATE_NOOP(
        "Lockstep",
        "the gradient of {tensor} is the new one plus the one before, so .grad was not set to zero; "
        "it differs by {relative} at {place}.",
    ),
    Cause.SCALED: QT_TRANSLATE_NOOP("Lockstep", "the gradient of {tensor} is {factor} times as large."),
    Cause.UPDATE: QT_TRANSLATE_NOOP(
        "Lockstep",
        "{tensor} is updated in another way, by {relative} at {place}, although its gradient was equal after the "
        "backward pass: another optimizer, or other settings of it.",
    ),
    Cause.LEARNING_RATE: QT_TRANSLATE_NOOP(
        "Lockstep",
        "the update of {tensor} is {factor} times as large, although its gradient is equal: another learning rate.",
    ),
}

_LOSS_ALONE = QT_TRANSLATE_NOOP(
    "Lockstep",
    "the loss differs by {relative}, although parameters and gradients are equal.",
)
_SCALED_LOSS = QT_TRANSLATE_NOOP("Lockstep", "the loss and the gradient of {tensor} are {factor} times as large.")
_FURTHER = QT_TRANSLATE_NOOP("Lockstep", "Other tensors like this: {count}.")
_UNTIL_SAME = QT_TRANSLATE_NOOP("Lockstep", "Until then they are equal bit for bit.")
_UNTIL_ROUNDING = QT_TRANSLATE_NOOP("Lockstep", "Until then they agree to rounding (at most {before}).")
_ALONE = QT_TRANSLATE_NOOP("Lockstep", "Only {first} has {names}.")
_EXTRA = QT_TRANSLATE_NOOP("Lockstep", "Only {run} has {names}.")
_PASSING = QT_TRANSLATE_NOOP(
    "Lockstep",
    "A gradient differed for a moment at iteration {iterations}: an activation within rounding of its kink is on in "
    "one run and off in the other.",
)
_NONFINITE = QT_TRANSLATE_NOOP("Lockstep", "Where both have NaN or infinities they are not compared.")


def sentence(verdict: Verdict, first: str, run: str, translate: Translate = str) -> str:
    """Return what is known of the run called ``run`` beside the one called ``first``."""
    names = {"first": first, "run": run}
    parts = [_main(verdict, names, translate)]
    if verdict.alone:
        parts.append(translate(_ALONE).format(**names, names=_listed(verdict.alone)))
    if verdict.extra:
        parts.append(translate(_EXTRA).format(**names, names=_listed(verdict.extra)))
    if verdict.passing:
        parts.append(translate(_PASSING).format(iterations=_listed([str(index) for index in verdict.passing])))
    if verdict.nonfinite is not None and verdict.parting is None:
        parts.append(translate(_NONFINITE))
    return " ".join(parts)


def _main(verdict: Verdict, names: dict[str, str], translate: Translate) -> str:
    parting = verdict.parting
    if parting is None:
        template = translate(_STATES.get(verdict.state, _STATES[State.WAITING]))
        return template.format(**names, count=verdict.iterations, most=scale(verdict.most))
    parts = [translate(_PARTED).format(**names, iteration=parting.iteration), _cause(parting, translate)]
    if parting.further:
        parts.append(translate(_FURTHER).format(count=parting.further))
    if verdict.first is None or verdict.first >= parting.iteration:
        if parting.iteration:
            parts.append(translate(_UNTIL_SAME))
    else:
        parts.append(translate(_UNTIL_ROUNDING).format(before=scale(parting.before)))
    return " ".join(parts)


def _cause(parting: Parting, translate: Translate) -> str:
    template = _CAUSES[parting.cause]
    if parting.moment is Moment.LOSS:
        template = _LOSS_ALONE if not parting.tensor else template
        template = _SCALED_LOSS if parting.cause is Cause.SCALED else template
    tensor = parting.tensor
    if parting.other and parting.other != tensor:
        tensor = f"{tensor} ({parting.other})"
    factor = "" if parting.factor is None else f"{parting.factor:.4g}"
    return translate(template).format(
        tensor=tensor, relative=scale(parting.relative), place=parting.place, factor=factor
    )


def _listed(names: tuple[str, ...] | list[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMES])
    return f"{shown} …" if len(names) > _MOST_NAMES else shown


def scale(relative: float) -> str:
    """Return a relative difference as one reads it: per cent where it is large, a power of ten where it is small."""
    if relative == float("inf"):
        return "∞"
    if relative == 0.0:
        return "0"
    return f"{relative * 100:.3g} %" if relative >= 1e-3 else f"{relative:.1e}"
