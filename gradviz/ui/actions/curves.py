"""Curves of runs: what they show, other runs beside them, and files."""

from __future__ import annotations

from gradviz.core.marking import QT_TRANSLATE_NOOP
from gradviz.ui.actions.model import FILE, LAB, Action

CURVE_ACTIONS = (
    Action(
        "curves.view",
        QT_TRANSLATE_NOOP("Actions", "Next &view of the curves"),
        "curves.next_view",
        LAB,
        ("Ctrl+Shift+V",),
        tip=QT_TRANSLATE_NOOP("Actions", "Show something else beside the loss: updates, gradient flow, distributions"),
        group=5,
    ),
    Action(
        "curves.smoother",
        QT_TRANSLATE_NOOP("Actions", "Smoot&her loss"),
        "curves.smoother",
        LAB,
        ("Ctrl+Shift+M",),
        tip=QT_TRANSLATE_NOOP("Actions", "Average the loss over more iterations, or over none again"),
        group=5,
    ),
    Action(
        "curves.compare",
        QT_TRANSLATE_NOOP("Actions", "Compare with a &TensorBoard file…"),
        "curves.compare",
        LAB,
        tip=QT_TRANSLATE_NOOP("Actions", "Draw the scalars of an event file beside the loss"),
        group=5,
    ),
    Action(
        "curves.clear",
        QT_TRANSLATE_NOOP("Actions", "Clear the curves of &other runs"),
        "curves.clear_compared",
        LAB,
        tip=QT_TRANSLATE_NOOP("Actions", "Draw the run on show alone"),
        group=5,
    ),
    Action(
        "curves.table",
        QT_TRANSLATE_NOOP("Actions", "Export the run as a &table…"),
        "curves.export_table",
        FILE,
        tip=QT_TRANSLATE_NOOP("Actions", "Save iterations, losses and every other curve as CSV"),
        group=2,
    ),
    Action(
        "curves.picture",
        QT_TRANSLATE_NOOP("Actions", "Export the &curves…"),
        "curves.export_picture",
        FILE,
        tip=QT_TRANSLATE_NOOP("Actions", "Save the curves as they are shown, as PNG or SVG"),
        group=2,
    ),
    Action(
        "curves.program",
        QT_TRANSLATE_NOOP("Actions", "Export the pro&gram…"),
        "curves.export_program",
        FILE,
        tip=QT_TRANSLATE_NOOP("Actions", "Save the program with a comment that tells what it ran with"),
        group=2,
    ),
)
