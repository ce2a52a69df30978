"""Everything that can be done, in one table: menus, toolbar, keys, the list of keys and the palette are made of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:  # noqa: N802  lupdate looks for this name
    """Mark ``text`` for translation. PySide6's own function says that it returns an object."""
    return text


FILE = QT_TRANSLATE_NOOP("Actions", "&File")
RUN = QT_TRANSLATE_NOOP("Actions", "&Run")
STEP = QT_TRANSLATE_NOOP("Actions", "&Step")
VIEW = QT_TRANSLATE_NOOP("Actions", "&View")
EXAMPLES = QT_TRANSLATE_NOOP("Actions", "&Examples")
HELP = QT_TRANSLATE_NOOP("Actions", "&Help")

MENUS = (FILE, RUN, STEP, VIEW, EXAMPLES, HELP)


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
    """Actions of a menu whose group differs have a line between them."""

    @property
    def title(self) -> str:
        """Its text in the user's language, without the mark of the access key."""
        return plain(translated(self.text)).removesuffix("…")


ACTIONS = (
    Action("file.new", QT_TRANSLATE_NOOP("Actions", "&New program"), "file.new", FILE, ("Ctrl+N",)),
    Action("file.open", QT_TRANSLATE_NOOP("Actions", "&Open…"), "file.open", FILE, ("Ctrl+O",)),
    Action("file.save", QT_TRANSLATE_NOOP("Actions", "&Save"), "file.save", FILE, ("Ctrl+S",), group=1),
    Action("file.save_as", QT_TRANSLATE_NOOP("Actions", "Save &as…"), "file.save_as", FILE, ("Ctrl+Shift+S",), group=1),
    Action(
        "file.save_session",
        QT_TRANSLATE_NOOP("Actions", "Save s&ession…"),
        "file.save_session",
        FILE,
        ("Ctrl+E",),
        tip=QT_TRANSLATE_NOOP("Actions", "Save the recorded run, to be opened later without running anything"),
        group=1,
    ),
    Action(
        "file.export",
        QT_TRANSLATE_NOOP("Actions", "Export &picture…"),
        "file.export_picture",
        FILE,
        ("Ctrl+Shift+E",),
        group=2,
        tip=QT_TRANSLATE_NOOP("Actions", "Save the graph as it is shown, as PNG, SVG or PDF"),
    ),
    Action("file.quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), "file.quit", FILE, ("Ctrl+Q",), group=3),
    Action(
        "run.start",
        QT_TRANSLATE_NOOP("Actions", "&Run"),
        "run.start",
        RUN,
        ("F5", "Ctrl+Return", "Ctrl+Enter"),
        "run",
        tip=QT_TRANSLATE_NOOP("Actions", "Run the program"),
    ),
    Action(
        "run.stop",
        QT_TRANSLATE_NOOP("Actions", "&Stop"),
        "run.stop",
        RUN,
        ("Shift+F5",),
        "stop",
        tip=QT_TRANSLATE_NOOP("Actions", "End the run now"),
    ),
    Action(
        "run.pause",
        QT_TRANSLATE_NOOP("Actions", "&Pause"),
        "run.pause",
        RUN,
        ("F6",),
        "pause",
        checkable=True,
        tip=QT_TRANSLATE_NOOP("Actions", "Wait at the end of the next iteration, to step through it"),
    ),
    Action(
        "run.live",
        QT_TRANSLATE_NOOP("Actions", "Li&ve: wait before every node"),
        "live.live",
        RUN,
        ("F7",),
        "live",
        checkable=True,
        tip=QT_TRANSLATE_NOOP("Actions", "Let the real engine wait before every node of a backward pass"),
        group=1,
    ),
    Action(
        "run.continue",
        QT_TRANSLATE_NOOP("Actions", "Con&tinue"),
        "live.go_on",
        RUN,
        ("F8",),
        tip=QT_TRANSLATE_NOOP("Actions", "Let the engine go on to the next breakpoint"),
        group=1,
    ),
    Action(
        "run.next_pass",
        QT_TRANSLATE_NOOP("Actions", "To the next &backward pass"),
        "live.to_next_pass",
        RUN,
        ("Shift+F8",),
        tip=QT_TRANSLATE_NOOP("Actions", "Run this backward pass to its end, and wait in the next one"),
        group=1,
    ),
    Action(
        "run.abort",
        QT_TRANSLATE_NOOP("Actions", "&Abort this pass"),
        "live.abort",
        RUN,
        ("Ctrl+F8",),
        tip=QT_TRANSLATE_NOOP("Actions", "End this pass and put the gradients back; the program gets an exception"),
        group=1,
    ),
    Action(
        "run.edit",
        QT_TRANSLATE_NOOP("Actions", "&Edit the arriving gradient"),
        "live.edit",
        RUN,
        ("G",),
        tip=QT_TRANSLATE_NOOP("Actions", "Change the gradient that is about to enter the node"),
        group=1,
    ),
    Action(
        "run.again",
        QT_TRANSLATE_NOOP("Actions", "Run again, &waiting in this iteration"),
        "live.again",
        RUN,
        ("Ctrl+F5",),
        tip=QT_TRANSLATE_NOOP("Actions", "Run again, and wait before every node from this iteration on"),
        group=1,
    ),
    Action(
        "run.break_node",
        QT_TRANSLATE_NOOP("Actions", "Brea&kpoint at the node"),
        "live.at_node",
        RUN,
        ("B",),
        tip=QT_TRANSLATE_NOOP("Actions", "Set a breakpoint at the selected node, or remove it"),
        group=2,
    ),
    Action(
        "run.break_line",
        QT_TRANSLATE_NOOP("Actions", "Breakpoint at the l&ine"),
        "live.at_line",
        RUN,
        ("Ctrl+B",),
        tip=QT_TRANSLATE_NOOP("Actions", "Set a breakpoint at the line of the cursor, or remove it"),
        group=2,
    ),
    Action(
        "run.breakpoints",
        QT_TRANSLATE_NOOP("Actions", "Breakp&oints"),
        "live.list_breakpoints",
        RUN,
        ("Ctrl+Shift+B",),
        tip=QT_TRANSLATE_NOOP("Actions", "List the breakpoints, and add conditions"),
        group=2,
    ),
    Action(
        "run.seed",
        QT_TRANSLATE_NOOP("Actions", "Same random &numbers in every run"),
        "run.fix_seed",
        RUN,
        checkable=True,
        group=3,
        tip=QT_TRANSLATE_NOOP("Actions", "Start every run with torch.manual_seed(0)"),
    ),
    Action(
        "run.inside",
        QT_TRANSLATE_NOOP("Actions", "Record the aten ops insi&de"),
        "run.open_ops",
        RUN,
        checkable=True,
        group=1,
        tip=QT_TRANSLATE_NOOP("Actions", "From the next run on, record which of torch's own ops run inside of each op"),
    ),
    Action(
        "run.recompute",
        QT_TRANSLATE_NOOP("Actions", "Re&compute this iteration"),
        "run.recompute",
        RUN,
        ("Ctrl+R",),
        tip=QT_TRANSLATE_NOOP("Actions", "Run the same program again up to this iteration, and record all of it"),
        group=2,
    ),
    Action(
        "run.more_memory",
        QT_TRANSLATE_NOOP("Actions", "&More memory for recorded iterations"),
        "run.more_memory",
        RUN,
        tip=QT_TRANSLATE_NOOP("Actions", "Double the memory budget of a run"),
        group=3,
    ),
    Action(
        "run.less_memory",
        QT_TRANSLATE_NOOP("Actions", "&Less memory for recorded iterations"),
        "run.less_memory",
        RUN,
        tip=QT_TRANSLATE_NOOP("Actions", "Halve the memory budget of a run"),
        group=3,
    ),
    Action(
        "step.play",
        QT_TRANSLATE_NOOP("Actions", "&Play"),
        "step.play",
        STEP,
        ("Space",),
        "play",
        tip=QT_TRANSLATE_NOOP("Actions", "Step by itself, or pause"),
    ),
    Action(
        "step.back",
        QT_TRANSLATE_NOOP("Actions", "&Back"),
        "step.back",
        STEP,
        ("Left",),
        "back",
        tip=QT_TRANSLATE_NOOP("Actions", "One event back"),
        group=1,
    ),
    Action(
        "step.forward",
        QT_TRANSLATE_NOOP("Actions", "&Step"),
        "step.forward",
        STEP,
        ("Right",),
        "step",
        tip=QT_TRANSLATE_NOOP("Actions", "One event on"),
        group=1,
    ),
    Action(
        "step.previous_line",
        QT_TRANSLATE_NOOP("Actions", "Previous &line"),
        "step.previous_line",
        STEP,
        ("Shift+Left",),
        group=1,
        tip=QT_TRANSLATE_NOOP("Actions", "Back to the event of another line of the program"),
    ),
    Action(
        "step.next_line",
        QT_TRANSLATE_NOOP("Actions", "&Next line"),
        "step.next_line",
        STEP,
        ("Shift+Right",),
        group=1,
        tip=QT_TRANSLATE_NOOP("Actions", "On to the event of another line of the program"),
    ),
    Action(
        "step.start",
        QT_TRANSLATE_NOOP("Actions", "To the s&tart"),
        "step.to_start",
        STEP,
        ("Home",),
        "start",
        group=2,
        tip=QT_TRANSLATE_NOOP("Actions", "To where nothing has run yet"),
    ),
    Action(
        "step.loss",
        QT_TRANSLATE_NOOP("Actions", "To the l&oss"),
        "step.to_loss",
        STEP,
        ("L",),
        "loss",
        group=2,
        tip=QT_TRANSLATE_NOOP("Actions", "To where the forward pass is complete"),
    ),
    Action(
        "step.end",
        QT_TRANSLATE_NOOP("Actions", "To the &end"),
        "step.to_end",
        STEP,
        ("End",),
        "end",
        group=2,
        tip=QT_TRANSLATE_NOOP("Actions", "To where everything has run"),
    ),
    Action(
        "step.previous_iteration",
        QT_TRANSLATE_NOOP("Actions", "Previous &iteration"),
        "step.previous_iteration",
        STEP,
        ("PgUp",),
        tip=QT_TRANSLATE_NOOP("Actions", "Open the recorded iteration before this one"),
        group=3,
    ),
    Action(
        "step.next_iteration",
        QT_TRANSLATE_NOOP("Actions", "Ne&xt iteration"),
        "step.next_iteration",
        STEP,
        ("PgDown",),
        group=3,
        tip=QT_TRANSLATE_NOOP("Actions", "Open the recorded iteration after this one"),
    ),
    Action("step.slower", QT_TRANSLATE_NOOP("Actions", "Play slo&wer"), "step.slower", STEP, ("[",), group=4),
    Action("step.faster", QT_TRANSLATE_NOOP("Actions", "Play &faster"), "step.faster", STEP, ("]",), group=4),
    Action(
        "view.search",
        QT_TRANSLATE_NOOP("Actions", "&Search the graph"),
        "view.search",
        VIEW,
        ("/", "Ctrl+Shift+F"),
        "search",
        tip=QT_TRANSLATE_NOOP("Actions", "Find an op, a variable or a line in the graph"),
    ),
    Action(
        "view.palette",
        QT_TRANSLATE_NOOP("Actions", "&Command palette…"),
        "view.palette",
        VIEW,
        ("Ctrl+K",),
        tip=QT_TRANSLATE_NOOP("Actions", "Find every action, example, variable and op by its name"),
    ),
    Action(
        "view.escape",
        QT_TRANSLATE_NOOP("Actions", "Stop, or clear the selectio&n"),
        "run.escape",
        VIEW,
        ("Esc",),
    ),
    Action("view.zoom_in", QT_TRANSLATE_NOOP("Actions", "Zoom &in"), "view.zoom_in", VIEW, ("+", "="), group=1),
    Action("view.zoom_out", QT_TRANSLATE_NOOP("Actions", "Zoom &out"), "view.zoom_out", VIEW, ("-",), group=1),
    Action("view.fit", QT_TRANSLATE_NOOP("Actions", "&Fit the whole graph"), "view.fit", VIEW, ("0",), group=1),
    Action(
        "view.zoom_selection",
        QT_TRANSLATE_NOOP("Actions", "Zoom to the s&election"),
        "view.zoom_selection",
        VIEW,
        ("Z",),
        group=1,
    ),
    Action(
        "view.fold",
        QT_TRANSLATE_NOOP("Actions", "Collapse or e&xpand"),
        "view.fold",
        VIEW,
        ("X",),
        tip=QT_TRANSLATE_NOOP("Actions", "Expand the selected module, or collapse the one around the selected node"),
        group=5,
    ),
    Action(
        "view.collapse",
        QT_TRANSLATE_NOOP("Actions", "Collapse what is &around"),
        "view.collapse",
        VIEW,
        ("Shift+X",),
        tip=QT_TRANSLATE_NOOP("Actions", "Collapse the module or loop around what is selected"),
        group=5,
    ),
    Action(
        "view.overview",
        QT_TRANSLATE_NOOP("Actions", "O&verview"),
        "view.overview",
        VIEW,
        ("O",),
        tip=QT_TRANSLATE_NOOP("Actions", "Collapse modules and loops until the whole graph can be seen"),
        group=5,
    ),
    Action(
        "view.expand_all",
        QT_TRANSLATE_NOOP("Actions", "Expand everythin&g"),
        "view.expand_all",
        VIEW,
        ("Shift+O",),
        tip=QT_TRANSLATE_NOOP("Actions", "Show every node of the graph"),
        group=5,
    ),
    Action(
        "view.larger",
        QT_TRANSLATE_NOOP("Actions", "&Larger text"),
        "view.larger",
        VIEW,
        ("Ctrl+Shift++", "Ctrl++", "Ctrl+="),
        group=2,
    ),
    Action(
        "view.smaller",
        QT_TRANSLATE_NOOP("Actions", "S&maller text"),
        "view.smaller",
        VIEW,
        ("Ctrl+Shift+-", "Ctrl+-", "Ctrl+Shift+_"),
        group=2,
    ),
    Action(
        "view.normal",
        QT_TRANSLATE_NOOP("Actions", "&Usual text size"),
        "view.normal",
        VIEW,
        ("Ctrl+Shift+0", "Ctrl+0", "Ctrl+Shift+)"),
        group=2,
    ),
    Action(
        "view.dark",
        QT_TRANSLATE_NOOP("Actions", "&Dark colours"),
        "view.dark",
        VIEW,
        ("F9",),
        "moon",
        checkable=True,
        group=3,
        tip=QT_TRANSLATE_NOOP("Actions", "Light or dark colours"),
    ),
    Action("view.motion", QT_TRANSLATE_NOOP("Actions", "Mo&tion"), "view.motion", VIEW, checkable=True, group=3),
    Action(
        "view.full_screen",
        QT_TRANSLATE_NOOP("Actions", "Full screen"),
        "view.full_screen",
        VIEW,
        ("F11",),
        checkable=True,
        group=3,
    ),
    Action("view.reset", QT_TRANSLATE_NOOP("Actions", "&Restore the layout"), "view.reset_layout", VIEW, group=4),
    Action(
        "help.keys",
        QT_TRANSLATE_NOOP("Actions", "&Keys"),
        "view.keys",
        HELP,
        ("F1",),
        tip=QT_TRANSLATE_NOOP("Actions", "Show every key"),
    ),
    Action("help.about", QT_TRANSLATE_NOOP("Actions", "&About gradviz"), "view.about", HELP, group=1),
)

PLAIN_KEYS = frozenset(
    key for action in ACTIONS for key in action.keys if not key.startswith(("Ctrl+", "Alt+", "F", "Shift+F"))
)
"""Keys that a text field has a use for itself."""

Handler = Callable[..., None]


def translated(text: str) -> str:
    """Return a text of the table in the user's language."""
    return QCoreApplication.translate("Actions", text)


def plain(text: str) -> str:
    """Return a text without the mark of its access key, which in Chinese is a letter in brackets: ``运行(&R)``."""
    return re.sub(r"\(&.\)", "", text).replace("&", "")


def by_id(name: str) -> Action:
    """Return the action called ``name``."""
    return next(action for action in ACTIONS if action.id == name)


def build(parent: QObject, handler_of: Callable[[str], Handler]) -> dict[str, QAction]:
    """Return the table as Qt's actions; ``handler_of`` finds what a name of a handler stands for."""
    return {action.id: _build(action, parent, handler_of(action.handler)) for action in ACTIONS}


def _build(action: Action, parent: QObject, handler: Handler) -> QAction:
    result = QAction(parent)
    result.setObjectName(action.id)
    _name(result, action)
    result.setShortcuts([QKeySequence(key) for key in action.keys])
    result.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    result.setCheckable(action.checkable)
    if action.checkable:
        result.triggered.connect(handler)
    else:
        result.triggered.connect(lambda _checked: handler())
    return result


def retranslate(built: dict[str, QAction]) -> None:
    """Give the actions their names in the language in use."""
    for action in ACTIONS:
        _name(built[action.id], action)


def _name(result: QAction, action: Action) -> None:
    tip = translated(action.tip) if action.tip else action.title
    result.setText(translated(action.text))
    result.setIconText(action.title)
    result.setStatusTip(tip)
    result.setToolTip(f"{tip} ({key_text(action.keys[0])})" if action.keys else tip)


def key_text(key: str) -> str:
    """Return a key as the user's system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def key_rows(actions: Iterable[Action] = ACTIONS) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return per menu the names of its actions with their keys."""
    rows: dict[str, list[tuple[str, str]]] = {}
    for action in actions:
        if action.keys:
            keys = "   ".join(key_text(key) for key in action.keys[:2])
            rows.setdefault(plain(translated(action.menu)), []).append((action.title, keys))
    return list(rows.items())
