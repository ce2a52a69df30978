"""Updates as they are recorded, and their formulas with torch as the oracle."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.core.messages.replies import Recorded
from gradviz.core.messages.requests import RunProgram
from gradviz.core.trace import Iteration, Program, UpdateEvent
from gradviz.core.updates.direction import along_of
from gradviz.core.updates.facts import facts_of, rate_of
from gradviz.core.updates.lines import lines_of
from gradviz.core.updates.table import OPTIMIZERS, rule_for, rule_of
from gradviz.core.updates.work import agreement, held_matrix, work_of
from tests.engine.tracing import iteration, trace
from tests.engine.worker import worker

PROGRAM = """
import torch
torch.manual_seed({seed})
w = torch.randn(3, 4, requires_grad=True)
x = torch.randn(5, 3)
optimizer = torch.optim.{name}([w], {arguments})
for step in range({steps}):
    loss = (x @ w).tanh().pow(2).sum() * {scale}
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""

rates = st.floats(1e-5, 1.0)
decays = st.sampled_from([0.0, 1e-4, 0.1])
fractions = st.floats(0.0, 0.99)
switches = st.booleans()

ARGUMENTS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "SGD": st.fixed_dictionaries(
        {"lr": rates, "momentum": st.one_of(st.just(0.0), fractions), "weight_decay": decays, "maximize": switches}
    ).flatmap(
        lambda known: st.fixed_dictionaries(
            {name: st.just(value) for name, value in known.items()}
            | ({"nesterov": st.just(True)} if known["momentum"] > 0.5 else {"dampening": fractions})
        )
    ),
    "Adagrad": st.fixed_dictionaries(
        {"lr": rates, "lr_decay": st.sampled_from([0.0, 0.1]), "weight_decay": decays, "maximize": switches}
    ),
    "RMSprop": st.fixed_dictionaries(
        {
            "lr": rates,
            "alpha": st.floats(0.5, 0.99),
            "momentum": st.sampled_from([0.0, 0.9]),
            "centered": switches,
            "weight_decay": decays,
        }
    ),
    "Adam": st.fixed_dictionaries(
        {
            "lr": rates,
            "betas": st.tuples(fractions, st.floats(0.5, 0.999)),
            "weight_decay": decays,
            "amsgrad": switches,
            "maximize": switches,
            "foreach": switches,
        }
    ),
}
ARGUMENTS["AdamW"] = ARGUMENTS["Adam"]
ARGUMENTS["Adadelta"] = st.fixed_dictionaries(
    {"lr": rates, "rho": st.floats(0.5, 0.99), "weight_decay": decays, "maximize": switches}
)
ARGUMENTS["Adamax"] = st.fixed_dictionaries(
    {"lr": rates, "betas": st.tuples(fractions, st.floats(0.5, 0.999)), "weight_decay": decays, "maximize": switches}
)
ARGUMENTS["NAdam"] = st.fixed_dictionaries(
    {
        "lr": rates,
        "betas": st.tuples(fractions, st.floats(0.5, 0.999)),
        "weight_decay": decays,
        "momentum_decay": st.sampled_from([0.0, 4e-3, 0.1]),
        "decoupled_weight_decay": switches,
        "maximize": switches,
        "foreach": switches,
    }
)
ARGUMENTS["RAdam"] = st.fixed_dictionaries(
    {
        "lr": rates,
        # From 0.9 downwards even the tenth step is not divided, from 0.99 upwards the sixth is.
        "betas": st.tuples(fractions, st.sampled_from([0.8, 0.99, 0.999])),
        "weight_decay": decays,
        "decoupled_weight_decay": switches,
        "maximize": switches,
        "foreach": switches,
    }
)
ARGUMENTS["ASGD"] = st.fixed_dictionaries(
    {
        "lr": rates,
        "lambd": st.sampled_from([0.0, 1e-4, 0.1]),
        "alpha": st.floats(0.0, 1.0),
        "t0": st.sampled_from([0.0, 1.0, 1e6]),
        "weight_decay": decays,
        "maximize": switches,
        "foreach": switches,
    }
)
ARGUMENTS["Rprop"] = st.fixed_dictionaries(
    {
        "lr": rates,
        "etas": st.tuples(st.floats(0.1, 0.9), st.floats(1.1, 2.0)),
        "step_sizes": st.tuples(st.floats(1e-6, 1e-3), st.floats(0.1, 50.0)),
        "maximize": switches,
        "foreach": switches,
    }
)

STEPS = {"RAdam": 8, "NAdam": 4, "ASGD": 4, "Rprop": 5}
"""So many that all cases of a formula occur."""


def updates_of(name: str, arguments: dict[str, Any], *, steps: int = 3, seed: int = 0) -> tuple[UpdateEvent, ...]:
    words = ", ".join(f"{key}={value!r}" for key, value in arguments.items())
    source = PROGRAM.format(name=name, arguments=words, steps=steps, seed=seed, scale=1.0)
    return tuple(update for one in trace(source, "all").iterations for update in one.update)


