"""The table: an optimizer's class, and the rule of its step with the hyperparameters that a group has."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gradviz.core.trace import Setting, UpdateEvent
from gradviz.core.updates import words as say
from gradviz.core.updates.further import adams, asgd, nadam, radam, rprop
from gradviz.core.updates.gradient import Constants, decay_words, used_gradient
from gradviz.core.updates.model import Settings, UpdateRule


def rule_of(update: UpdateEvent) -> UpdateRule | None:
    """Return the rule of the optimizer that made ``update``; ``None`` if it has none here, or was no optimizer."""
    if update.optimizer is None or update.by not in OPTIMIZERS:
        return None
    held = update.optimizer
    step = held.after["step"].item() if "step" in held.after else None
    return rule_for(update.by, held.settings, is_first="momentum_buffer" not in held.before, step=step)


def rule_for(
    name: str, settings: Mapping[str, Setting], *, is_first: bool = False, step: float | None = None
) -> UpdateRule | None:
    """Return the rule of step number ``step`` of the optimizer class ``name``; ``is_first``: it has no buffer yet."""
    make = OPTIMIZERS.get(name)
    try:
        return None if make is None else make(Settings(settings, step), is_first)
    except ValueError:
        # A subclass of the same name keeps its hyperparameters otherwise.
        return None


def _sgd(of: Settings, is_first: bool) -> UpdateRule:
    constants: Constants = {"lr": of.number("lr")}
    used, formulas = used_gradient(of, constants)
    momentum = of.number("momentum")
    if not momentum:
        return UpdateRule((*formulas, ("q", f"p - lr * {used}")), say.SGD, decay_words(of), constants)
    constants["mu"] = momentum
    dampening = of.number("dampening")
    if is_first:
        formulas.append(("b", used))
    elif dampening:
        constants["tau"] = dampening
        formulas.append(("b", f"mu * b0 + (1 - tau) * {used}"))
    else:
        formulas.append(("b", f"mu * b0 + {used}"))
    nesterov = of.is_on("nesterov")
    formulas.append(("q", f"p - lr * ({used} + mu * b)" if nesterov else "p - lr * b"))
    caveat = say.FIRST_MOMENTUM if is_first else say.DAMPENING if dampening else decay_words(of)
    return UpdateRule(
        tuple(formulas),
        say.NESTEROV if nesterov else say.MOMENTUM,
        caveat,
        constants,
        {} if is_first else {"b0": "momentum_buffer"},
        {"b": "momentum_buffer"},
    )


def _adagrad(of: Settings, _is_first: bool) -> UpdateRule:
    constants: Constants = {"lr": of.number("lr"), "eps": of.number("eps")}
    used, formulas = used_gradient(of, constants)
    formulas.append(("v", f"v0 + {used} ** 2"))
    rate = "lr"
    if fall := of.number("lr_decay"):
        constants["fall"] = fall
        formulas.append(("c", "lr / (1 + (t - 1) * fall)"))
        rate = "c"
    formulas.append(("q", f"p - {rate} * {used} / (sqrt(v) + eps)"))
    return UpdateRule(
        tuple(formulas), say.ADAGRAD, say.ADAGRAD_CAVEAT, constants, {"v0": "sum"}, {"v": "sum", "t": "step"}
    )


def _rmsprop(of: Settings, _is_first: bool) -> UpdateRule:
    constants: Constants = {"lr": of.number("lr"), "alpha": of.number("alpha"), "eps": of.number("eps")}
    used, formulas = used_gradient(of, constants)
    before, after = {"v0": "square_avg"}, {"v": "square_avg"}
    formulas.append(("v", f"alpha * v0 + (1 - alpha) * {used} ** 2"))
    root = "sqrt(v)"
    if of.is_on("centered"):
        formulas.append(("m", f"m0 + (1 - alpha) * ({used} - m0)"))
        before["m0"] = after["m"] = "grad_avg"
        root = "sqrt(v - m ** 2)"
    step = f"{used} / ({root} + eps)"
    if momentum := of.number("momentum"):
        constants["mu"] = momentum
        # Its buffer is there, and zero, from the first step on.
        formulas.append(("b", f"mu * b0 + {step}"))
        before["b0"] = after["b"] = "momentum_buffer"
        formulas.append(("q", "p - lr * b"))
    else:
        formulas.append(("q", f"p - lr * {step}"))
    return UpdateRule(tuple(formulas), say.RMSPROP, decay_words(of), constants, before, after)


def _adam(of: Settings, _is_first: bool) -> UpdateRule:
    _, start, constants, formulas = adams(of)
    decoupled = of.is_on("decoupled_weight_decay")
    before, after = {"m0": "exp_avg", "v0": "exp_avg_sq"}, {"m": "exp_avg", "v": "exp_avg_sq", "t": "step"}
    second = "v"
    if of.is_on("amsgrad"):
        formulas.append(("w", "maximum(w0, v)"))
        before["w0"] = after["w"] = "max_exp_avg_sq"
        second = "w"
    formulas.append(("mh", "m / (1 - beta1 ** t)"))
    formulas.append(("vh", f"{second} / (1 - beta2 ** t)"))
    formulas.append(("q", f"{start} - lr * mh / (sqrt(vh) + eps)"))
    words = say.ADAMW if decoupled else say.ADAM
    caveat = say.ADAM_DECAY if of.number("weight_decay") and not decoupled else say.ADAM_CAVEAT
    return UpdateRule(tuple(formulas), words, caveat, constants, before, after)


def _adadelta(of: Settings, _is_first: bool) -> UpdateRule:
    constants: Constants = {"lr": of.number("lr"), "rho": of.number("rho"), "eps": of.number("eps")}
    used, formulas = used_gradient(of, constants)
    formulas.append(("v", f"rho * v0 + (1 - rho) * {used} ** 2"))
    formulas.append(("s", f"sqrt(a0 + eps) / sqrt(v + eps) * {used}"))
    formulas.append(("a", "rho * a0 + (1 - rho) * s ** 2"))
    formulas.append(("q", "p - lr * s"))
    before, after = {"v0": "square_avg", "a0": "acc_delta"}, {"v": "square_avg", "a": "acc_delta"}
    return UpdateRule(tuple(formulas), say.ADADELTA, decay_words(of), constants, before, after)


def _adamax(of: Settings, _is_first: bool) -> UpdateRule:
    beta1, beta2 = of.pair("betas")
    constants: Constants = {"lr": of.number("lr"), "beta1": beta1, "beta2": beta2, "eps": of.number("eps")}
    used, formulas = used_gradient(of, constants)
    formulas.append(("m", f"m0 + (1 - beta1) * ({used} - m0)"))
    formulas.append(("x", f"maximum(beta2 * x0, abs({used}) + eps)"))
    formulas.append(("mh", "m / (1 - beta1 ** t)"))
    formulas.append(("q", "p - lr * mh / x"))
    before, after = {"m0": "exp_avg", "x0": "exp_inf"}, {"m": "exp_avg", "x": "exp_inf", "t": "step"}
    return UpdateRule(tuple(formulas), say.ADAMAX, decay_words(of), constants, before, after)


OPTIMIZERS: Mapping[str, Callable[[Settings, bool], UpdateRule]] = {
    "SGD": _sgd,
    "Adagrad": _adagrad,
    "RMSprop": _rmsprop,
    "Adam": _adam,
    "AdamW": _adam,
    "Adadelta": _adadelta,
    "Adamax": _adamax,
    "NAdam": nadam,
    "RAdam": radam,
    "ASGD": asgd,
    "Rprop": rprop,
}
