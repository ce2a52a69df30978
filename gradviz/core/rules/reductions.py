"""Rules of sums, means, extremes, norms, softmax: ops that combine elements along axes ``d``."""

from __future__ import annotations

from gradviz.core.rules import words as say
from gradviz.core.rules.model import Rule, unary

_DIM = {"d": "dim"}
_DIMS = {"d": "dim", "k": "keepdim"}
_VAR = {"d": "dim", "k": "keepdim", "c": "correction"}
_NORM = {"d": "dim", "k": "keepdim", "p": "ord"}
_FROM = {"i": "indices"}
_TIES = "repeat(G) * (x == repeat(y)) / sum(x == repeat(y), d)"


def _picked(forward: str, caveat: str = say.TIES_ONE) -> Rule:
    """Return the rule of an op that gives elements and their places."""
    return unary(forward, "scatter(G, i, d)", say.CHOSEN, caveat, saved=_FROM, constants=_DIMS)


REDUCTIONS: dict[str, Rule | tuple[Rule, ...]] = {
    "SumBackward0": unary("sum(x)", "repeat(G)", say.SUM),
    "SumBackward1": unary("sum(x, d, k)", "repeat(G)", say.SUM, constants=_DIMS),
    "MeanBackward0": unary("sum(x) / N", "repeat(G) / N", say.MEAN),
    "MeanBackward1": unary("sum(x, d, k) / N", "repeat(G) / N", say.MEAN, constants=_DIMS),
    "MaxBackward0": _picked("max(x, d, k)"),
    "MaxBackward1": unary("max(x)", "repeat(G) * (x == y) / sum(x == y)", say.EXTREME, say.TIES_SHARE),
    "MinBackward0": _picked("min(x, d, k)"),
    "MinBackward1": unary("min(x)", "repeat(G) * (x == y) / sum(x == y)", say.EXTREME, say.TIES_SHARE),
    "AmaxBackward0": unary("max(x, d, k)", _TIES, say.EXTREME, say.TIES_SHARE, constants=_DIMS),
    "AminBackward0": unary("min(x, d, k)", _TIES, say.EXTREME, say.TIES_SHARE, constants=_DIMS),
    "MedianBackward0": unary("median(x)", "repeat(G) * (x == y) / sum(x == y)", say.EXTREME, say.TIES_SHARE),
    "MedianBackward1": _picked("median(x, d, k)"),
    "KthvalueBackward0": _picked("take(x, i, d, k)"),
    "SortBackward0": unary("take(x, i, d)", "scatter(G, i, d)", say.CHOSEN, saved=_FROM, constants=_DIM),
    "TopkBackward0": unary("take(x, i, d)", "scatter(G, i, d)", say.CHOSEN, say.TIES_ONE, saved=_FROM, constants=_DIM),
    "ProdBackward0": unary("prod(x)", "repeat(G) * y / x", say.PRODUCT, say.ZERO_FACTORS),
    "ProdBackward1": unary(
        "prod(x, d, k)", "repeat(G) * repeat(y) / x", say.PRODUCT, say.ZERO_FACTORS, constants=_DIMS
    ),
    "VarBackward0": unary(
        "sum((x - avg(x))**2, d, k) / (N - c)", "2 * repeat(G) * (x - avg(x)) / (N - c)", say.SPREAD, say.ONE_ELEMENT,
        constants=_VAR,
    ),
    "StdBackward0": unary(
        "sqrt(sum((x - avg(x))**2, d, k) / (N - c))", "repeat(G) * (x - avg(x)) / ((N - c) * repeat(y))", say.SPREAD,
        say.ALL_EQUAL, constants=_VAR,
    ),
    "LinalgVectorNormBackward0": (
        unary(
            "sqrt(sum(x**2, d, k))", "repeat(G) * x / repeat(y)", say.NORM, say.AT_ZERO_ZERO, constants=_NORM,
            when={"ord": "2"},
        ),
        unary(
            "sum(abs(x), d, k)", "repeat(G) * sign(x)", say.NORM, say.AT_ZERO_ZERO, constants=_NORM, when={"ord": "1"}
        ),
        unary(
            "sum(abs(x)**p, d, k)**(1 / p)", "repeat(G) * sign(x) * (abs(x) / repeat(y))**(p - 1)", say.NORM,
            say.AT_ZERO_ZERO, constants=_NORM, unless=("ord=inf", "ord=-inf", "ord=0"),
        ),
    ),
    "NormBackward1": unary(
        "sum(abs(x)**p, d, k)**(1 / p)", "repeat(G) * sign(x) * (abs(x) / repeat(y))**(p - 1)", say.NORM,
        say.AT_ZERO_ZERO, constants={"d": "dim", "k": "keepdim", "p": "p"}, unless=("p=inf", "p=-inf", "p=0"),
    ),
    "LogsumexpBackward0": unary(
        "log(sum(exp(x), d, k))", "repeat(G) * exp(x - repeat(y))", say.SOFT_CHOICE, constants=_DIMS
    ),
    "SoftmaxBackward0": unary(
        "exp(x) / sum(exp(x), d)", "y * (G - sum(G * y, d))", say.SOFTMAX, say.SATURATES, constants=_DIM
    ),
    "LogSoftmaxBackward0": unary(
        "x - log(sum(exp(x), d))", "G - exp(y) * sum(G, d)", say.LOG_SOFTMAX, constants=_DIM
    ),
    "CumsumBackward0": unary("cumsum(x, d)", "later(G, d)", say.LATER, constants=_DIM),
}  # fmt: skip
