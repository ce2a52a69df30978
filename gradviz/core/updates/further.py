"""The rules of optimizers that are met less often: NAdam, RAdam, ASGD, Rprop."""

from __future__ import annotations

from gradviz.core.updates import words as say
from gradviz.core.updates.gradient import Constants, decay_words, used_gradient
from gradviz.core.updates.model import Settings, UpdateRule

Formula = tuple[str, str]

_ADAMS_BEFORE = {"m0": "exp_avg", "v0": "exp_avg_sq"}
_ADAMS_AFTER = {"m": "exp_avg", "v": "exp_avg_sq", "t": "step"}

RECTIFIED_FROM = 5.0
"""RAdam divides by the root of the second mean when the length of that mean is above this."""


def adams(of: Settings) -> tuple[str, str, Constants, list[Formula]]:
    """Return the letters of gradient and parameter that are used, and what all relatives of Adam begin with."""
    beta1, beta2 = of.pair("betas")
    constants: Constants = {"lr": of.number("lr"), "beta1": beta1, "beta2": beta2, "eps": of.number("eps")}
    decoupled = of.is_on("decoupled_weight_decay")
    used, formulas = used_gradient(of, constants, decays=not decoupled)
    start = "p"
    if decoupled and of.number("weight_decay"):
        constants["wd"] = of.number("weight_decay")
        formulas.append(("u", "(1 - lr * wd) * p"))
        start = "u"
    formulas.append(("m", f"m0 + (1 - beta1) * ({used} - m0)"))
    formulas.append(("v", f"beta2 * v0 + (1 - beta2) * {used} ** 2"))
    return used, start, constants, formulas


def nadam(of: Settings, _is_first: bool) -> UpdateRule:
    """Return the rule of NAdam: Adam with Nesterov's look ahead, whose momentum grows in the first steps."""
    used, start, constants, formulas = adams(of)
    constants["psi"] = of.number("momentum_decay")
    formulas += [
        ("ct", "beta1 * (1 - 0.5 * 0.96 ** (t * psi))"),
        ("cn", "beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * psi))"),
        ("M", "M0 * ct"),
        ("mh", f"(1 - ct) / (1 - M) * {used} + cn / (1 - M * cn) * m"),
        ("vh", "v / (1 - beta2 ** t)"),
        ("q", f"{start} - lr * mh / (sqrt(vh) + eps)"),
    ]
    return UpdateRule(
        tuple(formulas),
        say.NADAM,
        decay_words(of),
        constants,
        {**_ADAMS_BEFORE, "M0": "mu_product"},
        {**_ADAMS_AFTER, "M": "mu_product"},
        {"M0": 1.0},
    )


def radam(of: Settings, _is_first: bool) -> UpdateRule:
    """Return the rule of RAdam, which divides only when enough gradients were seen.

    Raises:
        ValueError: the number of the step is not known.
    """
    if of.step is None:
        raise ValueError("step")
    _, start, constants, formulas = adams(of)
    beta2, step = constants["beta2"], of.step
    far = 2 / (1 - beta2) - 1
    near = far - 2 * step * beta2**step / (1 - beta2**step)
    formulas += [
        ("mh", "m / (1 - beta1 ** t)"),
        ("far", "2 / (1 - beta2) - 1"),
        ("near", "far - 2 * t * beta2 ** t / (1 - beta2 ** t)"),
    ]
    if near > RECTIFIED_FROM:
        formulas += [
            ("r", "sqrt((near - 4) * (near - 2) * far / ((far - 4) * (far - 2) * near))"),
            ("q", f"{start} - lr * r * sqrt(1 - beta2 ** t) * mh / (sqrt(v) + eps)"),
        ]
    else:
        formulas.append(("q", f"{start} - lr * mh"))
    caveat = say.RADAM_CAVEAT if near > RECTIFIED_FROM else say.RADAM_FIRST
    return UpdateRule(tuple(formulas), say.RADAM, caveat, constants, _ADAMS_BEFORE, _ADAMS_AFTER)


def asgd(of: Settings, _is_first: bool) -> UpdateRule:
    """Return the rule of ASGD: a step whose rate falls, and the mean of the parameter beside it."""
    rate = of.number("lr")
    constants: Constants = {
        "lr": rate, "decay": of.number("lambd"), "alpha": of.number("alpha"), "t0": of.number("t0"),
    }  # fmt: skip
    used, formulas = used_gradient(of, constants)
    formulas += [
        ("q", f"(1 - decay * e0) * p - e0 * {used}"),
        ("y", "y0 + h0 * (q - y0)"),
        ("e", "lr / (1 + decay * lr * t) ** alpha"),
        ("h", "1 / maximum(1, t - t0)"),
    ]
    return UpdateRule(
        tuple(formulas),
        say.ASGD,
        say.ASGD_CAVEAT,
        constants,
        {"e0": "eta", "h0": "mu", "y0": "ax"},
        {"y": "ax", "e": "eta", "h": "mu", "t": "step"},
        {"e0": rate, "h0": 1.0},
    )


def rprop(of: Settings, _is_first: bool) -> UpdateRule:
    """Return the rule of Rprop: only the sign of the gradient counts, and whether it stays."""
    down, up = of.pair("etas")
    lowest, highest = of.pair("step_sizes")
    constants: Constants = {"up": up, "down": down, "lo": lowest, "hi": highest}
    used, formulas = used_gradient(of, constants, decays=False)
    formulas += [
        ("j", f"{used} * z0"),
        ("kk", "where(j > 0, up * k0, where(j < 0, down * k0, k0))"),
        ("k", "minimum(maximum(kk, lo), hi)"),
        ("z", f"where(j < 0, 0, {used})"),
        ("q", "p - k * sign(z)"),
    ]
    return UpdateRule(
        tuple(formulas),
        say.RPROP,
        say.RPROP_CAVEAT,
        constants,
        {"z0": "prev", "k0": "step_size"},
        {"z": "prev", "k": "step_size"},
        {"k0": of.number("lr")},
    )
