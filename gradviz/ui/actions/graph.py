"""What can be done with the picture of the graph."""

from __future__ import annotations

from gradviz.ui.actions.model import GRAPH, QT_TRANSLATE_NOOP, Action

GRAPH_ACTIONS = (
    Action("view.zoom_in", QT_TRANSLATE_NOOP("Actions", "Zoom &in"), "view.zoom_in", GRAPH, ("+", "="), group=1),
    Action("view.zoom_out", QT_TRANSLATE_NOOP("Actions", "Zoom &out"), "view.zoom_out", GRAPH, ("-",), group=1),
    Action("view.fit", QT_TRANSLATE_NOOP("Actions", "&Fit the whole graph"), "view.fit", GRAPH, ("0",), group=1),
    Action(
        "view.zoom_selection",
        QT_TRANSLATE_NOOP("Actions", "Zoom to the s&election"),
        "view.zoom_selection",
        GRAPH,
        ("Z",),
        group=1,
    ),
    Action(
        "view.fold",
        QT_TRANSLATE_NOOP("Actions", "Collapse or e&xpand"),
        "view.fold",
        GRAPH,
        ("X",),
        tip=QT_TRANSLATE_NOOP("Actions", "Expand the selected module, or collapse the one around the selected node"),
        group=2,
    ),
    Action(
        "view.collapse",
        QT_TRANSLATE_NOOP("Actions", "Collapse what is &around"),
        "view.collapse",
        GRAPH,
        ("Shift+X",),
        tip=QT_TRANSLATE_NOOP("Actions", "Collapse the module or loop around what is selected"),
        group=2,
    ),
    Action(
        "view.overview",
        QT_TRANSLATE_NOOP("Actions", "O&verview"),
        "view.overview",
        GRAPH,
        ("O",),
        tip=QT_TRANSLATE_NOOP("Actions", "Collapse modules and loops until the whole graph can be seen"),
        group=2,
    ),
    Action(
        "view.expand_all",
        QT_TRANSLATE_NOOP("Actions", "Expand everythin&g"),
        "view.expand_all",
        GRAPH,
        ("Shift+O",),
        tip=QT_TRANSLATE_NOOP("Actions", "Show every node of the graph"),
        group=2,
    ),
    Action(
        "graph.paths",
        QT_TRANSLATE_NOOP("Actions", "Light up &paths"),
        "graph.paths",
        GRAPH,
        ("P",),
        tip=QT_TRANSLATE_NOOP("Actions", "Light up every path from the selected node to the loss and to the leaves"),
        checkable=True,
        group=3,
    ),
    Action(
        "graph.part",
        QT_TRANSLATE_NOOP("Actions", "Only what its gradient passe&s"),
        "graph.part",
        GRAPH,
        ("Shift+P",),
        tip=QT_TRANSLATE_NOOP(
            "Actions", "Show only what the gradient of the selected leaf passes; Esc: the whole graph"
        ),
        group=3,
    ),
)
