"""Which iterations of a run are recorded in full."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from gradviz.core.errors import UserError
from gradviz.engine.quiet import Rest


class Policy(Protocol):
    """Decides before an iteration whether it is recorded, and afterwards whether it is kept."""

    keeps_last_only: bool

    def wants(self, index: int) -> bool:
        """Return whether iteration ``index``, which is about to begin, is to be recorded."""
        ...

    def recorded(self, seconds: float) -> None:
        """Learn that recording an iteration took ``seconds`` longer than running it."""
        ...


class Every:
    """Record all iterations; keep them all, or only the last."""

    def __init__(self, *, keeps_last_only: bool) -> None:
        self.keeps_last_only = keeps_last_only

    def wants(self, index: int) -> bool:
        """Return whether ``index`` is an iteration at all: all are wanted."""
        return index >= 0

    def recorded(self, seconds: float) -> None:
        """Ignore the cost."""


class Also:
    """Record what ``policy`` wants, and besides what ``wants`` says."""

    def __init__(self, policy: Policy, wants: Callable[[int], bool]) -> None:
        self._policy = policy
        self._wants = wants
        self.keeps_last_only = policy.keeps_last_only

    def wants(self, index: int) -> bool:
        """Return whether one of the two wants it."""
        return self._policy.wants(index) or self._wants(index)

    def recorded(self, seconds: float) -> None:
        """Hand on the cost."""
        self._policy.recorded(seconds)


class One:
    """Record iteration ``index`` alone."""

    keeps_last_only = False

    def __init__(self, index: int) -> None:
        self._index = index

    def wants(self, index: int) -> bool:
        """Return whether this is the one."""
        return index == self._index

    def recorded(self, seconds: float) -> None:
        """Ignore the cost."""


MOST_SHARE = 0.25
"""Of the running time: what recording may take when so many iterations a second are wanted."""

PER_SECOND = 10
"""More iterations than that are never recorded in a second, unless a person asks for one; the first of a run included.
"""


class Sampled:
    """Record the first iterations, then fewer and fewer, at a small part of the running time; and one on request.

    ``share`` is the part of the running time that recording may take, ``rate`` how many iterations a second are
    recorded at most: in no second more, and one after the other at even distances. Only in the first second the first
    ones, and those whose number is a power of two, do not wait for their turn: a short run has some of all its parts.
    The ``allowance``, in seconds, is what a short run has for that beside its share.
    """

    keeps_last_only = False
    always = 3
    first = 10
    allowance = 0.06

    def __init__(self, *, share: float = 0.005, rate: int = PER_SECOND) -> None:
        self._share = share
        self._rest = 1.0 / rate
        self._began = time.perf_counter()
        # When the next one is due, if all else allows it; and when the latest were granted.
        self._due = self._began
        self._granted: deque[float] = deque(maxlen=rate)
        self._chosen = -1
        self._is_pending = False
        self._spent = 0.0
        self._paid = 0.0
        self.is_requested = False

    def wants(self, index: int) -> bool:
        """Return whether it is time for the next one. What was wanted once is wanted as often as this is asked."""
        if index == self._chosen or self.is_requested:
            return True
        now = time.perf_counter()
        if now < self._paid and index >= self.always:
            return False
        if self._is_pending and index >= self.first:
            # What the one before costs is not known yet.
            return False
        if now < self._due and not self._is_early(index, now):
            return False
        if len(self._granted) == self._granted.maxlen and now - self._granted[0] < 1.0:
            return False
        self._grant(index, now)
        return True

    def rest(self, index: int) -> Rest:
        """Return for how long no iteration is wanted if ``index``, which is about to begin, is not."""
        if self.is_requested or index < self.first:
            return Rest()
        if self._paid - self._began < 1.0:
            # The next that need not wait for its turn.
            early = 1 << index.bit_length()
            return Rest(max(self._paid, self._due), early - index - 1)
        return Rest(max(self._paid, self._due), sys.maxsize)

    def _is_early(self, index: int, now: float) -> bool:
        """Return whether ``index`` need not wait for its turn."""
        return now - self._began < 1.0 and (index < self.first or index & (index - 1) == 0)

    def _grant(self, index: int, now: float) -> None:
        """Count the one that is about to be recorded now, not at its end: else the one after it is due as well."""
        self._chosen, self._is_pending = index, True
        self._granted.append(now)
        # One that comes a little late does not put off those that follow it.
        self._due = max(self._due, now - self._rest / 2) + self._rest

    def recorded(self, seconds: float) -> None:
        """Add the cost to the account."""
        cost = max(seconds, 0.0)
        self._spent += cost
        self._is_pending = False
        # When the next one will have been paid for, if it costs as much as this one.
        self._paid = self._began + (self._spent + cost - self.allowance) / self._share


def policy_for(record: str) -> Policy:
    """Return the policy that a request names: ``sampled``, ``10/s``, ``all``, ``last`` or a number.

    Raises:
        UserError: it is none of these.
    """
    if record == "sampled":
        return Sampled()
    rate = record.removesuffix("/s")
    if rate != record and rate.isdecimal() and int(rate):
        return Sampled(share=MOST_SHARE, rate=int(rate))
    if record in ("all", "last"):
        return Every(keeps_last_only=record == "last")
    if record.isdecimal():
        return One(int(record))
    raise UserError(f"An iteration is a number, “last” or “all”, not “{record}”.")
