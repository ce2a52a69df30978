"""Rules of products of matrices and vectors."""

from __future__ import annotations

from gradviz.core.rules import words as say
from gradviz.core.rules.model import Rule, unary

_SCALES = {"alpha": "alpha", "beta": "beta"}
_MATRICES = {"x": "G @ T(w)", "w": "T(x) @ G"}
_TERM_AND_MATRICES = {"b": "beta * G", "x": "alpha * G @ T(w)", "w": "alpha * T(x) @ G"}

PRODUCTS: dict[str, Rule | tuple[Rule, ...]] = {
    "MmBackward0": Rule("x @ w", _MATRICES, say.MATRICES, saved={"x": "self", "w": "mat2"}),
    "BmmBackward0": Rule("x @ w", _MATRICES, say.MATRICES, saved={"x": "self", "w": "mat2"}),
    "AddmmBackward0": Rule(
        "beta * b + alpha * x @ w", _TERM_AND_MATRICES, say.MATRICES_AND_TERM,
        saved={"x": "mat1", "w": "mat2"}, constants=_SCALES,
    ),
    "BaddbmmBackward0": Rule(
        "beta * b + alpha * x @ w", _TERM_AND_MATRICES, say.MATRICES_AND_TERM,
        saved={"x": "batch1", "w": "batch2"}, constants=_SCALES,
    ),
    "MvBackward0": Rule(
        "A @ v", {"A": "outer(G, v)", "v": "T(A) @ G"}, say.MATRIX_VECTOR, saved={"A": "self", "v": "vec"}
    ),
    "AddmvBackward0": Rule(
        "beta * b + alpha * A @ v", {"b": "beta * G", "A": "alpha * outer(G, v)", "v": "alpha * T(A) @ G"},
        say.MATRIX_VECTOR, saved={"A": "mat", "v": "vec"}, constants=_SCALES,
    ),
    "DotBackward0": Rule(
        "dot(x, w)", {"x": "G * w", "w": "G * x"}, say.OTHER_FACTOR, saved={"x": "self", "w": "tensor"}
    ),
    "LinalgInvExBackward0": unary("inv(x)", "-T(y) @ G @ T(y)", say.INVERSE, say.SINGULAR),
    "LinalgDetBackward0": unary("det(x)", "G * y * T(inv(x))", say.DETERMINANT, say.SINGULAR, saved={"x": "A"}),
}  # fmt: skip
