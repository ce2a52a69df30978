"""Two runs beside each other: rounding is told from everything else, at the right iteration and tensor."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gradviz.core.lockstep.judge import Judge
from gradviz.core.lockstep.steps import Step
from gradviz.core.lockstep.verdict import Cause, Moment, State, Verdict
from tests.core.lockstep.made import Disturb, Training, tensor

ROUNDING = 2.0**-24
SIDES = (0, 4)
"""Told whole, or in blocks."""


def judged(first: list[Step], second: list[Step]) -> Verdict:
    judge = Judge(1)
    for one, other in zip(first, second, strict=True):
        judge.feed(one, other)
    return judge.end()


def found(verdict: Verdict) -> tuple[int, Moment, Cause, str]:
    assert verdict.state is State.PARTED, verdict
    assert verdict.parting is not None
    parting = verdict.parting
    return parting.iteration, parting.moment, parting.cause, parting.tensor


@pytest.mark.parametrize("side", SIDES)
def test_the_same_run_is_equal_bit_for_bit(side: int) -> None:
    verdict = judged(Training(side=side).steps(20), Training(side=side).steps(20))
    assert (verdict.state, verdict.iterations, verdict.most, verdict.first) == (State.SAME, 20, 0.0, None)
    assert verdict.is_agreed


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(1, 1000), rate=st.floats(1e-5, 8e-3), side=st.sampled_from(SIDES))
def test_rounding_is_no_difference_however_long_the_run(seed: int, rate: float, side: int) -> None:
    one = Training(rate, noise=ROUNDING, side=side).steps(80)
    other = Training(rate, noise=ROUNDING, seed=seed, side=side).steps(80)
    verdict = judged(one, other)
    assert verdict.state in (State.ROUNDING, State.DRIFTED)
    assert verdict.first == 0
    assert verdict.is_agreed


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(1, 1000), at=st.integers(1, 17), cell=st.tuples(st.integers(0, 11), st.integers(0, 4)))
def test_an_element_that_is_flipped_once_is_found(seed: int, at: int, cell: tuple[int, int]) -> None:
    def flip(index: int, held: dict[str, NDArray[Any]]) -> None:
        if index == at:
            held["w"][cell] = -held["w"][cell] - 0.1

    one = Training(noise=ROUNDING).steps(20)
    verdict = judged(one, Training(noise=ROUNDING, seed=seed, before=flip).steps(20))
    assert found(verdict) == (at, Moment.START, Cause.CHANGED_BETWEEN, "w")
    assert verdict.parting is not None
    assert verdict.parting.place == f"[{cell[0]}, {cell[1]}]"
    assert 0 < verdict.parting.before < 1e-5


@settings(max_examples=12, deadline=None)
@given(factor=st.floats(1.05, 50.0) | st.floats(0.02, 0.95), seed=st.integers(0, 100), side=st.sampled_from(SIDES))
def test_another_learning_rate_is_found_in_the_first_update(factor: float, seed: int, side: int) -> None:
    one = Training(1e-4, side=side).steps(8)
    verdict = judged(one, Training(1e-4 * factor, noise=ROUNDING, seed=seed, side=side).steps(8))
    iteration, moment, cause, _ = found(verdict)
    assert (iteration, moment, cause) == (0, Moment.UPDATE, Cause.LEARNING_RATE)
    assert verdict.parting is not None
    assert verdict.parting.factor == pytest.approx(factor, rel=1e-3)


@pytest.mark.parametrize("noise", [0.0, ROUNDING])
def test_a_gradient_that_is_not_set_to_zero_is_found_in_the_second_iteration(noise: float) -> None:
    total: dict[str, NDArray[Any]] = {}

    def accumulate(_index: int, grads: dict[str, NDArray[Any]]) -> None:
        for name, grad in grads.items():
            total[name] = grads[name] = (total[name] + grad) if name in total else grad

    verdict = judged(Training(1e-4).steps(10), Training(1e-4, noise=noise, after=accumulate).steps(10))
    iteration, moment, cause, _ = found(verdict)
    assert (iteration, moment, cause) == (1, Moment.GRADIENT, Cause.NOT_ZEROED)


def test_one_gradient_that_is_disturbed_is_named_with_its_place() -> None:
    def disturb(index: int, grads: dict[str, NDArray[Any]]) -> None:
        if index >= 6:
            grads["w"][3, 2] += np.abs(grads["w"]).max()

    verdict = judged(Training().steps(12), Training(noise=ROUNDING, after=disturb).steps(12))
    assert found(verdict) == (6, Moment.GRADIENT, Cause.BACKWARD, "w")
    assert verdict.parting is not None
    assert verdict.parting.place == "[3, 2]"


def test_a_gradient_that_is_nothing_but_rounding_is_not_judged() -> None:
    def noise(seed: int) -> Disturb:
        rng = np.random.default_rng(seed)

        def make(_index: int, grads: dict[str, NDArray[Any]]) -> None:
            grads["b"] = (rng.uniform(-1, 1, 5) * 1e-7 * np.abs(grads["w"]).max()).astype(np.float32)

        return make

    verdict = judged(Training(after=noise(1)).steps(30), Training(after=noise(2)).steps(30))
    assert verdict.state is State.ROUNDING
    assert found(judged(Training(after=noise(1)).steps(9), Training(after=noise(1), rate=2e-3).steps(9)))[0] == 0


def test_a_difference_of_one_iteration_alone_has_passed() -> None:
    def once(index: int, grads: dict[str, NDArray[Any]]) -> None:
        if index == 6:
            grads["w"] += np.float32(1e-2) * np.abs(grads["w"]).max()

    one = Training(1e-6, noise=ROUNDING).steps(12)
    verdict = judged(one, Training(1e-6, noise=ROUNDING, seed=1, after=once).steps(12))
    assert (verdict.parting, verdict.passing) == (None, (6,))


def test_a_unit_at_a_kink_is_no_difference_between_programs_that_round_differently() -> None:
    def kink(index: int, grads: dict[str, NDArray[Any]]) -> None:
        if index >= 6:
            grads["w"][:, 3] *= np.float32(1.1)

    one = Training(noise=ROUNDING).steps(7)
    assert judged(one, Training(noise=ROUNDING, seed=1, after=kink).steps(7)).passing == (6,)
    # Where every bit was the same before, there is no rounding that could have made it.
    assert found(judged(one, Training(noise=ROUNDING, after=kink).steps(7)))[:2] == (6, Moment.GRADIENT)


def test_the_last_iteration_of_both_is_judged_without_those_that_would_follow() -> None:
    def last(index: int, grads: dict[str, NDArray[Any]]) -> None:
        if index == 4:
            grads["w"] *= np.float32(2)

    judge = Judge(1)
    for one, other in zip(Training().steps(5), Training(after=last).steps(5), strict=True):
        judge.feed(one, other)
    assert judge.verdict.parting is None
    iteration, moment, cause, tensor_name = found(judge.end())
    assert (iteration, moment, cause, tensor_name) == (4, Moment.GRADIENT, Cause.SCALED, "w")


def test_other_values_at_the_start_are_told_as_such() -> None:
    def other_start(index: int, held: dict[str, NDArray[Any]]) -> None:
        if index == 0:
            held["w"] += np.float32(0.5)

    assert found(judged(Training().steps(4), Training(before=other_start).steps(4))) == (
        0,
        Moment.START,
        Cause.OTHER_START,
        "w",
    )


def test_dtypes_are_compared_at_the_coarser_precision() -> None:
    wide = Training(1e-4, dtype="float64").steps(60)
    assert judged(wide, Training(1e-4, dtype="float32").steps(60)).state is State.ROUNDING
    half = judged(wide, Training(1e-4, dtype="float16").steps(60))
    assert half.state in (State.ROUNDING, State.DRIFTED)
    assert 1e-5 < half.most < 0.1


def test_values_that_are_not_finite_in_both_are_not_compared_and_in_one_they_part_the_runs() -> None:
    def break_it(index: int, grads: dict[str, NDArray[Any]]) -> None:
        if index >= 5:
            grads["w"][0, 0] = np.nan

    broken = Training(after=break_it).steps(9)
    both = judged(broken, Training(noise=ROUNDING, after=break_it).steps(9))
    assert (both.parting, both.nonfinite) == (None, 8)
    assert found(judged(Training().steps(9), broken))[:2] == (5, Moment.GRADIENT)


def test_a_missing_gradient_is_named() -> None:
    import msgspec

    def without(step: Step) -> Step:
        parameters = tuple(
            msgspec.structs.replace(one, grad=None) if one.name == "b" else one for one in step.parameters
        )
        return msgspec.structs.replace(step, parameters=parameters)

    steps = Training().steps(4)
    assert found(judged(steps, [without(step) for step in steps])) == (0, Moment.GRADIENT, Cause.MISSING, "b")


def test_nets_without_a_common_tensor_are_unlike() -> None:
    verdict = judged(Training(shape=(12, 5)).steps(3), Training(shape=(7, 4)).steps(3))
    assert verdict.state is State.UNLIKE
    assert (verdict.alone, verdict.extra) == (("w", "b"), ("w", "b"))
    assert not verdict.is_agreed


def test_blocks_say_where_they_are() -> None:
    large = np.ones((1000, 100), np.float32)
    assert tensor(large, 4).sums is not None

    def flip(index: int, held: dict[str, NDArray[Any]]) -> None:
        if index == 2:
            held["w"][600, 70] *= -3

    shape = (1000, 100)
    one = Training(1e-6, shape=shape, side=16).steps(6)
    verdict = judged(one, Training(1e-6, shape=shape, side=16, noise=ROUNDING, before=flip).steps(6))
    assert found(verdict) == (2, Moment.START, Cause.CHANGED_BETWEEN, "w")
    assert verdict.parting is not None
    assert verdict.parting.place == "[567…629, 70…76]"
