"""Where a program runs, and from which random numbers it starts."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

from gradviz.core.errors import UserError


def available_devices() -> tuple[str, ...]:
    """Return the names of the devices that a program can run on here."""
    devices = ["cpu"]
    if torch.cuda.is_available():
        devices += [f"cuda:{number}" for number in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        devices.append("mps")
    return tuple(devices)


@contextmanager
def on_device(name: str) -> Iterator[None]:
    """Create tensors on device ``name`` unless the program says otherwise.

    Raises:
        UserError: this machine has no such device.
    """
    devices = available_devices()
    if name == "cuda" and "cuda:0" in devices:
        name = "cuda:0"
    if name not in devices:
        raise UserError(f"There is no device “{name}” here; this machine offers {', '.join(devices)}.")
    if name == "cpu":
        yield
        return
    before = torch.get_default_device()
    torch.set_default_device(name)
    try:
        yield
    finally:
        torch.set_default_device(before)


def start_afresh(seed: int | None) -> None:
    """Undo what an earlier program may have set for the whole process, and seed torch, numpy and ``random``.

    Without a ``seed`` the numbers are different ones in every run, as in a new process; `torch.initial_seed` tells the
    seed that was drawn for all three, so that the run can be repeated.

    Raises:
        UserError: the seed is not one that all three take.
    """
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    torch.autograd.set_detect_anomaly(False)
    if seed is None:
        seed = secrets.randbits(32)
    if not 0 <= seed < 2**32:
        raise UserError(f"A seed is a whole number from 0 to {2**32 - 1}, not {seed}.")
    torch.manual_seed(seed)
    np.random.seed(seed)
    random.seed(seed)