def check(update: UpdateEvent) -> None:
    rule = rule_of(update)
    assert rule is not None
    work = work_of(update, rule)
    assert work is not None
    found = agreement(work, rule, update.before.dtype)
    assert found.is_equal, (found, update.optimizer)
    # The state follows from its own formula, too.
    for letter, name in rule.after.items():
        if letter != "t" and update.optimizer is not None:
            size = max(1.0, float(np.abs(work.values["g"]).max()) ** 2)
            np.testing.assert_allclose(
                work.computed[letter], work.values[letter], rtol=1e-5, atol=1e-6 * size, err_msg=name
            )


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_formula_gives_what_torch_computed(name: str) -> None:
    @settings(max_examples=25, deadline=None)
    @given(ARGUMENTS[name], st.integers(0, 1000))
    def holds(arguments: dict[str, Any], seed: int) -> None:
        for update in updates_of(name, arguments, seed=seed, steps=STEPS.get(name, 3)):
            check(update)

    holds()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_defaults(name: str) -> None:
    for update in updates_of(name, {} if name != "SGD" else {"lr": 0.1}):
        check(update)


def test_a_wrong_number_does_not_agree() -> None:
    update = updates_of("Adam", {"lr": 0.01})[-1]
    rule = rule_for("Adam", {"lr": 0.011, "betas": (0.9, 0.999), "eps": 1e-8})
    assert rule is not None
    work = work_of(update, rule)
    assert work is not None
    assert agreement(work, rule, "float32").agreeing == 0


def test_state_and_settings_are_those_of_the_step() -> None:
    first, second = updates_of("Adam", {"lr": 0.01}, steps=2)
    assert first.optimizer is not None
    assert second.optimizer is not None
    assert first.optimizer.before == {}
    assert second.optimizer.before == first.optimizer.after
    assert second.optimizer.after["step"].item() == 2
    assert second.optimizer.settings["lr"] == 0.01
    assert second.optimizer.settings["betas"] == (0.9, 0.999)
    assert "params" not in second.optimizer.settings


def test_a_learning_rate_that_changes_is_the_one_of_the_step() -> None:
    one, two = trace(
        """
import torch
w = torch.ones(2, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=torch.tensor(0.5))
schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.1)
for step in range(2):
    (w * w).sum().backward()
    optimizer.step()
    schedule.step()
""",
        "all",
    ).iterations
    settings = [update.optimizer.settings for update in (*one.update, *two.update) if update.optimizer is not None]
    assert [round(float(str(held["lr"])), 6) for held in settings] == [0.5, 0.05]


def test_the_gradient_is_that_of_the_step_and_not_of_the_pass() -> None:
    clipped = iteration(
        """
import torch
w = torch.full((2,), 3.0, requires_grad=True)
(w * w).sum().backward()
torch.nn.utils.clip_grad_norm_([w], 1.0)
torch.optim.SGD([w], lr=1.0).step()
"""
    )
    (update,) = clipped.update
    gradient = held_matrix(update.gradient)
    assert gradient is not None
    assert np.linalg.norm(gradient) == pytest.approx(1.0, rel=1e-5)
    assert clipped.backward[-1].grad is not None
    assert clipped.backward[-1].grad.norm == pytest.approx(72**0.5)
    check(update)


def by_hand(line: str) -> UpdateEvent:
    (update,) = iteration(
        f"""
import torch
torch.manual_seed(0)
w = torch.randn(4, 5, requires_grad=True)
(w.sin() * w).sum().backward()
with torch.no_grad():
    {line}
"""
    ).update
    return update


def test_a_step_by_hand_names_its_learning_rate() -> None:
    rate = rate_of(by_hand("w -= 0.125 * w.grad"))
    assert rate is not None
    assert rate.rate == pytest.approx(0.125, rel=1e-4)


def test_another_change_by_hand_is_no_multiple_of_the_gradient() -> None:
    rate = rate_of(by_hand("w -= 0.1 * w.grad.sign()"))
    assert rate is not None
    assert rate.rate is None
    assert rate.least < rate.most


def test_facts() -> None:
    facts = facts_of(by_hand("w -= 1e-12 * w.grad"))
    assert facts is not None
    assert (facts.seen, facts.total) == (20, 20)
    assert facts.stuck == 20 - facts.signed
    assert facts.stuck > 0
    far = facts_of(by_hand("w -= 1e6 * w.grad"))
    assert far is not None
    assert far.moved_far > 15
    assert far.downhill == far.signed


def test_large_parameters_have_the_numbers_of_their_thumbnails() -> None:
    (update,) = iteration(
        """
import torch
torch.manual_seed(0)
w = torch.randn(200, 300, requires_grad=True)
optimizer = torch.optim.Adam([w])
(w.sin() * w).sum().backward()
optimizer.step()
"""
    ).update
    check(update)
    facts = facts_of(update)
    assert facts is not None
    assert facts.seen < facts.total == 60_000


