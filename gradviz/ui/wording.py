"""Sentences that core and engine write in English, without Qt, in the user's language."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QCoreApplication

from gradviz.core import text
from gradviz.core.marking import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate

HINTS = (
    QT_TRANSLATE_NOOP(
        "Hints",
        "Create one of its inputs with requires_grad=True, and check that no detach() or no_grad() lies between.",
    ),
    QT_TRANSLATE_NOOP(
        "Hints",
        "The first backward() freed the graph: run the forward pass again, or pass retain_graph=True the first time.",
    ),
    QT_TRANSLATE_NOOP(
        "Hints",
        "A value that the backward pass needs was overwritten in place, as += and ops such as add_ do: "
        "make a new tensor instead.",
    ),
    QT_TRANSLATE_NOOP("Hints", "Change a parameter inside torch.no_grad(), or work on a copy."),
    QT_TRANSLATE_NOOP(
        "Hints", "Reduce the result to one number, for example with sum() or mean(), or pass a vector to backward()."
    ),
    QT_TRANSLATE_NOOP("Hints", "Compare the shapes of the two factors: the inner sizes must be equal."),
    QT_TRANSLATE_NOOP("Hints", "Compare the two shapes: sizes must be equal or 1 to be broadcast."),
    QT_TRANSLATE_NOOP("Hints", "Make the tensor or the batch smaller."),
    QT_TRANSLATE_NOOP("Hints", "Move the tensors to one device with .to(device)."),
    QT_TRANSLATE_NOOP("Hints", "Use a floating dtype, for example torch.float32."),
    QT_TRANSLATE_NOOP("Hints", "PyTorch has no such op for this dtype on this device: choose another dtype."),
    QT_TRANSLATE_NOOP("Hints", "Write the value into the program instead of asking for it."),
    QT_TRANSLATE_NOOP("Hints", "Install the package into the environment that gradviz runs in, or remove the import."),
    QT_TRANSLATE_NOOP("Hints", "Check the spelling, and that the line that defines it has run."),
    QT_TRANSLATE_NOOP("Hints", "A function calls itself without end."),
    QT_TRANSLATE_NOOP(
        "Hints",
        "What it wrote tells why; arguments are given to it in Run › Arguments…, or after -- on the command line.",
    ),
    QT_TRANSLATE_NOOP("Hints", "Remove the character that is not text."),
    QT_TRANSLATE_NOOP("Hints", "Split it up."),
    QT_TRANSLATE_NOOP("Hints", "Correct the line and run again."),
)
"""What the engine advises after an error."""

SENTENCES = (
    QT_TRANSLATE_NOOP(
        "Sentences",
        "A quotation mark or a backslash in the arguments has nothing behind it; write 'two words' for one argument.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "“{path}” is a folder; give the file a name."),
    QT_TRANSLATE_NOOP("Sentences", "“{text}” is none of {names}."),
    QT_TRANSLATE_NOOP("Sentences", "This iteration has no backward pass number {number}: it has {total}."),
    QT_TRANSLATE_NOOP("Sentences", "{path} cannot be written: {why}."),
    QT_TRANSLATE_NOOP("Sentences", "There is no file {path}."),
    QT_TRANSLATE_NOOP("Sentences", "The picture does not fit into memory; choose a smaller scale."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "Video needs ffmpeg, and there is none here: install it, or “pip install imageio-ffmpeg”; or choose GIF.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "ffmpeg could not write the film: {why}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} has more than {most} bytes: that is too large to read."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is damaged: {why}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is damaged at byte {place}: a checksum is wrong."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is no TensorBoard event file."),
    QT_TRANSLATE_NOOP("Sentences", "{name} holds no scalars."),
    QT_TRANSLATE_NOOP("Sentences", "{name} was written by a newer gradviz; update gradviz to open it."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is not a gradviz session, or it is damaged; open another file."),
    QT_TRANSLATE_NOOP("Sentences", "“{text}” is none of {names}."),
    QT_TRANSLATE_NOOP("Sentences", "{path} cannot be read: {why}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} does not fit into memory."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is damaged or no gradviz session: {why}."),
    QT_TRANSLATE_NOOP("Sentences", "There is no device “{name}” here; this machine offers {devices}."),
    QT_TRANSLATE_NOOP("Sentences", "A seed is a whole number from 0 to {most}, not {seed}."),
    QT_TRANSLATE_NOOP("Sentences", "It was changed since, so its elements at that moment are gone."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The program can write to its memory unseen (.data, numpy): it may no longer hold what was recorded.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "It was let go to stay within the memory budget."),
    QT_TRANSLATE_NOOP("Sentences", "It is not held: its elements are gone."),
    QT_TRANSLATE_NOOP("Sentences", "torch does not hand out its elements ({why})."),
    QT_TRANSLATE_NOOP("Sentences", "torch's random numbers"),
    QT_TRANSLATE_NOOP("Sentences", "numpy's random numbers"),
    QT_TRANSLATE_NOOP("Sentences", "Python's random numbers"),
    QT_TRANSLATE_NOOP("Sentences", "an expression is nested too deeply"),
    QT_TRANSLATE_NOOP("Sentences", "the program ended itself with {code}"),
    QT_TRANSLATE_NOOP("Sentences", "no key {key}"),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "this backward pass was ended by hand before {name}; gradients and random numbers are as before it",
    ),
    QT_TRANSLATE_NOOP("Sentences", "A limit is a number from 0 on, such as 1e3, not “{text}”."),
    QT_TRANSLATE_NOOP("Sentences", "“{text}” is no number; write one such as 0.5, -2 or 1e3."),
    QT_TRANSLATE_NOOP("Sentences", "“{text}” is no index; write whole numbers such as 0, 2."),
    QT_TRANSLATE_NOOP("Sentences", "The index needs {count} numbers, one for each axis of the gradient."),
    QT_TRANSLATE_NOOP("Sentences", "There is no element {index} in a gradient of shape {shape}."),
    QT_TRANSLATE_NOOP("Sentences", "“{text}” is no list of numbers; write them as in [1, 0.5, -2]."),
    QT_TRANSLATE_NOOP("Sentences", "The gradient has {count} elements, and {given} were given."),
    QT_TRANSLATE_NOOP("Sentences", "No gradient arrives there, so there is nothing to change."),
    QT_TRANSLATE_NOOP("Sentences", "A sparse gradient cannot be changed here."),
    QT_TRANSLATE_NOOP("Sentences", "The gradient could not be changed: {why}."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The program has no learning rate that can be changed: no optimizer of torch.optim, and no variable such as "
        "learning_rate that its loop reads.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} has more than {size} MB; take a part of it."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is no array of numbers that numpy.save has written."),
    QT_TRANSLATE_NOOP("Sentences", "{name} holds complex numbers; a net needs real ones."),
    QT_TRANSLATE_NOOP("Sentences", "{name} has {count} axes; rows and columns are needed."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is no text; save the table as CSV, in UTF-8."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is empty."),
    QT_TRANSLATE_NOOP(
        "Sentences", "{name} begins with a byte order mark; save it without one, or with names of columns."
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} has names of columns, but no row of numbers."),
    QT_TRANSLATE_NOOP("Sentences", "{name}, line {line}: {count} columns, where line 1 has {width}."),
    QT_TRANSLATE_NOOP("Sentences", "{name}, line {line}, column {column}: “{cell}” is no number."),
    QT_TRANSLATE_NOOP(
        "Sentences", "{name} has {rows} rows and {columns} columns; at least 1 row and 2 columns are needed."
    ),
    QT_TRANSLATE_NOOP("Sentences", "“{text}” is not a number, such as 0.01."),
    QT_TRANSLATE_NOOP("Sentences", "“{text}” is not a class of torch.optim, such as Adam."),
    QT_TRANSLATE_NOOP("Sentences", "input() has nobody to ask here: write the value into the program"),
    QT_TRANSLATE_NOOP("Sentences", "The program ended before iteration {index} this time."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is not computed with in this iteration by an op that can be seen."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} is not found when the program runs again: the op in line {line} that it was computed with gets other "
        "numbers.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} is not found when the program runs again: no op that can be seen computes with its numbers.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} has no such element."),
    QT_TRANSLATE_NOOP("Sentences", "{name} got no gradient in this iteration, so nothing was promised."),
    QT_TRANSLATE_NOOP(
        "Sentences", "No parameter with a gradient was seen in this iteration, so there is no direction to go."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "At least three iterations are needed to find the plane that the parameters moved in."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "The parameters were not updated in this iteration, so there is no step to look along."
    ),
    QT_TRANSLATE_NOOP("Sentences", "The gradient is zero: there is no direction to go."),
    QT_TRANSLATE_NOOP(
        "Sentences", "The gradient or the parameters are not finite, so that there is no direction to go."
    ),
    QT_TRANSLATE_NOOP("Sentences", "Its ops, run again, give another loss than the program did."),
    QT_TRANSLATE_NOOP(
        "Sentences", "The program decides by values: with changed parameters it computes something else."
    ),
    QT_TRANSLATE_NOOP("Sentences", "The program reads values on the way, and may decide by them."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "With changed parameters the program goes another way, on which it does not use all of them as before.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "A part of its forward pass cannot be seen (compiled code, or a value of another iteration)."
    ),
    QT_TRANSLATE_NOOP("Sentences", "It writes computed values into tensors in a way that cannot be followed."),
    QT_TRANSLATE_NOOP("Sentences", "It has too many ops to be kept."),
    QT_TRANSLATE_NOOP("Sentences", "Its backward pass does not begin at one number."),
)
"""What core and engine say, with names for what they put in. Longer beginnings come first."""

REASONS = (
    QT_TRANSLATE_NOOP("Reasons", "no such file or directory"),
    QT_TRANSLATE_NOOP("Reasons", "permission denied"),
    QT_TRANSLATE_NOOP("Reasons", "is a directory"),
    QT_TRANSLATE_NOOP("Reasons", "not a directory"),
    QT_TRANSLATE_NOOP("Reasons", "no space left on device"),
    QT_TRANSLATE_NOOP("Reasons", "read-only file system"),
    QT_TRANSLATE_NOOP("Reasons", "file name too long"),
    QT_TRANSLATE_NOOP("Reasons", "a field is of an unknown kind"),
    QT_TRANSLATE_NOOP("Reasons", "a field is longer than what holds it"),
    QT_TRANSLATE_NOOP("Reasons", "a number has no end"),
    QT_TRANSLATE_NOOP("Reasons", "a number is too long"),
)
"""Why the system refuses, as far as people meet it."""


def hint(words: str) -> str:
    """Return an advice of the engine in the user's language."""
    return translate("Hints", words)


