"""What can be done with files."""

from __future__ import annotations

from gradviz.core.marking import QT_TRANSLATE_NOOP
from gradviz.ui.actions.model import FILE, Action

FILE_ACTIONS = (
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
        QT_TRANSLATE_NOOP("Actions", "Ex&port…"),
        "export.open",
        FILE,
        ("Ctrl+Shift+E",),
        group=2,
        tip=QT_TRANSLATE_NOOP(
            "Actions", "Save the graph as a picture, a film of its steps, or data for other programs"
        ),
    ),
    Action("file.quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), "file.quit", FILE, ("Ctrl+Q",), group=3),
)
