"""What an action is: a row of the table of everything that can be done."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from gradviz.core.marking import QT_TRANSLATE_NOOP

FILE = QT_TRANSLATE_NOOP("Actions", "&File")
RUN = QT_TRANSLATE_NOOP("Actions", "&Run")
STEP = QT_TRANSLATE_NOOP("Actions", "&Step")
VIEW = QT_TRANSLATE_NOOP("Actions", "&View")
GRAPH = QT_TRANSLATE_NOOP("Actions", "&Graph")
LAB = QT_TRANSLATE_NOOP("Actions", "&Lab")
EXAMPLES = QT_TRANSLATE_NOOP("Actions", "&Examples")
HELP = QT_TRANSLATE_NOOP("Actions", "&Help")

MENUS = (FILE, RUN, STEP, VIEW, GRAPH, LAB, EXAMPLES, HELP)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done. ``handler`` is ``group.method`` of the commands; ``icon`` a name of `icons`.

    ``keys`` are written as in `QKeySequence`; the first one is shown. An action that is ``checkable`` hands its new
    state to its handler.
    """

    id: str
    text: str
    handler: str
    menu: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    checkable: bool = False
    group: int = 0
    """Where in its menu: a line stands between two groups."""

    @property
    def title(self) -> str:
        """Its text in the user's language, without the mark of the access key."""
        return plain(translated(self.text)).removesuffix("…")


def translated(text: str) -> str:
    """Return a text of the table in the user's language."""
    return QCoreApplication.translate("Actions", text)


def plain(text: str) -> str:
    """Return a text without the mark of its access key, which in Chinese is a letter in brackets: ``运行(&R)``."""
    return re.sub(r"\(&.\)", "", text).replace("&", "")