def reason(words: str) -> str:
    """Return why the system refused in the user's language, if it is a known reason."""
    return translate("Reasons", words)


def sentence(words: str) -> str:
    """Return a sentence of core or engine in the user's language; another text stays as it is."""
    for template in SENTENCES:
        ours = translate("Sentences", template)
        if ours != template and (values := fitted(template, words)) is not None:
            return filled(ours, {name: reason(value) if name == "why" else value for name, value in values.items()})
    return words


def shape(size: tuple[int, ...]) -> str:
    """Return ``size`` as ``64×1000``, or that it is a scalar."""
    return text.shape(size) if size else translate("Wording", "scalar")


# Templates

_FIELD = re.compile(r"\{(\w*)\}|%n")


@lru_cache(maxsize=1024)
def _pattern(template: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return what fits ``template``, and the names of its fields; ``%n`` is the field ``n``."""
    names = tuple(match[1] or "n" for match in _FIELD.finditer(template))
    literals = (re.escape(piece) for piece in _FIELD.split(template)[::2])
    return re.compile("(.+?)".join(literals), re.DOTALL), names


def fitted(template: str, words: str) -> dict[str, str] | None:
    """Return what the fields of ``template`` hold in ``words``; ``None`` if ``words`` was not made of it."""
    pattern, names = _pattern(template)
    match = pattern.fullmatch(words)
    return None if match is None else dict(zip(names, match.groups(), strict=True))


def filled(template: str, values: dict[str, str]) -> str:
    """Return ``template`` with ``values`` in its fields."""
    return _FIELD.sub(lambda match: values.get(match[1] or "n", match[0]), template)
