"""What a finding is."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from gradviz.core.diagnose.texts import TEXTS


class Kind(StrEnum):
    """What can be wrong with a gradient."""

    ERROR = "error"
    NONFINITE = "nonfinite"
    NONE = "none"
    ZERO = "zero"
    VANISHING = "vanishing"
    EXPLODING = "exploding"
    STALE = "stale"


class Finding(msgspec.Struct, frozen=True):
    """One thing that is wrong, or worth knowing (``is_remark``).

    ``cause`` is a key of `TEXTS`, ``values`` are what its sentences hold, as text. The place: ``iteration`` (its number
    in the run; ``None``: none that was recorded), ``key`` (a node of its graph), ``position``, ``line``.
    """

    kind: Kind
    cause: str
    phase: str
    values: dict[str, str]
    variable: str | None = None
    line: int | None = None
    iteration: int | None = None
    key: str | None = None
    position: int | None = None
    is_remark: bool = False

    @property
    def message(self) -> str:
        """What is wrong and why, as an English sentence."""
        return TEXTS[self.cause].message.format(**self.values)

    @property
    def fix(self) -> str:
        """What to do about it, as an English sentence."""
        return TEXTS[self.cause].fix.format(**self.values)

    def document(self) -> dict[str, object]:
        """Return it as JSON values, for the trace document."""
        return {
            "kind": str(self.kind),
            "cause": self.cause,
            "phase": self.phase,
            "variable": self.variable,
            "line": self.line,
            "message": self.message,
            "fix": self.fix,
            "iteration": self.iteration,
            "position": self.position,
            "remark": self.is_remark,
        }
