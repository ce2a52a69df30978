"""Findings in the user's language."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from gradviz.core.diagnose import Finding, Kind
from gradviz.core.diagnose.texts import TEXTS
from gradviz.ui import wording

translate = QCoreApplication.translate


class Told(NamedTuple):
    """A finding in words: what kind it is and where, why, and what to do."""

    title: str
    message: str
    fix: str

    @property
    def text(self) -> str:
        """All of it as one text."""
        return "\n".join(part for part in self if part)


def told(finding: Finding, shown: int | None) -> Told:
    """Return ``finding`` in words; its iteration is named where it is not the one ``shown``."""
    parts = [kind_words(finding)]
    if finding.line is not None:
        parts.append(translate("Findings", "line {line}").format(line=finding.line))
    if finding.iteration is not None and finding.iteration != shown:
        parts.append(translate("Findings", "iteration {index}").format(index=finding.iteration))
    if finding.is_remark:
        parts.append(translate("Findings", "a remark"))
    advice = TEXTS[finding.cause]
    values = {name: wording.hint(value) if name == "hint" else value for name, value in finding.values.items()}
    message, fix = (translate("Findings", template).format(**values) for template in advice)
    return Told(" · ".join(parts), message, fix)


def kind_words(finding: Finding) -> str:
    """Return what kind a finding is of."""
    words = {
        Kind.ERROR: translate("Findings", "Error"),
        Kind.NONFINITE: translate("Findings", "NaN or Inf"),
        Kind.NONE: translate("Findings", "No gradient"),
        Kind.ZERO: translate("Findings", "Zero gradient"),
        Kind.VANISHING: translate("Findings", "Vanishing gradient"),
        Kind.EXPLODING: translate("Findings", "Exploding gradient"),
        Kind.STALE: translate("Findings", "Stale gradient"),
    }
    return words[finding.kind]
