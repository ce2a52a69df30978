"""Run a program in another dtype, or on another device, from the very numbers that it starts from as it is written.

Random numbers of another dtype or device are other numbers. So what a program makes, tensors of given numbers and of
random ones, is made as it is written, on the CPU: that is the one master of all runs. Then it is converted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

import torch
from torch.nn import functional, init
from torch.overrides import TorchFunctionMode
from typing_extensions import override

from gradviz.core.errors import UserError
from gradviz.core.lockstep.tolerance import DTYPES
from gradviz.engine.internals import caller_frame, constructors

_FLOATS: Mapping[torch.dtype, torch.dtype] = {
    torch.float64: torch.complex128,
    torch.float32: torch.complex64,
    torch.float16: torch.complex64,
    torch.bfloat16: torch.complex64,
}
"""The dtypes that are converted, with those of complex numbers that go with them."""

_HANDS_ON = frozenset((torch.as_tensor, torch.asarray))
"""Constructors that may be given a tensor."""

_DRAWS = frozenset(
    (
        torch.normal, torch.rand_like, torch.randn_like, torch.bernoulli, torch.multinomial, torch.poisson,
        torch.Tensor.bernoulli, torch.Tensor.multinomial,
    )
)  # fmt: skip
"""Functions that draw random numbers for tensors that are given."""

_FILLS_OF_INIT = frozenset((init.uniform_, init.normal_, init.kaiming_uniform_))
_FILLS = _FILLS_OF_INIT | {
    torch.Tensor.normal_, torch.Tensor.uniform_, torch.Tensor.exponential_, torch.Tensor.bernoulli_,
    torch.Tensor.cauchy_, torch.Tensor.log_normal_, torch.Tensor.geometric_,
}  # fmt: skip
"""Functions that write random numbers into a tensor, their first argument."""

_CASTS = frozenset((torch.Tensor.double, torch.Tensor.float, torch.Tensor.half, torch.Tensor.bfloat16))
_CONVERSIONS = _CASTS | {torch.Tensor.to, torch.Tensor.type}

_OWN_NUMBERS = ("torch.optim", "torch.amp")
"""Modules that count steps and scale losses in a dtype of their own."""

Function = Callable[..., Any]


@contextmanager
def recast(dtype: str | None, device: str) -> Iterator[None]:
    """Make floating tensors in ``dtype``, or as they are written if that is ``None``, and all on ``device``.

    Raises:
        UserError: no program can be run in such a dtype.
    """
    if dtype is None and device == "cpu":
        yield
        return
    if dtype is not None and dtype not in DTYPES:
        raise UserError(f"A program can be run in {', '.join(DTYPES)}, not in “{dtype}”.")
    mode = _Recast(None if dtype is None else getattr(torch, dtype), device)
    with mode.defaults(), mode:
        yield


class _Recast(TorchFunctionMode):
    """Sees every function of torch that the program calls."""

    def __init__(self, dtype: torch.dtype | None, device: str) -> None:
        super().__init__()
        self._dtype = dtype
        self._device = torch.device(device)
        self._set_default = torch.set_default_dtype
        # What the program has for the default dtype: the master is made in it.
        self._written = torch.get_default_dtype()
        self._constructors = constructors()

    @contextmanager
    def defaults(self) -> Iterator[None]:
        """Compute in the dtype wherever the program says nothing; see to what no function mode sees."""
        from_numpy, before = torch.from_numpy, torch.get_default_dtype()

        def set_default_dtype(d: torch.dtype) -> None:
            self._written = d
            self._set_default(self._dtype or d)

        def converting(ndarray: Any) -> torch.Tensor:
            made: torch.Tensor = self._converted(from_numpy(ndarray), self._device)
            return made

        torch.set_default_dtype, torch.from_numpy = set_default_dtype, converting
        set_default_dtype(before)
        try:
            yield
        finally:
            torch.set_default_dtype, torch.from_numpy = self._set_default, from_numpy
            self._set_default(before)

    @override
    def __torch_function__(
        self, func: Function, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        options = kwargs or {}
        is_given = func in _HANDS_ON and isinstance(args[0] if args else options.get("data"), torch.Tensor)
        if func in self._constructors and not is_given:
            return self._made(func, args, options)
        if func in _DRAWS:
            return self._drawn(func, args, options)
        if func in _FILLS:
            return self._filled(func, args, options)
        if func is functional.dropout and self._device.type != "cpu":
            return self._dropped(*args, **options)
        if self._dtype is not None:
            if func in _CONVERSIONS and not args[0].requires_grad:
                # Data are the master's: rounded as the program rounds them.
                made = func(*args, **options)
                return self._converted(made, made.device) if isinstance(made, torch.Tensor) else made
            if func in _CASTS:
                return torch.Tensor.to(args[0], self._dtype, **options)
            args, options = tuple(map(self._meant, args)), {name: self._meant(one) for name, one in options.items()}
        return func(*args, **options)

    @contextmanager
    def _as_written(self) -> Iterator[None]:
        """Make what is made inside in the dtype that the program means."""
        self._set_default(self._written)
        try:
            yield
        finally:
            self._set_default(self._dtype or self._written)

    def _made(self, func: Function, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """Make a tensor as the program has written it, on the CPU, and convert it."""
        if _is_bookkeeping():
            return func(*args, **options)
        device = torch.device(options["device"]) if options.get("device") is not None else self._device
        with self._as_written():
            made = func(*args, **{**options, "device": "cpu"})
        return self._converted(made, device)

    def _drawn(self, func: Function, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """Draw what is drawn for tensors from the master's numbers."""
        given = (one for one in (*args, *options.values()) if isinstance(one, torch.Tensor))
        device = next((one.device for one in given), self._device)
        with self._as_written():
            drawn = func(*map(self._mastered, args), **{name: self._mastered(one) for name, one in options.items()})
        return self._converted(drawn, device)

    def _filled(self, func: Function, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """Fill a tensor with numbers that are drawn in the master's dtype."""
        rest = dict(options)
        tensor = args[0] if args else rest.pop("tensor")
        if not tensor.is_floating_point():
            return func(*args, **options)
        drawn = torch.empty(tensor.shape, dtype=self._written, device="cpu")
        func(drawn, *args[1:], **rest)
        # Functions of torch.nn.init need no gradients; for others it is the program's to say so.
        with torch.set_grad_enabled(torch.is_grad_enabled() and func not in _FILLS_OF_INIT):
            return tensor.copy_(drawn)

    def _dropped(self, input: torch.Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:  # noqa: A002
        """Drop out what is dropped out on the CPU."""
        if not training or inplace or not 0.0 < p < 1.0:
            return functional.dropout(input, p, training, inplace)
        kept = torch.empty(input.shape, dtype=self._written, device="cpu").bernoulli_(1.0 - p).div_(1.0 - p)
        return input * kept.to(input.device, input.dtype)

    def _converted(self, made: Any, device: torch.device) -> Any:
        """Return ``made`` in the dtype, on ``device``; a leaf stays one."""
        if not isinstance(made, torch.Tensor):
            return made
        dtype = self._meant(made.dtype)
        if made.is_complex() and self._dtype is not None:
            dtype = _FLOATS[self._dtype]
        if dtype == made.dtype and device == made.device:
            return made
        return made.detach().to(device, dtype).requires_grad_(made.requires_grad)

    def _meant(self, value: Any) -> Any:
        return self._dtype if self._dtype is not None and isinstance(value, torch.dtype) and value in _FLOATS else value

    def _mastered(self, value: Any) -> Any:
        if isinstance(value, torch.Tensor) and value.is_floating_point():
            return value.detach().to("cpu", self._written)
        return value


def _is_bookkeeping() -> bool:
    """Return whether an optimizer asks for a number of its own: the steps that it counts have a dtype of their own."""
    frame: FrameType | None = caller_frame()
    while frame is not None and frame.f_globals.get("__name__") in (__name__, "torch.overrides"):
        frame = frame.f_back
    return frame is not None and str(frame.f_globals.get("__name__")).startswith(_OWN_NUMBERS)
