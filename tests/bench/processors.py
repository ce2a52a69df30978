"""How long the threads of a process had a processor, and how long they waited for one: told by Linux alone."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

_NANO = 1e-9


class Used(NamedTuple):
    """Seconds with a processor, and seconds of waiting for one."""

    ran: float = 0.0
    waited: float = 0.0


class Spent(NamedTuple):
    """What a process has used until now: its first thread, and all others together."""

    at: float
    first: Used
    others: Used

    def since(self, before: Spent) -> dict[str, float]:
        """Return what has been used since ``before``, as parts of that time; ``neither`` is sleep, and locks."""
        seconds = self.at - before.at
        ran, waited = ((now - then) / seconds for now, then in zip(self.first, before.first, strict=True))
        others = (self.others.ran - before.others.ran) / seconds
        return {
            "ran": ran,
            "waited for a processor": waited,
            "neither": 1.0 - ran - waited,
            "other threads ran": others,
        }


def spent(process: int) -> Spent | None:
    """Return what ``process`` has used; ``None`` where the system does not tell."""
    tasks = Path(f"/proc/{process}/task")
    if not (tasks / str(process) / "schedstat").exists():
        return None
    found = {int(task.name): _used(task) for task in tasks.iterdir()}
    first = found.pop(process)
    others = Used(*map(sum, zip(*found.values(), strict=True))) if found else Used()
    return Spent(time.perf_counter(), first, others)


def _used(task: Path) -> Used:
    try:
        ran, waited, _ = (task / "schedstat").read_text().split()
    except OSError:
        # It has ended meanwhile.
        return Used()
    return Used(int(ran) * _NANO, int(waited) * _NANO)
