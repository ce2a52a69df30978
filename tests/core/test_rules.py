from __future__ import annotations

import numpy as np
import pytest

from gradviz.core.graph import from_iteration, node_of
from gradviz.core.rules import RULES, words
from gradviz.core.rules.case import Case, case_of
from gradviz.core.rules.constants import parse, value_of, written
from gradviz.core.rules.lines import GRADIENT, lines_of
from gradviz.core.rules.spoken import spoken
from gradviz.core.rules.typeset import letters, number_symbol, tex
from gradviz.core.timeline import Timeline
from tests import traces

G = GRADIENT.replace("#", "G")


def scalar(value: float) -> object:
    return traces.summary(np.array(value, np.float32))


def case(name: str, constants: dict[str, str], values: dict[str, object], g: object, sent: object) -> Case:
    rule = RULES[name][0]
    return Case(name, rule, constants, (), values, {"x": "x"}, scalar(9.0), None, (g,), (sent,))  # type: ignore[arg-type]


def test_numbers_are_filled_in_when_they_are_few() -> None:
    lines = lines_of(case("PowBackward0", {"exponent": "2"}, {"x": scalar(3.0)}, scalar(0.75), scalar(4.5)))
    assert lines.forward is not None
    assert lines.forward.plain == "y = x^2"
    assert [line.tex for line in lines.gradients] == [rf"\partial L / \partial x = 2 \, {G} \odot x"]
    assert [line.plain for line in lines.numbers] == ["∂L/∂x = 4.5 = 2 · 0.75 · 3"]


def test_a_large_value_has_no_numbers() -> None:
    large = traces.random(4, 4)
    assert lines_of(case("PowBackward0", {"exponent": "2"}, {"x": large}, large, large)).numbers == ()


def test_the_rules_of_a_program() -> None:
    timeline = Timeline(traces.two_layer(), from_iteration(traces.two_layer()))
    plain = {}
    for key in ("n0", "n1", "n5", "n6"):
        found = case_of(node_of(timeline.graph, key), timeline, len(timeline))
        assert found is not None
        plain[key] = [line.plain for line in lines_of(found).gradients]
    assert plain["n0"] == ["∂L/∂a = G"]  # Another variable is called x.
    assert plain["n1"] == ["w1.grad ← w1.grad + G"]
    assert plain["n5"] == ["∂L/∂a = G w2ᵀ", "∂L/∂w2 = aᵀ G"]
    assert plain["n6"] == ["∂L/∂y_pred = G", "∂L/∂y = −α · G"]
    assert case_of(node_of(timeline.graph, "ix"), timeline, 3) is None


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_formula_can_be_set_and_read(name: str) -> None:
    for rule in RULES[name]:
        assert rule.words
        for formula in (rule.forward, *rule.gradients.values(), *rule.local.values()):
            if formula:
                assert "\\" not in spoken(tex(formula, {}))
                assert tex(formula, {}).count("{") == tex(formula, {}).count("}")


def test_plain_numbers_are_carried_out() -> None:
    two = {"n": number_symbol(2.0), "a": number_symbol(1.0)}
    assert tex("n * x**(n - 1)", two) == r"2 \, x"
    assert tex("a * x / a", two) == "x"
    assert tex("x - (w + t)", {}) == r"x - \left( w + t \right)"
    assert tex("x * n", {"n": number_symbol(-1e-5)}) == r"x \cdot \left( -1 \cdot 10^{-5} \right)"


def test_constants() -> None:
    assert parse("(0, 18446744073709551615)") == (0, -1)
    assert written(18446744073709551615) == "-1"
    assert written(2.0) == "2"
    assert written([1, None]) == "(1, None)"
    assert written("tanh") == parse("tanh") == "tanh"
    assert parse("inf") == float("inf")
    assert value_of("correction", "None") == 1
    assert value_of("min", "None") is None


def test_letters() -> None:
    assert letters("sum(G * x, d)") == {"G", "x", "d"}


def test_sentences_are_sentences() -> None:
    said = {
        value for name, value in vars(words).items() if name.isupper() and name not in ("CONTEXT", "QT_TRANSLATE_NOOP")
    }
    assert all(sentence.endswith(".") for sentence in said)
    used = {text for rules in RULES.values() for rule in rules for text in (rule.words, rule.caveat) if text}
    assert used <= said
