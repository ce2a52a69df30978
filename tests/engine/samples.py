"""For every rule at least one op whose grad_fn it is about: the differentiable inputs, and the op."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

Op = Callable[..., Any]
Sample = tuple[Op, tuple[Tensor, ...]]

_generator = torch.Generator().manual_seed(0)


def real(*shape: int) -> Tensor:
    """Normal numbers, none of them close to a kink at 0."""
    values = torch.randn(shape, dtype=torch.float64, generator=_generator)
    return (values + 0.05 * values.sign()).requires_grad_()


def unit(*shape: int) -> Tensor:
    """Numbers between 0.1 and 0.9."""
    return (0.1 + 0.8 * torch.rand(shape, dtype=torch.float64, generator=_generator)).requires_grad_()


def unary(function: Op, *inputs: Tensor) -> list[Sample]:
    return [(function, inputs or (real(3, 4),)), (function, (real(),))] if not inputs else [(function, inputs)]


TIED = torch.tensor([[1.0, 3.0, 3.0, 0.0], [2.0, 2.0, 2.0, 1.0], [0.5, 0.0, 4.0, 4.0]], dtype=torch.float64)
CLASSES = torch.tensor([1, 0, 3])
APART = torch.tensor([[0, 1], [1, 2], [3, 0]])
SOME = torch.tensor([[0, 1], [1, 2], [0, 0]])
IMAGE = (1, 2, 8, 7)
ROWS = torch.tensor([0, 2, 0])
MASK = torch.tensor([[True, False, True, False]] * 3)


def tied() -> Tensor:
    return TIED.clone().requires_grad_()


def target() -> Tensor:
    return unit(3, 4).detach()


def losses(function: Op, x: Callable[..., Tensor] = real, t: Callable[..., Tensor] = real) -> list[Sample]:
    return [
        (lambda a, b, reduction=reduction: function(a, b, reduction=reduction), (x(3, 4), t(3, 4)))
        for reduction in ("mean", "sum", "none")
    ]


def fixed(function: Op, classes: Tensor, *shape: int) -> list[Sample]:
    return [
        (lambda a, reduction=reduction: function(a, classes, reduction=reduction), (real(*shape),))
        for reduction in ("mean", "sum", "none")
    ]


def written(x: Tensor, w: Tensor) -> Tensor:
    return x.clone().copy_(w)


F = functional
CURVES: dict[str, Op] = {
    "Exp": torch.exp, "Exp2": torch.exp2, "Expm1": torch.expm1, "Sin": torch.sin, "Cos": torch.cos,
    "Tan": torch.tan, "Atan": torch.atan, "Sinh": torch.sinh, "Cosh": torch.cosh, "Tanh": torch.tanh,
    "Sigmoid": torch.sigmoid, "LogSigmoid": F.logsigmoid, "Silu": F.silu, "Mish": F.mish, "Abs": torch.abs,
    "Hardsigmoid": F.hardsigmoid, "Hardswish": F.hardswish, "Sign": torch.sign, "Round": torch.round,
    "Floor": torch.floor, "Ceil": torch.ceil, "Trunc": torch.trunc, "Erf": torch.erf, "Erfc": torch.erfc,
}  # fmt: skip
SAMPLES: dict[str, list[Sample]] = {
    "AddBackward0": [(torch.add, (real(3, 4), real(4))), (lambda x, w: torch.add(x, w, alpha=3), (real(2), real(2)))],
    "SubBackward0": [(torch.sub, (real(3, 4), real(3, 1))), (lambda x, w: x - w, (real(), real()))],
    "RsubBackward0": [(torch.rsub, (real(3, 4), real(4)))],
    "RsubBackward1": unary(lambda x: 2 - x),
    "MulBackward0": [(torch.mul, (real(3, 4), real(4))), (torch.mul, (real(), real()))],
    "DivBackward0": [(torch.div, (real(3, 4), real(4)))],
    "PowBackward0": [*unary(lambda x: x**3), *unary(lambda x: x**2.5, unit(3, 4))],
    "PowBackward1": [(torch.pow, (unit(3, 4), real(4)))],
    "PowBackward2": unary(lambda x: 3**x),
    "NegBackward0": unary(torch.neg),
    "FmodBackward1": [(torch.fmod, (real(3, 4), real(4)))],
    "RemainderBackward1": [(torch.remainder, (real(3, 4), real(4)))],
    "ReciprocalBackward0": unary(torch.reciprocal),
    "MaximumBackward0": [(torch.maximum, (tied(), tied().flip(1).detach().requires_grad_()))],
    "MinimumBackward0": [(torch.minimum, (tied(), tied().flip(1).detach().requires_grad_()))],
    "Atan2Backward0": [(torch.atan2, (real(3, 4), real(4)))],
    "HypotBackward0": [(torch.hypot, (real(3, 4), real(4)))],
    "AddcmulBackward0": [(lambda *a: torch.addcmul(*a, value=2.5), (real(3, 4), real(3, 4), real(4)))],
    "AddcdivBackward0": [(lambda *a: torch.addcdiv(*a, value=2.5), (real(3, 4), real(3, 4), real(4)))],
    "LerpBackward0": [(lambda x, w: torch.lerp(x, w, 0.3), (real(3, 4), real(3, 4)))],
    "LerpBackward1": [(torch.lerp, (real(3, 4), real(3, 4), real(3, 4)))],
    "ClampBackward0": [(torch.clamp, (tied(), unit(4), (unit(4) + 1.5).detach().requires_grad_()))],
    "ClampBackward1": [
        (lambda x: x.clamp(min=0), (tied(),)),
        (lambda x: x.clamp(1, 3), (tied(),)),
        (lambda x: x.clamp(max=2), (tied(),)),
    ],
    "ClampMinBackward0": [(lambda x: torch.clamp_min(x, 2), (tied(),))],
    "ClampMaxBackward0": [(lambda x: torch.clamp_max(x, 2), (tied(),))],
    **{
        f"{name}Backward0": unary(function, unit(3, 4))
        for name, function in {
            "Log": torch.log, "Log2": torch.log2, "Log10": torch.log10, "Log1P": torch.log1p, "Sqrt": torch.sqrt,
            "Rsqrt": torch.rsqrt, "Asin": torch.asin, "Acos": torch.acos,
        }.items()
    },
    **{
        f"{name}Backward0": unary(function)
        for name, function in CURVES.items()
    },
    "ReluBackward0": [*unary(torch.relu), (torch.relu, (tied(),))],
    "LeakyReluBackward0": [*unary(lambda x: F.leaky_relu(x, 0.2)), (F.leaky_relu, (tied(),))],
    "PreluKernelBackward0": [(torch._prelu_kernel, (real(3, 4), real(4)))],
    "GeluBackward0": [*unary(F.gelu), *unary(lambda x: F.gelu(x, approximate="tanh"))],
    "EluBackward0": [*unary(lambda x: F.elu(x, 0.7)), *unary(F.selu)],
    "CeluBackward0": unary(lambda x: F.celu(x, 0.7)),
    "SoftplusBackward0": unary(lambda x: F.softplus(x, beta=2)),
    "HardtanhBackward0": [(lambda x: F.hardtanh(x, 0.5, 2), (tied(),)), *unary(F.relu6)],
    "MmBackward0": [(torch.mm, (real(3, 4), real(4, 5)))],
    "BmmBackward0": [(torch.bmm, (real(2, 3, 4), real(2, 4, 5)))],
    "AddmmBackward0": [
        (torch.addmm, (real(5), real(3, 4), real(4, 5))),
        (lambda *a: torch.addmm(*a, beta=0.5, alpha=2), (real(3, 5), real(3, 4), real(4, 5))),
    ],
    "BaddbmmBackward0": [(lambda *a: torch.baddbmm(*a, alpha=2), (real(5), real(2, 3, 4), real(2, 4, 5)))],
    "MvBackward0": [(torch.mv, (real(3, 4), real(4)))],
    "AddmvBackward0": [(lambda *a: torch.addmv(*a, alpha=2), (real(3), real(3, 4), real(4)))],
    "DotBackward0": [(torch.dot, (real(4), real(4)))],
    "LinalgInvExBackward0": unary(torch.inverse, real(3, 3)),
    "LinalgDetBackward0": unary(torch.det, real(3, 3)),
    "SumBackward0": unary(torch.sum),
    "SumBackward1": [
        (lambda x: x.sum(1), (real(3, 4),)),
        (lambda x: x.sum((0, -1), keepdim=True), (real(3, 4, 2),)),
        (lambda x: x.sum((2, 0)), (real(3, 4, 2),)),
    ],
    "MeanBackward0": unary(torch.mean),
    "MeanBackward1": [(lambda x: x.mean(-1), (real(3, 4),)), (lambda x: x.mean((0, 2), True), (real(3, 4, 2),))],
    "MaxBackward0": [(lambda x: x.max(1)[0], (tied(),)), (lambda x: x.max(0, keepdim=True)[0], (tied(),))],
    "MaxBackward1": [(torch.max, (tied(),))],
    "MinBackward0": [(lambda x: x.min(1)[0], (tied(),)), (lambda x: x.min(0, keepdim=True)[0], (tied(),))],
    "MinBackward1": [(torch.min, (tied(),))],
    "AmaxBackward0": [(lambda x: x.amax(1), (tied(),)), (lambda x: x.amax((0, 1), True), (tied(),))],
    "AminBackward0": [(lambda x: x.amin(1), (tied(),)), (lambda x: x.amin((0, 1)), (tied(),))],
    "MedianBackward0": [(torch.median, (tied(),))],
    "MedianBackward1": [(lambda x: x.median(1)[0], (tied(),))],
    "KthvalueBackward0": [(lambda x: x.kthvalue(2, 1)[0], (real(3, 4),))],
    "SortBackward0": [(lambda x: x.sort(1)[0], (real(3, 4),)), (lambda x: x.sort(0)[0], (tied(),))],
    "TopkBackward0": [(lambda x: x.topk(2, 1)[0], (real(3, 4),)), (lambda x: x.topk(2)[0], (real(4),))],
    "ProdBackward0": unary(torch.prod),
    "ProdBackward1": [(lambda x: x.prod(1), (real(3, 4),)), (lambda x: x.prod(0, keepdim=True), (real(3, 4),))],
    "VarBackward0": [
        (torch.var, (real(3, 4),)),
        (lambda x: x.var(1), (real(3, 4),)),
        (lambda x: x.var((0, 2), correction=0, keepdim=True), (real(3, 4, 2),)),
    ],
    "StdBackward0": [(torch.std, (real(3, 4),)), (lambda x: x.std(1, correction=0), (real(3, 4),))],
    "LinalgVectorNormBackward0": [
        (torch.norm, (real(3, 4),)),
        (lambda x: x.norm(2, 1), (real(3, 4),)),
        (lambda x: x.norm(1, 1), (real(3, 4),)),
        (lambda x: x.norm(3, 1, keepdim=True), (real(3, 4),)),
    ],
    "NormBackward1": [(lambda x: torch.ops.aten.norm(x, 3.0, [1], True), (real(3, 4),))],
    "LogsumexpBackward0": [(lambda x: x.logsumexp(1), (real(3, 4),)), (lambda x: x.logsumexp(0, True), (real(3, 4),))],
    "SoftmaxBackward0": [(lambda x: x.softmax(1), (real(3, 4),)), (lambda x: x.softmax(-2), (real(3, 4, 2),))],
    "LogSoftmaxBackward0": [(lambda x: x.log_softmax(1), (real(3, 4),))],
    "CumsumBackward0": [(lambda x: x.cumsum(1), (real(3, 4),)), (lambda x: x.cumsum(-2), (real(3, 4),))],
    "MseLossBackward0": [*losses(F.mse_loss)],
    "SmoothL1LossBackward0": losses(lambda x, t, reduction: F.smooth_l1_loss(x, t, reduction=reduction, beta=0.7)),
    "HuberLossBackward0": losses(lambda x, t, reduction: F.huber_loss(x, t, reduction=reduction, delta=0.7)),
    "BinaryCrossEntropyBackward0": losses(F.binary_cross_entropy, unit, unit),
    "BinaryCrossEntropyWithLogitsBackward0": losses(F.binary_cross_entropy_with_logits, real, unit),
    "NllLossBackward0": [
        *fixed(F.nll_loss, CLASSES, 3, 4),
        *fixed(F.nll_loss, torch.tensor(2), 4),
        *fixed(F.nll_loss, torch.tensor([1, -100, 3]), 3, 4),
    ],
    "NllLoss2DBackward0": fixed(F.nll_loss, torch.tensor([[[0, 1], [2, -100]]]), 1, 3, 2, 2),
    "CloneBackward0": unary(torch.clone),
    "AliasBackward0": unary(torch.ops.aten.alias),
    "ToCopyBackward0": [(lambda x: x.to(torch.float64, copy=True), (real(3, 4),))],
    "CopyBackwards": [(written, (real(3, 4), real(4)))],
    "FillBackward2": unary(lambda x: x.clone().fill_(2)),
    "FillBackward3": [(lambda x, w: x.clone().fill_(w), (real(3, 4), real()))],
    "ZeroBackward0": unary(lambda x: x.clone().zero_()),
    "ViewBackward0": unary(lambda x: x.view(4, 3), real(3, 4)),
    "UnsafeViewBackward0": unary(lambda x: torch.ops.aten._unsafe_view(x, [4, 3]), real(3, 4)),
    "ReshapeAliasBackward0": unary(lambda x: torch.ops.aten._reshape_alias(x, [4, 3], [3, 1]), real(3, 4)),
    "SqueezeBackward0": unary(torch.squeeze, real(1, 3, 1)),
    "SqueezeBackward1": unary(lambda x: x.squeeze(0), real(1, 3, 1)),
    "SqueezeBackward2": unary(lambda x: x.squeeze((0, 2)), real(1, 3, 1)),
    "UnsqueezeBackward0": unary(lambda x: x.unsqueeze(1), real(3, 4)),
    "TBackward0": [(torch.t, (real(3, 4),)), (torch.t, (real(3),))],
    "TransposeBackward0": unary(lambda x: x.transpose(0, -1), real(3, 4, 2)),
    "PermuteBackward0": unary(lambda x: x.permute(2, 0, -2), real(3, 4, 2)),
    "FlipBackward0": unary(lambda x: x.flip(0, 1), real(3, 4)),
    "TrilBackward0": unary(lambda x: x.tril(1), real(3, 4)),
    "TriuBackward0": unary(lambda x: x.triu(-1), real(3, 4)),
    "ConstantPadNdBackward0": unary(lambda x: F.pad(x, (1, 2, 0, 1)), real(3, 4)),
    "ExpandBackward0": unary(lambda x: x.expand(2, 3, 4), real(3, 1)),
    "RepeatBackward0": unary(lambda x: x.repeat(2, 1, 3), real(3, 4)),
    "CatBackward0": [
        (lambda *a: torch.cat(a, 1), (real(3, 4), real(3, 1), real(3, 2))),
        (lambda *a: torch.cat(a, -1), (real(2), real(1))),
    ],
    "StackBackward0": [(lambda *a: torch.stack(a, 1), (real(3, 4), real(3, 4)))],
    "SplitBackward0": unary(lambda x: x.split(3, 1), real(3, 4)),
    "SplitWithSizesBackward0": unary(lambda x: x.split([1, 3], -1), real(3, 4)),
    "UnbindBackward0": unary(lambda x: x.unbind(1), real(3, 4)),
    "SelectBackward0": unary(lambda x: x[:, -1], real(3, 4))[:1],
    "SliceBackward0": [(lambda x: x[:, 1:4:2], (real(3, 4),)), (lambda x: x[1:], (real(3, 4),))],
    "AsStridedBackward0": unary(lambda x: x.as_strided((2, 3), (1, 2), 1), real(3, 4)),
    "IndexBackward0": [
        (lambda x: x[ROWS], (real(3, 4),)),
        (lambda x: x[:, ROWS], (real(3, 4),)),
        (lambda x: x[MASK], (real(3, 4),)),
    ],
    "IndexSelectBackward0": unary(lambda x: x.index_select(1, ROWS), real(3, 4)),
    "EmbeddingBackward0": unary(lambda w: F.embedding(SOME, w), real(3, 4)),
    "GatherBackward0": unary(lambda x: x.gather(1, SOME), real(3, 4)),
    "ScatterBackward0": [(lambda x, w: x.scatter(1, APART, w), (real(3, 4), real(3, 2)))],
    "ScatterBackward1": unary(lambda x: x.scatter(1, SOME, 0.0), real(3, 4)),
    "ScatterAddBackward0": [(lambda x, w: x.scatter_add(1, SOME, w), (real(3, 4), real(3, 2)))],
    "WhereBackward0": [(lambda x, w: torch.where(MASK, x, w), (real(3, 4), real(4)))],
    "MaskedFillBackward0": unary(lambda x: x.masked_fill(MASK, 0.0), real(3, 4)),
    "ConvolutionBackward0": [
        (F.conv2d, (real(*IMAGE), real(3, 2, 3, 3), real(3))),
        (lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1), (real(2, 2, 8, 7), real(3, 2, 3, 2), real(3))),
        (lambda x, w, b: F.conv1d(x, w, b, dilation=2), (real(2, 2, 8), real(3, 2, 3), real(3))),
    ],
    "MaxPool2DWithIndicesBackward0": [
        (lambda x: F.max_pool2d(x, 2), (real(*IMAGE),)),
        (lambda x: F.max_pool2d(x, 3, stride=2, padding=1), (real(*IMAGE),)),
    ],
    "AvgPool2DBackward0": [
        (lambda x: F.avg_pool2d(x, 2), (real(*IMAGE),)),
        (lambda x: F.avg_pool2d(x, 3, stride=2, padding=1), (real(1, 2, 7, 7),)),
    ],
    "AdaptiveAvgPool2DBackward0": unary(lambda x: F.adaptive_avg_pool2d(x, (3, 2)), real(*IMAGE)),
    "NativeBatchNormBackward0": [
        (lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), (real(3, 2, 4, 4), real(2), real(2))),
        (lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), (real(5, 2), real(2), real(2))),
        (
            lambda x, w, b: F.batch_norm(x, target()[0, :2], target()[0, :2], w, b),
            (real(3, 2, 4, 4), real(2), real(2)),
        ),
    ],
    "NativeLayerNormBackward0": [
        (lambda x, w, b: F.layer_norm(x, (4,), w, b), (real(3, 4), real(4), real(4))),
        (lambda x, w, b: F.layer_norm(x, (3, 4), w, b), (real(2, 3, 4), real(3, 4), real(3, 4))),
    ],
    "NativeDropoutBackward0": unary(lambda x: torch.native_dropout(x, 0.5, True)[0], real(3, 4)),
}  # fmt: skip