def test_an_optimizer_without_a_formula_has_its_state() -> None:
    (update,) = iteration(
        """
import torch
w = torch.ones(3, 4, requires_grad=True)
optimizer = torch.optim.Adafactor([w])
(w * w).sum().backward()
optimizer.step()
"""
    ).update
    assert rule_of(update) is None
    assert update.optimizer is not None
    assert "step" in update.optimizer.after


LBFGS_PROGRAM = """
import torch
torch.manual_seed(0)
w, b = torch.randn(3, 4, requires_grad=True), torch.zeros(4, requires_grad=True)
x = torch.randn(5, 3)
optimizer = torch.optim.LBFGS([w, b], lr=0.5, max_iter={most}{search})
def closure():
    optimizer.zero_grad()
    loss = (x @ w + b).tanh().pow(2).sum()
    loss.backward()
    return loss
for step in range(3):
    optimizer.step(closure)
"""


def lbfgs(most: int, search: str = "") -> list[Iteration]:
    return list(trace(LBFGS_PROGRAM.format(most=most, search=search), "all").iterations)


def test_the_step_of_lbfgs_is_told_with_its_direction_for_every_parameter() -> None:
    for number, one in enumerate(lbfgs(1)):
        assert [(update.variable, update.by) for update in one.update] == [("w", "LBFGS"), ("b", "LBFGS")]
        for update in one.update:
            assert update.optimizer is not None
            assert update.optimizer.after["d"].shape == update.before.shape
            found = along_of(update)
            assert found is not None
            assert (found.is_whole, found.seen) == (True, update.before.count)
            # A step along which the gradient did not grow is not remembered.
            assert 0 <= found.pairs <= number


def test_lbfgs_makes_an_iteration_of_every_loss_that_it_asks_for() -> None:
    iterations = lbfgs(3)
    assert [update.by for one in iterations for update in one.update] == ["LBFGS"] * 2 * len(iterations)
    assert len(iterations) == 9
    # On its way only what has changed is known; the direction is there at the end of each of its steps.
    known = [all(along_of(update) is not None for update in one.update) for one in iterations]
    assert known == [False, False, True] * 3
    # Of three losses the last one is asked for where the step ends.
    last = [along_of(update) for update in iterations[-1].update]
    assert [one.moved for one in last if one is not None] == [0, 0]
    # The first step of all is one against the gradient.
    rates = [rate_of(update) for update in iterations[0].update]
    assert all(rate is not None and rate.rate is not None for rate in rates)
    # What one iteration leaves the next one begins with.
    for one, other in pairwise(iterations):
        left = {update.variable: update.after.values for update in one.update}
        assert all(left[update.variable] == update.before.values for update in other.update)


def test_a_line_search_is_recorded_without_a_fault() -> None:
    iterations = lbfgs(4, ", line_search_fn='strong_wolfe'")
    losses = [one.loss for one in iterations if one.loss is not None]
    assert losses[-1] < losses[0]
    assert all(update.by == "LBFGS" for one in iterations for update in one.update)


def test_a_closure_of_another_optimizer_is_an_update_like_others() -> None:
    source = LBFGS_PROGRAM.format(most=1, search="").replace(
        "LBFGS([w, b], lr=0.5, max_iter=1)", "Adam([w, b], lr=0.1)"
    )
    iterations = list(trace(source, "all").iterations)
    assert len(iterations) == 3
    for one in iterations:
        assert [(update.variable, update.by) for update in one.update] == [("w", "Adam"), ("b", "Adam")]
        for update in one.update:
            check(update)


def test_lines_have_the_numbers_of_the_element() -> None:
    update = updates_of("AdamW", {"lr": 0.01, "weight_decay": 0.1})[-1]
    rule = rule_of(update)
    assert rule is not None
    work = work_of(update, rule)
    lines = lines_of(rule, work, (1, 2))
    assert [line.letter for line in lines] == ["u", "m", "v", "mh", "vh", "q"]
    last = lines[-1].numbers
    assert last is not None
    after = held_matrix(update.after)
    assert after is not None
    assert last.plain.startswith("θ' = ")
    assert float(last.plain.rsplit("= ", 1)[1].replace("−", "-")) == pytest.approx(float(after[1, 2]), rel=1e-3)
    assert all(line.numbers is None for line in lines_of(rule, work, None))


def test_through_the_real_worker() -> None:
    source = PROGRAM.format(name="Adam", arguments="lr=0.01", steps=3, seed=0, scale=1.0)
    with worker() as started:
        started.run(RunProgram(1, Program("p.py", source), record="all"))
        found: list[Iteration] = [reply.iteration for reply in started.replies if isinstance(reply, Recorded)]
    updates = [update for one in found for update in one.update]
    assert len(updates) == 3
    for update in updates:
        check(update)
