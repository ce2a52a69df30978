"""What is found, as sentences that a class can read. The window translates them: their templates are marked here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gradviz.core.lockstep.precision import LARGEST, SMALLEST
from gradviz.core.lockstep.tolerance import coarser, digits, epsilon
from gradviz.core.lockstep.verdict import Cause, Moment, Parting, State, Verdict
from gradviz.core.marking import QT_TRANSLATE_NOOP

CONTEXT = "Lockstep"
"""In which a translation of the templates is looked up."""

Translate = Callable[[str], str]

_MOST_NAMES = 6


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

_APART = QT_TRANSLATE_NOOP("Lockstep", "{what} differs by {relative}.")
_WHATS = {
    Moment.LOSS: QT_TRANSLATE_NOOP("Lockstep", "the loss"),
    Moment.GRADIENT: QT_TRANSLATE_NOOP("Lockstep", "the gradient of {tensor}"),
    Moment.UPDATE: QT_TRANSLATE_NOOP("Lockstep", "the update of {tensor}"),
}
_PRECISION = {
    Cause.OVERFLOW: QT_TRANSLATE_NOOP(
        "Lockstep",
        "In {dtype} it is infinite or NaN (elements: {lost} of {total}), which it is not in the other run: {dtype} "
        "holds no number above {largest}.",
    ),
    Cause.UNDERFLOW: QT_TRANSLATE_NOOP(
        "Lockstep",
        "In {dtype} it is 0 where it is not in the other run (elements: {lost} of {total}): {dtype} holds no number "
        "between 0 and {smallest}.",
    ),
    Cause.SWALLOWED: QT_TRANSLATE_NOOP(
        "Lockstep",
        "Updates are lost in {dtype}: of {of}, {lost} of {total} elements stay as they are, because the update is "
        "smaller than half the distance to the next number ({gap} of a number).",
    ),
    Cause.PRECISION: QT_TRANSLATE_NOOP(
        "Lockstep", "{dtype} rounds every result to about {digits} significant digits, and these errors add up."
    ),
}
_BEYOND = QT_TRANSLATE_NOOP(
    "Lockstep",
    "Beyond one step of rounding ({limit}) first: {what} at iteration {iteration}, by {relative} at {place}.",
)
_BEYOND_LOSS = QT_TRANSLATE_NOOP(
    "Lockstep", "Beyond one step of rounding ({limit}) first: the loss at iteration {iteration}, by {relative}."
)
_COARSER = QT_TRANSLATE_NOOP("Lockstep", "What counts as rounding is that of {dtype}, the coarser of the two dtypes.")

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
        parts = [template.format(**names, count=verdict.iterations, most=scale(verdict.most))]
        return " ".join((*parts, *_about_rounding(verdict, translate)))
    parts = [translate(_PARTED).format(**names, iteration=parting.iteration), _cause(parting, translate)]
    if parting.further:
        parts.append(translate(_FURTHER).format(count=parting.further))
    if verdict.first is None or verdict.first >= parting.iteration:
        if parting.iteration:
            parts.append(translate(_UNTIL_SAME))
    else:
        parts.append(translate(_UNTIL_ROUNDING).format(before=scale(parting.before)))
    return " ".join(parts)


def _about_rounding(verdict: Verdict, translate: Translate) -> Iterator[str]:
    """Yield what there is to say of two runs that differ by rounding."""
    beyond = verdict.beyond
    if verdict.dtypes is not None and verdict.state in (State.ROUNDING, State.DRIFTED):
        yield translate(_COARSER).format(dtype=coarser(*verdict.dtypes))
    if beyond is None or verdict.state is not State.DRIFTED:
        return
    template = _BEYOND_LOSS if beyond.moment is Moment.LOSS else _BEYOND
    yield translate(template).format(
        what=_what(beyond, translate),
        limit=scale(beyond.limit),
        iteration=beyond.iteration,
        relative=scale(beyond.relative),
        place=beyond.place,
    )
    if beyond.dtype:
        yield _of_precision(beyond, translate)


def _of_precision(parting: Parting, translate: Translate) -> str:
    dtype = parting.dtype
    gap = epsilon(dtype)
    return translate(_PRECISION[parting.cause]).format(
        dtype=dtype,
        lost=parting.lost,
        total=parting.total,
        of=parting.of,
        largest=f"{LARGEST.get(dtype, 0.0):.5g}",
        smallest=f"{SMALLEST.get(dtype, 0.0):.1e}",
        gap=scale(gap),
        digits=digits(dtype),
    )


def _what(parting: Parting, translate: Translate) -> str:
    named = _named(parting)
    return named if parting.moment is Moment.START else translate(_WHATS[parting.moment]).format(tensor=named)


def _named(parting: Parting) -> str:
    tensor = parting.tensor
    return f"{tensor} ({parting.other})" if parting.other and parting.other != tensor else tensor


def _cause(parting: Parting, translate: Translate) -> str:
    if parting.cause in _PRECISION:
        apart = translate(_APART).format(what=_what(parting, translate), relative=scale(parting.relative))
        return f"{apart} {_of_precision(parting, translate)}" if parting.dtype else apart
    template = _CAUSES[parting.cause]
    if parting.moment is Moment.LOSS:
        template = _LOSS_ALONE if not parting.tensor else template
        template = _SCALED_LOSS if parting.cause is Cause.SCALED else template
    factor = "" if parting.factor is None else f"{parting.factor:.4g}"
    return translate(template).format(
        tensor=_named(parting), relative=scale(parting.relative), place=parting.place, factor=factor
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
