from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gradviz.core.messages.requests import FetchPart, GoOn, Pause, Resume
from gradviz.core.place import Part, Place, Span
from gradviz.engine.controlled import Control
from gradviz.engine.keeper import Keeper
from gradviz.engine.underway import UnderWay


@dataclass
class Asked:
    """Something under way that notes what it is asked."""

    keeper: Keeper = field(default_factory=lambda: Keeper(1, 0, lambda _reply: None))
    requests: list[Any] = field(default_factory=list)

    def ask(self, request: Control) -> None:
        self.requests.append(request)


def test_what_is_asked_before_a_run_begins_is_asked_as_it_begins() -> None:
    under_way, asked = UnderWay(), Asked()
    under_way.expect(3)
    under_way.ask(Pause(3))
    under_way.ask(Resume(3))
    under_way.begin(3, asked)
    assert asked.requests == [Pause(3), Resume(3)]


def test_only_the_run_that_is_meant_is_asked() -> None:
    under_way, asked = UnderWay(), Asked()
    under_way.begin(3, asked)
    under_way.ask(Pause(2))
    under_way.ask(GoOn(3, 5))
    assert asked.requests == [GoOn(3, 5)]
    under_way.end()
    under_way.ask(Pause(3))
    assert asked.requests == [GoOn(3, 5)]


def test_what_is_asked_of_a_run_that_is_over_is_not_kept() -> None:
    under_way, asked = UnderWay(), Asked()
    under_way.expect(3)
    under_way.forget(3)
    under_way.ask(Pause(3))
    under_way.begin(3, asked)
    assert asked.requests == []


def test_a_question_goes_to_what_is_under_way_and_to_nobody_else() -> None:
    under_way = UnderWay()
    question = FetchPart(1, 0, Place("grad"), Part(Span(0, 1), Span(0, 1)))
    assert not under_way.fetch(question)
    under_way.begin(1, Asked())
    assert under_way.fetch(question)
    under_way.end()
    assert not under_way.fetch(question)


def test_stop_is_noted_before_a_run_begins_and_says_whether_it_is_under_way() -> None:
    under_way = UnderWay()
    assert not under_way.stop(2)
    assert under_way.is_stopped(2)
    assert not under_way.is_stopped(1)
    under_way.begin(2, Asked())
    assert under_way.number == 2
    assert under_way.stop(2)
    assert not under_way.stop(1)
