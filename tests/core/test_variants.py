"""What of a program can be replaced, and what comes of it."""

from __future__ import annotations

import pytest

from gradviz.core.errors import UserError
from gradviz.core.spellings import spellings
from gradviz.core.variants import settings, with_setting

SOURCE = """\
import torch
torch.manual_seed(3)
N, D = 64, -2
rate = 1e-3  # größer wäre schneller
ü = "é"; momentum = 0.5
model = torch.nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=rate, weight_decay=0.1)
"""


def test_numbers_with_names_and_the_optimizer_are_found_in_the_order_of_the_text() -> None:
    found = [(one.name, one.line, one.text) for one in settings(SOURCE)]
    assert found == [
        ("manual_seed", 2, "3"),
        ("N", 3, "64"),
        ("D", 3, "-2"),
        ("rate", 4, "0.001"),
        ("momentum", 5, "0.5"),
        ("torch.optim", 7, "SGD"),
        ("weight_decay", 7, "0.1"),
    ]


@pytest.mark.parametrize("text", ["7", "-0.25", "1e-9"])
def test_every_number_can_be_replaced_and_nothing_else_changes(text: str) -> None:
    for one in settings(SOURCE):
        if one.choices:
            continue
        changed = with_setting(SOURCE, one, text)
        again = next(other for other in settings(changed) if (other.name, other.line) == (one.name, one.line))
        assert float(again.text) == float(text)
        assert len(changed.encode()) - len(SOURCE.encode()) == len(text) - (one.end - one.start)


def test_an_optimizer_becomes_another_one() -> None:
    optimizer = next(one for one in settings(SOURCE) if one.choices)
    assert "Adam" in optimizer.choices
    assert "torch.optim.Adam(model.parameters(), lr=rate" in with_setting(SOURCE, optimizer, " Adam ")


@pytest.mark.parametrize("text", ["", "fast", "1; import os", "a.b", "1 2"])
def test_what_is_no_number_is_refused_in_a_sentence(text: str) -> None:
    rate = next(one for one in settings(SOURCE) if one.name == "rate")
    with pytest.raises(UserError, match=r"is not a number, such as 0\.01\.$"):
        with_setting(SOURCE, rate, text)


def test_what_is_no_class_is_refused() -> None:
    optimizer = next(one for one in settings(SOURCE) if one.choices)
    with pytest.raises(UserError, match=r"is not a class of torch\.optim"):
        with_setting(SOURCE, optimizer, "SGD(")


@pytest.mark.parametrize("source", ["def", "x = '\0'", "", "(" * 500])
def test_what_is_not_python_has_nothing_to_replace(source: str) -> None:
    assert settings(source) == ()


def test_the_presets_have_a_learning_rate() -> None:
    assert [spec.title for spec in spellings()] == ["by hand", "torch.nn", "torch.optim"]
    for spec in spellings():
        assert ("learning_rate", "0.01") in {(one.name, one.text) for one in settings(spec.program.source)}
