"""PyTorch's own definitions of gradients: the file ``derivatives.yaml`` that comes with torch.

Its entries have one regular shape, so that a reader of lines suffices.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_FILE = Path("packaged", "autograd", "derivatives.yaml")

_ENTRY = re.compile(r"- *name: *\"?(\w+)(?:\.\w+)?\((.*?)\) *->")
_FIELD = re.compile(r"( +)([\w, ]+):(?: (.*))?$")
_ARGUMENT = re.compile(r"(\w+)(?:=[^,]*)?$")

Entry = dict[str, dict[str, str]]
"""Formulas by the inputs they are for, by the kind of autograd they are for."""


def definition_of(name: str) -> tuple[str, ...]:
    """Return PyTorch's formulas for the grad_fn ``name``, such as ``self: grad * result``; none, if it has none."""
    return definitions().get(name.rsplit("::", 1)[-1].removesuffix("_copy"), ())


@cache
def definitions() -> dict[str, tuple[str, ...]]:
    """Return PyTorch's formulas by the names of the grad_fns."""
    file = _find()
    return {} if file is None else read(file.read_text(encoding="utf-8"))


def _find() -> Path | None:
    spec = find_spec("torchgen")
    folders = [] if spec is None else spec.submodule_search_locations or []
    return next((file for folder in folders if (file := Path(folder) / _FILE).is_file()), None)


def read(text: str) -> dict[str, tuple[str, ...]]:
    """Return the formulas in ``text`` by the names that torch makes of them: overloads are numbered in their order."""
    numbers: Counter[str] = Counter()
    found: dict[str, tuple[str, ...]] = {}
    for op, inputs, entry in entries(text):
        for kind, fields in entry.items():
            formulas = {name: code for name, code in fields.items() if set(name.split(", ")) <= inputs}
            if all(code == "non_differentiable" for code in formulas.values()):
                continue
            prefix = "".join(word.title() for word in op.split("_")) + "Backward"
            prefix = prefix.replace("ForwardBackward", "Backward") + (kind if kind != "Default" else "")
            found[f"{prefix}{numbers[prefix]}"] = tuple(f"{name}: {code}" for name, code in formulas.items())
            numbers[prefix] += 1
    return found


def entries(text: str) -> Iterator[tuple[str, set[str], Entry]]:
    """Yield op, names of its inputs and formulas of each entry in ``text``."""
    held: list[str] = []
    for line in text.splitlines():
        if line.startswith("- name:") and held:
            yield _entry(held)
            held = []
        if line.strip() and not line.lstrip().startswith("#") and (held or line.startswith("- name:")):
            held.append(line)
    if held:
        yield _entry(held)


def _entry(lines: list[str]) -> tuple[str, set[str], Entry]:
    head = _ENTRY.match(lines[0])
    if head is None:
        return "", set(), {}
    fields: Entry = {"Default": {}}
    kind, last = "Default", ""
    for line in lines[1:]:
        match = _FIELD.match(line)
        depth = len(line) - len(line.lstrip())
        if match is None or depth > (2 if kind == "Default" and "dispatch" not in fields else 6):
            # A formula that goes on.
            if last:
                fields[kind][last] = f"{fields[kind][last]} {line.strip()}".removeprefix("| ")
            continue
        name, code = match[2], match[3] or ""
        if name == "dispatch":
            fields["dispatch"] = {}
        elif "dispatch" in fields and depth == 4:
            kind, last = name, ""
            fields.setdefault(kind, {})
        else:
            fields[kind][name], last = code, name
    fields.pop("dispatch", None)
    formulas = {kind: {name: _unquoted(code) for name, code in held.items()} for kind, held in fields.items()}
    return head[1], _inputs(head[2]), formulas


def _unquoted(code: str) -> str:
    code = re.sub(r"\s+#.*$", "", code).strip()
    return code[1:-1] if len(code) > 1 and code[0] == code[-1] and code[0] in "\"'" else code


def _inputs(arguments: str) -> set[str]:
    names = (_ARGUMENT.search(part.strip()) for part in re.sub(r"\[[^\]]*\]|\([^)]*\)", "", arguments).split(","))
    return {name[1] for name in names if name is not None}
