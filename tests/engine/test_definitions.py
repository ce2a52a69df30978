from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
import torch

from gradviz.engine import definitions
from gradviz.engine.definitions import definition_of

NOT_IN_THE_FILE = {"CopyBackwards", "SendRpcBackward", "UndefinedGradBackward"}


def test_the_names_are_those_that_torch_has() -> None:
    there = {name for name in dir(torch._C._functions) if "Backward" in name and not name.endswith("_copy")}
    assert set(definitions.definitions()) <= there
    assert there - set(definitions.definitions()) == NOT_IN_THE_FILE


def test_formulas() -> None:
    assert definition_of("MaxBackward1") == ("self: evenly_distribute_backward(grad, self, result)",)
    assert definition_of("GluBackward0") == ("self: glu_backward(grad, self, dim)",)
    assert definition_of("AliasBackward0_copy") == definition_of("AliasBackward0")
    assert definition_of("torch::autograd::CopySlices") == ()
    assert definition_of("MyFunctionBackward") == ()


def test_without_the_file_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    definitions.definitions.cache_clear()
    monkeypatch.setattr(definitions, "find_spec", lambda _name: None)
    assert definition_of("GluBackward0") == ()
    monkeypatch.undo()
    definitions.definitions.cache_clear()


@pytest.mark.skipif(importlib.util.find_spec("yaml") is None, reason="needs PyYAML to compare with")
def test_every_entry_is_what_yaml_reads() -> None:
    import yaml  # type: ignore[import-untyped,unused-ignore]

    spec = importlib.util.find_spec("torchgen")
    assert spec is not None
    assert spec.origin is not None
    text = (Path(spec.origin).parent / "packaged" / "autograd" / "derivatives.yaml").read_text(encoding="utf-8")
    ours = list(definitions.entries(text))
    theirs: list[dict[str, Any]] = yaml.safe_load(text)
    assert len(ours) == len(theirs)
    for (op, _, entry), expected in zip(ours, theirs, strict=True):
        assert expected.pop("name").partition("(")[0].partition(".")[0] == op
        wanted = expected.pop("dispatch", None) or {"Default": expected}
        for kind, fields in wanted.items():
            for name, code in fields.items():
                if isinstance(code, str):
                    assert " ".join(entry[kind][name].split()) == " ".join(code.split()), (op, name)
