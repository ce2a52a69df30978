"""The one line at the bottom of the window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from gradviz.core.budget import MEGABYTE
from gradviz.core.messages.replies import Finished, Ready
from gradviz.ui.enginestate import EngineState

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Facts:
    """What the line is made of; ``total`` counts the iterations so far."""

    state: EngineState
    is_busy: bool
    ready: Ready | None = None
    finished: Finished | None = None
    device: str = ""
    total: int = 0
    is_stale: bool = False
    recomputing: tuple[int, int] | None = None
    """The iteration that is recomputed, and how far the repetition is."""
    memory: tuple[int, int] | None = None
    """Bytes that are held of the run, and the budget."""


def status(facts: Facts) -> str:
    """Return what is going on, in one line."""
    if facts.state == EngineState.STOPPED:
        return translate("Status", "PyTorch is not running")
    if facts.state == EngineState.STARTING or facts.ready is None:
        if facts.is_busy:
            return translate("Status", "starting PyTorch… the program runs as soon as it is ready")
        return translate("Status", "starting PyTorch…")
    parts = [f"PyTorch {facts.ready.torch.partition('+')[0]}", facts.device, _run_part(facts)]
    if facts.is_stale and not facts.is_busy:
        parts.append(translate("Status", "edited since this run"))
    parts.append(_memory_part(facts))
    return " · ".join(part for part in parts if part)


def _memory_part(facts: Facts) -> str:
    if facts.memory is None:
        return ""
    used, budget = (size / MEGABYTE for size in facts.memory)
    return translate("Status", "memory {used} of {budget} MB").format(used=f"{used:.0f}", budget=f"{budget:.0f}")


def _run_part(facts: Facts) -> str:
    state, finished, total = facts.state, facts.finished, facts.total
    if state == EngineState.RECOMPUTING and facts.recomputing is not None:
        sentence = translate("Status", "recomputing iteration {index}: at {at}")
        return sentence.format(index=facts.recomputing[0], at=facts.recomputing[1])
    if state == EngineState.PAUSING:
        return translate("Status", "pausing after the next iteration…")
    if state == EngineState.PAUSED and not total:
        return translate("Status", "waiting before the first iteration")
    if state == EngineState.PAUSED:
        return translate("Status", "paused after iteration {index}").format(index=max(total - 1, 0))
    if state == EngineState.HALTED:
        return translate("Status", "the engine waits in iteration {index}").format(index=max(total - 1, 0))
    if state == EngineState.RUNNING:
        if not total:
            return translate("Status", "running")
        return translate("Status", "running, iteration {index}").format(index=total - 1)
    return "" if finished is None else _ending(finished, max(finished.iterations, total))


def _ending(finished: Finished, count: int) -> str:
    if finished.stopped:
        if not count:
            return translate("Status", "stopped")
        return translate("Status", "stopped after iteration {index}").format(index=count - 1)
    if finished.error is not None:
        return translate("Status", "ended by an error")
    if count > 1:
        sentence = translate("Status", "{count} iterations in {seconds} s")
        return sentence.format(count=count, seconds=f"{finished.seconds:.1f}")
    return translate("Status", "ran in {seconds} s").format(seconds=f"{finished.seconds:.2f}")
