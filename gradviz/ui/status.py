"""The one line at the bottom of the window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from gradviz.core.messages import Finished, Ready
from gradviz.ui.engine import EngineState

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
    return " · ".join(part for part in parts if part)


def _run_part(facts: Facts) -> str:
    state, finished, total = facts.state, facts.finished, facts.total
    if state == EngineState.PAUSING:
        return translate("Status", "pausing after the next iteration…")
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
