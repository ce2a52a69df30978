from __future__ import annotations

import pytest

from gradviz.core.breakpoints import CONDITIONS, WITH_LIMIT, Breakpoint, Cause, Kind, condition, describe, reason
from gradviz.core.errors import UserError


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_says_what_it_waits_for(kind: Kind) -> None:
    said = describe(Breakpoint(kind, node=4, name="MulBackward0", line=7, limit=1e-3)).english
    assert said
    assert not said.endswith(".")
    assert "{" not in said
    if kind in WITH_LIMIT:
        assert "0.001" in said


@pytest.mark.parametrize("kind", [kind for kind in CONDITIONS if kind is not Kind.NONFINITE])
def test_a_condition_names_its_parameter(kind: Kind) -> None:
    assert "w1" in describe(Breakpoint(kind, variable="w1")).english


@pytest.mark.parametrize("kind", CONDITIONS)
def test_what_was_found_is_said_with_its_number(kind: Kind) -> None:
    said = reason(Cause(Breakpoint(kind, limit=10.0), "w1", 12.5))
    assert said is not None
    assert "w1" in said.english
    if kind is not Kind.NONFINITE:
        assert "12.5" in said.english


def test_a_place_needs_no_reason() -> None:
    assert reason(Cause()) is None
    assert reason(Cause(Breakpoint(Kind.LINE, line=3))) is None


def test_a_node_that_sends_is_told_apart_from_one_that_receives() -> None:
    found = Breakpoint(Kind.NONFINITE)
    sends, gets = reason(Cause(found, is_sending=True)), reason(Cause(found))
    assert sends is not None
    assert gets is not None
    assert "will send" in sends.english
    assert "arrives" in gets.english


def test_what_a_person_has_typed() -> None:
    assert condition(Kind.ABOVE, " 1e3 ", " w ") == Breakpoint(Kind.ABOVE, variable="w", limit=1000.0)
    assert condition(Kind.FLIP, "nonsense", "") == Breakpoint(Kind.FLIP)
    assert condition(Kind.NONFINITE, "", "w") == Breakpoint(Kind.NONFINITE)


@pytest.mark.parametrize("text", ["", "much", "-1", "nan", "inf", "1,5"])
def test_a_limit_that_is_none_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(UserError, match=r"^A limit is a number from 0 on, such as 1e3, not “.*”\.$"):
        condition(Kind.UPDATE, text)
