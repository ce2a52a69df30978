"""What the inspected node is: its title, its place, the facts in one line."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gradviz.core import text
from gradviz.core.frame import NodeFrame
from gradviz.core.graph import GraphNode
from gradviz.core.spent import Spent
from gradviz.core.trace import Elsewhere
from gradviz.ui.inspection.times import how_times_are_measured, time_texts
from gradviz.ui.inspection.words import kind_text, state_texts
from gradviz.ui.theme import Theme
from gradviz.ui.widgets.elided_label import ElidedLabel
from gradviz.ui.widgets.tint import tint
from gradviz.ui.wording import shape

translate = QCoreApplication.translate


class Header(QWidget):
    """The name of a node, a link to its line of code, and its facts."""

    line_requested = Signal(int)
    file_requested = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self._place: int | Elsewhere | None = None
        self.title = ElidedLabel()
        self.name = ElidedLabel()
        self.line = QPushButton()
        self.facts = QLabel()
        self._arrange()
        self.line.clicked.connect(self._ask)

    def _arrange(self) -> None:
        bold = self.title.font()
        bold.setBold(True)
        self.title.setFont(bold)
        self.line.setFlat(True)
        self.line.setCursor(Qt.CursorShape.PointingHandCursor)
        self.line.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addWidget(self.name, 1)
        top.addWidget(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.facts)

    def show_node(self, node: GraphNode, here: NodeFrame, spent: Spent) -> None:
        """Show ``node`` as it is at the position of ``here``, and how long it has taken."""
        self.title.set_text(node.title)
        names = [node.name, node.variable if node.variable != node.title else None, node.scope]
        self.name.set_text(" · ".join(name for name in names if name))
        self._show_place(node)
        facts = [kind_text(node)]
        if here.value is not None:
            value = here.value
            facts += [shape(value.shape), text.dtype(value.dtype), value.device]
        times = time_texts(spent)
        self.facts.setText(" · ".join([*facts, *state_texts(here), *times]))
        self.facts.setToolTip(how_times_are_measured() if times else "")

    def _show_place(self, node: GraphNode) -> None:
        self._place = node.line if node.line is not None else node.elsewhere
        self.line.setVisible(self._place is not None)
        if node.line is not None:
            self.line.setText(translate("InspectorPanel", "line {0}").format(node.line))
            self.line.setToolTip(translate("InspectorPanel", "Show this line of the program"))
        elif node.elsewhere is not None:
            file, line = node.elsewhere
            self.line.setText(f"{PurePath(file).name}:{line}")
            words = translate("InspectorPanel", "Read this line of {0}, another file than the program's")
            self.line.setToolTip(words.format(file))
        self.line.setAccessibleDescription(self.line.toolTip())

    def _ask(self) -> None:
        if isinstance(self._place, int):
            self.line_requested.emit(self._place)
        elif self._place is not None:
            self.file_requested.emit(*self._place)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        for label in (self.name, self.facts):
            tint(label, theme.color("muted"))
        tint(self.line, theme.color("forward"))
