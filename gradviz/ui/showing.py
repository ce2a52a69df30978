"""What is on show of a run: one iteration, the frame at the player's position, and what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gradviz.core.trace import Iteration
from gradviz.ui.live import Live
from gradviz.ui.player import Player

if TYPE_CHECKING:
    # These need networkx, which takes longer to load than the whole window.
    from gradviz.core.frame import Frame
    from gradviz.core.graph import EdgeKey
    from gradviz.core.timeline import Timeline
    from gradviz.ui.picture import Picture
    from gradviz.ui.stage import Stage


class Showing(QObject):
    """Joins the picture of an iteration and the player. Its signals tell what has changed; views ask for the rest."""

    graph_changed = Signal()
    frame_changed = Signal(object)
    selection_changed = Signal(object)
    failed = Signal(str)
    extended = Signal()
    """The iteration on show has more events, and otherwise the same picture."""
    drawing_delayed = Signal(bool)

    def __init__(self, live: Live, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.player = Player(self)
        self.live = live
        live.setParent(self)
        self._has_chips = True
        self._frame: Frame | None = None
        self._settled: tuple[Timeline, Frame] | None = None
        self._selection: str | None = None
        self._edge: EdgeKey | None = None
        self._stage: Stage | None = None
        self._was_moved = False
        self._is_placing = False
        live.halted.connect(self._on_halted)
        live.advanced.connect(self._on_advanced)
        live.left.connect(self._update_frame)
        self.player.position_changed.connect(self._on_position)

    # What there is

    @property
    def picture(self) -> Picture | None:
        """The iteration on show; ``None`` when there is nothing to show."""
        return self._stage.picture if self._stage else None

    @property
    def frame(self) -> Frame | None:
        """The picture at the player's position."""
        return self._frame

    @property
    def current(self) -> int | None:
        """The iteration on show, or about to be."""
        return self._stage.wanted if self._stage else None

    @property
    def selection(self) -> str | None:
        """The selected node."""
        return self._selection

    @property
    def selected_edge(self) -> EdgeKey | None:
        """The selected edge."""
        return self._edge

    @property
    def inspected(self) -> str | None:
        """The selected node, or else the one that the current event is about."""
        if self._selection is not None or self._frame is None:
            return self._selection
        if (key := self.waiting_key) is not None:
            return key
        return self._frame.current[0] if self._frame.current else None

    @property
    def is_at_edge(self) -> bool:
        """Whether the iteration that the engine is in is on show, and all of it that has happened."""
        shown = self.picture.iteration.index if self.picture else None
        return self.live.index is not None and shown == self.live.index and self.player.position == self.player.end

    @property
    def waiting_key(self) -> str | None:
        """The node before which the engine waits, if that moment is on show."""
        node = self.live.node
        if node is None or not self.is_at_edge:
            return None
        from gradviz.core.graph import grad_key

        return grad_key(node.id)

    # What is asked for

    def fold(self, collapsed: frozenset[str]) -> None:
        """Show the same iteration with these scopes as one box each."""
        if self._stage is not None and self._stage.picture is not None:
            self._stage.show(self._stage.picture.iteration, self.player.position, collapsed)

    def show_chips(self, shown: bool) -> None:
        """Draw further uses of a shared weight as chips, or as edges from its one box."""
        self._has_chips = shown
        if self._stage is not None and self._stage.has_chips != shown:
            self._stage.has_chips = shown
            self.draw_again()

    def show_behind(self, key: str | None) -> None:
        """Show only what the gradient of a node passes; ``None``: everything."""
        if self._stage is not None:
            self._stage.show_behind(key, self.player.position)

    def cancel_drawing(self) -> None:
        """Keep the picture on show instead of the one that is being drawn."""
        if self._stage is not None:
            self._stage.cancel()

    def draw_again(self) -> None:
        """Make the picture again, at the same position."""
        if self._stage is not None and self._stage.picture is not None:
            self._stage.show(self._stage.picture.iteration, self.player.position)

    def end_drawing(self) -> None:
        """Stop playing, and end every thread."""
        self.player.pause()
        if self._stage is not None:
            self._stage.close()

    def select(self, key: str | None) -> None:
        """Select a node, or nothing."""
        if key is not None and (self.picture is None or key not in self.picture.graph):
            return
        if (key, None) != (self._selection, self._edge):
            self._selection, self._edge = key, None
            self.selection_changed.emit(key)

    def select_edge(self, edge: EdgeKey) -> None:
        """Select an edge, and with it the node that its gradient flows to."""
        if self.picture is not None and self.picture.graph.has_edge(*edge):
            self._selection, self._edge = edge[0], edge
            self.selection_changed.emit(edge[0])

    # What happens

    def _on_halted(self, iteration: Iteration) -> None:
        self._show(iteration, self._end_of(iteration))

    def _on_advanced(self, iteration: Iteration | None) -> None:
        """Show the events that have come; whoever looks at the newest one follows them."""
        if iteration is None or self._stage is None or self.picture is None:
            return
        follows = self.player.position == self.player.end
        position = self.player.position
        if not self._stage.extend(iteration):
            return
        if follows and self._settled is not None:
            # The past is the same: the frame at its end still holds.
            self._settled = self.picture.timeline, self._settled[1]
        self.extended.emit()
        self._is_placing = True
        self.player.set_timeline(self.picture.timeline, len(self.picture.timeline) if follows else position)
        self._is_placing = False
        self._update_frame()

    def _end_of(self, iteration: Iteration) -> int:
        return len(iteration.forward) + len(iteration.backward)

    def _on_position(self, _position: int) -> None:
        if not self._is_placing:
            self._was_moved = True
            self._update_frame()

    def _show(self, iteration: Iteration, position: int | None) -> None:
        if self._stage is None:
            from gradviz.ui.stage import Stage

            self._stage = Stage(self)
            self._stage.has_chips = self._has_chips
            self._stage.picture_ready.connect(self._on_picture)
            self._stage.failed.connect(self.failed)
            self._stage.delayed.connect(lambda: self.drawing_delayed.emit(True))
            self._stage.settled.connect(lambda: self.drawing_delayed.emit(False))
        self._stage.show(iteration, position)

    def _on_picture(self, old: Picture | None, new: Picture, position: int | None) -> None:
        same_form = old is not None and old.form == new.form
        if position is None:
            # A first look: the loss is there, and stepping on leads to the backward pass. Whoever has moved stays.
            stays = self._was_moved and same_form
            position = self.player.position if stays else new.timeline.root_position
        self._selection = old.key_in(new, self._selection) if old else None
        self._edge = None
        self._is_placing = True
        self.player.set_timeline(new.timeline, position)
        self._is_placing = False
        self._compute_frame()
        self.graph_changed.emit()
        self._emit_frame()
        self.selection_changed.emit(self._selection)

    def _clear(self) -> None:
        if self._stage is not None:
            self._stage.clear()
        self._selection = self._edge = self._frame = None
        self._is_placing = True
        self.player.set_timeline(None)
        self._is_placing = False
        self.graph_changed.emit()
        self._emit_frame()
        self.selection_changed.emit(None)

    def _compute_frame(self) -> None:
        from gradviz.core.frame import frame

        picture = self.picture
        if picture is None:
            self._frame = self._settled = None
            return
        # Most of the picture is the one before: what has changed is computed anew.
        known = self._settled is not None and self._settled[0] is picture.timeline
        before = self._settled[1] if self._settled is not None and known else picture.start
        self._frame = frame(picture.timeline, self.player.position, before)
        self._settled = picture.timeline, self._frame
        if (key := self.waiting_key) is not None:
            from gradviz.core.waiting import waiting

            self._frame = waiting(self._frame, key, self.live.arriving)

    def _update_frame(self) -> None:
        self._compute_frame()
        self._emit_frame()

    def _emit_frame(self) -> None:
        self.frame_changed.emit(self._frame)
