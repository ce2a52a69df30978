"""How long a node took, in words, and what that number is worth."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gradviz.core import text
from gradviz.core.spent import Spent

translate = QCoreApplication.translate


def time_texts(spent: Spent) -> list[str]:
    """Return how long the op and its node took; nothing where nobody measured."""
    if spent.is_launch:
        forward = translate("InspectorPanel", "forward launched in {0}")
        backward = translate("InspectorPanel", "backward launched in {0}")
    else:
        forward, backward = translate("InspectorPanel", "forward {0}"), translate("InspectorPanel", "backward {0}")
    known = ((forward, spent.forward), (backward, spent.backward))
    # A number must not stand in another line than what it is.
    return [words.format(text.duration(time)).replace(" ", "\u00a0") for words, time in known if time is not None]


def how_times_are_measured() -> str:
    """Return what the times are, and what they are not."""
    return translate(
        "InspectorPanel",
        "Times are those of one run while it was recorded: forward around the op alone, backward from the end of the "
        "node before to the end of this one, with the adding up of gradients. All backward calls count together. The "
        "first call of an op is often slower. On a GPU only the launch is measured.",
    )
