"""How things look, and finding them."""

from __future__ import annotations

from gradviz.core.marking import QT_TRANSLATE_NOOP
from gradviz.ui.actions.model import VIEW, Action

VIEW_ACTIONS = (
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
        "view.find_next",
        QT_TRANSLATE_NOOP("Actions", "Ne&xt match"),
        "view.find_next",
        VIEW,
        ("F3",),
        tip=QT_TRANSLATE_NOOP("Actions", "Go to the next match of the search in the graph"),
    ),
    Action(
        "view.find_previous",
        QT_TRANSLATE_NOOP("Actions", "Previous matc&h"),
        "view.find_previous",
        VIEW,
        ("Shift+F3",),
        tip=QT_TRANSLATE_NOOP("Actions", "Go to the previous match of the search in the graph"),
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
    Action(
        "view.larger",
        QT_TRANSLATE_NOOP("Actions", "&Larger text"),
        "view.larger",
        VIEW,
        ("Ctrl+Shift++", "Ctrl++", "Ctrl+="),
        group=3,
    ),
    Action(
        "view.smaller",
        QT_TRANSLATE_NOOP("Actions", "S&maller text"),
        "view.smaller",
        VIEW,
        ("Ctrl+Shift+-", "Ctrl+-", "Ctrl+Shift+_"),
        group=3,
    ),
    Action(
        "view.normal",
        QT_TRANSLATE_NOOP("Actions", "&Usual text size"),
        "view.normal",
        VIEW,
        ("Ctrl+Shift+0", "Ctrl+0", "Ctrl+Shift+)"),
        group=3,
    ),
    Action(
        "view.dark",
        QT_TRANSLATE_NOOP("Actions", "&Dark colours"),
        "view.dark",
        VIEW,
        ("F9",),
        "moon",
        checkable=True,
        group=4,
        tip=QT_TRANSLATE_NOOP("Actions", "Light or dark colours"),
    ),
    Action("view.motion", QT_TRANSLATE_NOOP("Actions", "Mo&tion"), "view.motion", VIEW, checkable=True, group=4),
    Action(
        "view.full_screen",
        QT_TRANSLATE_NOOP("Actions", "Full screen"),
        "view.full_screen",
        VIEW,
        ("F11",),
        checkable=True,
        group=4,
    ),
    Action("view.reset", QT_TRANSLATE_NOOP("Actions", "&Restore the layout"), "view.reset_layout", VIEW, group=5),
)
