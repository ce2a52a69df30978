"""What is in the main window: docks, menus and toolbar from the table of actions, and later the panels."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QStackedWidget

from gradviz.core.trace import ProgramError
from gradviz.ui import docks
from gradviz.ui.actions.build import build, retranslate
from gradviz.ui.actions.table import ACTIONS
from gradviz.ui.argumentscommands import ArgumentsCommands
from gradviz.ui.banner import Banner
from gradviz.ui.commands import Commands, RunCommands, StepCommands
from gradviz.ui.curvecommands import CurveCommands
from gradviz.ui.docks import Docks
from gradviz.ui.dress import Dress
from gradviz.ui.enginestate import EngineState
from gradviz.ui.exportcommands import ExportCommands
from gradviz.ui.files import FileCommands
from gradviz.ui.graphcommands import GraphCommands
from gradviz.ui.labcommands import LabCommands
from gradviz.ui.livecommands import LiveCommands
from gradviz.ui.lockstepcommands import LockstepCommands
from gradviz.ui.menus import Menus, example_title
from gradviz.ui.netcommands import NetCommands
from gradviz.ui.search import Search
from gradviz.ui.settings import Settings
from gradviz.ui.startpage import Outcome, StartPage
from gradviz.ui.theme import DARK, LIGHT, Theme
from gradviz.ui.toolbar import SearchLine, Toolbar
from gradviz.ui.trainingcommands import TrainingCommands
from gradviz.ui.viewcommands import ViewCommands
from gradviz.ui.whycommands import WhyCommands
from gradviz.ui.window import MainWindow, is_dark_wanted
from gradviz.ui.workspace import Workspace

if TYPE_CHECKING:
    from gradviz.ui.curve_face import CurveFace
    from gradviz.ui.lab import Lab
    from gradviz.ui.live_face import LiveFace
    from gradviz.ui.seek_bar import SeekBar
    from gradviz.ui.training_face import TrainingFace
    from gradviz.ui.valueviews import ValueViews
    from gradviz.ui.views import Views
    from gradviz.ui.whyface import WhyFace

_STATE_VERSION = 1
_LEAST_MIDDLE = (340, 160)


class Face(QObject):
    """One screen on one workspace, in ``window``."""

    language_requested = Signal(str)

    lab: Lab | None = None
    live: LiveFace | None = None
    training: TrainingFace | None = None
    why: WhyFace | None = None
    curves: CurveFace | None = None
    seek_bar: SeekBar | None = None
    """Made late."""
    _are_docks_placed = False

    def __init__(self, window: MainWindow, workspace: Workspace, settings: Settings) -> None:
        super().__init__(window)
        # Without this a style sheet keeps the fonts of the panels from reaching what is in them.
        QApplication.setAttribute(Qt.ApplicationAttribute.AA_UseStyleSheetPropagationInWidgetStyles)
        self.window = window
        self.workspace = workspace
        self.settings = settings
        self.views: Views | None = None
        self.values: ValueViews | None = None
        self._dress = Dress(window, settings, DARK if is_dark_wanted(settings) else LIGHT)
        self._make_commands()
        self.bar = Toolbar(self.actions_by_id, self._search_line, window)
        window.addToolBar(self.bar)
        self.start_page = StartPage(self.actions_by_id["run.start"])
        self.middle = QStackedWidget()
        # When the window gets smaller the panels make room too.
        self.middle.setMinimumSize(*_LEAST_MIDDLE)
        self.middle.addWidget(self.start_page)
        window.setCentralWidget(self.middle)
        self.docks = Docks(window)
        self.banner = Banner()
        self.docks[docks.PROGRAM].put(self.banner, 0)
        self.menus = Menus(window, self.actions_by_id, self.docks)
        self.menus.on_open(self.files.open_path, self.files.open_example)
        self.view_commands.found = Search(self.bar.search, workspace, window)
        self._status = QLabel()
        window.statusBar().addPermanentWidget(self._status)
        workspace.repetition.progressed.connect(self._show_recomputing)
        self._check_actions()
        self._hear()
        self._dress.add(self.exports, self.bar, self.docks, self.banner, self.net, self.lockstep)
        self._restore()
        self._refresh()

    def _make_commands(self) -> None:
        workspace, settings, window = self.workspace, self.settings, self.window
        self.files = FileCommands(workspace, settings, window)
        self.exports = ExportCommands(workspace, settings, window)
        self.steps = StepCommands(workspace, settings, self)
        self.live_commands = LiveCommands(workspace, self)
        self.training_commands = TrainingCommands(workspace, settings, self)
        self.net = NetCommands(workspace, settings, window)
        self.files.net_of = self.net.kept
        self.files.net_found.connect(self.net.take)
        self.arguments = ArgumentsCommands(workspace, self)
        self.graph_commands = GraphCommands()
        self.why_commands = WhyCommands(self)
        self.curve_commands = CurveCommands(workspace, window)
        self.lockstep = LockstepCommands(workspace, window)
        self._search_line = SearchLine()
        self.view_commands = ViewCommands(self, window, self._search_line)
        self.actions_by_id: dict[str, QAction] = build(window, self._commands().handler)

    def _commands(self) -> Commands:
        return Commands(
            run=RunCommands(self.workspace, self.settings),
            step=self.steps,
            file=self.files,
            export=self.exports,
            view=self.view_commands,
            graph=self.graph_commands,
            live=self.live_commands,
            training=self.training_commands,
            net=self.net,
            arguments=self.arguments,
            why=self.why_commands,
            curves=self.curve_commands,
            lockstep=self.lockstep,
            lab=LabCommands(self),
        )

    # Made late

    def fill(self) -> None:
        """Make the panels of the program and its graph. Called when the window is on the screen: they take longer."""
        from gradviz.ui.views import Views

        views = self.views = Views(self.workspace, self.window)
        self.middle.addWidget(views.graph_page)
        self.view_commands.graph = views.graph
        self.exports.join(views)
        self.view_commands.folds = views.folds
        self.graph_commands.join(views, self.actions_by_id)
        for told in (views.paths.told, views.colouring.told):
            told.connect(self.hint)
        pages = self.net.make_pages(views.editor)
        self.arguments.join(pages)
        self.docks[docks.PROGRAM].put(pages, place=0)
        self.docks[docks.TIMELINE].put(views.timeline)
        self.docks[docks.CONSOLE].put(views.console)
        self._dress.add(views)
        views.graph.set_animated(self.settings.is_animated)
        views.files_dropped.connect(self.view_commands.open_dropped)
        views.phase_changed.connect(self.bar.set_phase)
        self._fill_live(views)
        self._show_middle()

    def _fill_live(self, views: Views) -> None:
        from gradviz.ui.live_face import LiveFace

        live = self.live = LiveFace(self.workspace, self.live_commands, self.actions_by_id, self.banner, self)
        live.join(views)
        live.left.connect(self.focus_graph)
        self._dress.add(live)
        self.docks[docks.TIMELINE].put(live.bar, 0, place=0)
        self.docks[docks.BREAKPOINTS].put_wide(live.panel)
        self._fill_training(views)

    def _fill_training(self, views: Views) -> None:
        from gradviz.ui.training_face import TrainingFace

        training = self.training = TrainingFace(self.training_commands, self.actions_by_id, views, self)
        training.bar.closed.connect(self.focus_graph)
        training.said.connect(self.hint)
        self._dress.add(training)
        self.docks[docks.TIMELINE].put(training.bar, 0, place=0)

    def fill_values(self) -> None:
        """Make the panels that show values."""
        from gradviz.ui.curve_face import CurveFace
        from gradviz.ui.lab import Lab
        from gradviz.ui.valueviews import ValueViews

        self.lab = Lab(self.workspace, self.docks, self.window)
        self._dress.add(self.lab)
        values = self.values = ValueViews(self.workspace, self.window)
        self.docks[docks.INSPECTOR].put(values.inspector)
        self.lab.join(values.inspector.whatif)
        self.docks[docks.CURVES].put_wide(values.plots)
        self.docks[docks.HEATMAPS].put(values.heatmaps)
        self.docks[docks.CURVES].visibilityChanged.connect(lambda _visible: values.show_history())
        self.docks[docks.HEATMAPS].visibilityChanged.connect(lambda _visible: values.show_parameters())
        values.inspector.line_requested.connect(self._go_to_line)
        values.inspector.file_requested.connect(self.view_commands.read)
        values.told.connect(self.hint)
        self.curves = self.curve_commands.face = CurveFace(values, self.workspace, self.settings, self)
        self.curves.compared.said.connect(self.curve_commands.said)
        self.curves.compared.failed.connect(self.curve_commands.failed)
        self._dress.add(self.curves, values)
        values.show_history()
        values.show_parameters()
        self.lockstep.allow()
        self._fill_why()

    def _fill_why(self) -> None:
        from gradviz.ui.whyface import WhyFace

        why = self.why = WhyFace(self.workspace, self)
        self.docks[docks.WHY].put(why.panel)
        why.line_requested.connect(self._show_line)
        why.troubled.connect(lambda troubled: self.docks.point_to(docks.WHY, wanted=troubled))
        self._dress.add(why)
        self.window.closing.connect(why.findings.close)

    # What is shown

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self._dress.theme

    def set_theme(self, theme: Theme) -> None:
        """Use other colours everywhere."""
        self.actions_by_id["view.dark"].setChecked(theme.is_dark)
        self._dress.set_theme(theme)

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the system does."""
        self._dress.set_text_scale(scale)

    def say(self, text: str, *, kind: str = "info", button: str = "", then: Callable[[], None] | None = None) -> None:
        """Tell the user something that is not about a line of the program."""
        self.banner.say(text, kind=kind, button=button, then=then)
        if not self.banner.isVisible():
            self.hint(text)

    def hint(self, text: str) -> None:
        """Show a word in the status bar for a while."""
        self.window.statusBar().showMessage(text, 15_000)

    def reset_layout(self) -> None:
        """Put the panels in their usual places."""
        self.docks.arrange()
        self.docks.size_to(self.window.width(), self.window.height())

    # What happens

    def _hear(self) -> None:
        workspace, bar = self.workspace, self.bar
        self.window.closing.connect(self._remember)
        self.window.closing.connect(self.exports.close)
        self.window.closing.connect(self.files.close)
        self.window.language_changed.connect(self.retranslate)
        self.lockstep.join(self.docks)
        self.lockstep.form_of = lambda: self.net.form
        workspace.status_changed.connect(self._status.setText)
        workspace.noticed.connect(self.say)
        workspace.failed.connect(lambda text: self.say(text, kind="error"))
        workspace.drawing_delayed.connect(self._on_drawing_delayed)
        workspace.iteration_missing.connect(self._on_iteration_missing)
        workspace.run_started.connect(self._on_run_started)
        workspace.printed.connect(lambda _text, _skipped: self.docks.point_to(docks.CONSOLE))
        workspace.error_changed.connect(self._on_error)
        workspace.run_state_changed.connect(lambda _state: self._refresh())
        workspace.graph_changed.connect(self._refresh)
        workspace.devices_changed.connect(lambda: bar.set_devices(workspace.devices, workspace.device))
        workspace.iterations_changed.connect(self._show_iterations)
        workspace.player.playing_changed.connect(bar.set_playing)
        document = workspace.document
        document.renamed.connect(self._on_renamed)
        document.modified_changed.connect(lambda _modified: self._show_title())
        document.set_aside.connect(self._on_set_aside)
        for commands in (self.files, self.exports, self.curve_commands, self.arguments):
            commands.failed.connect(lambda text: self.say(text, kind="error"))
            commands.said.connect(self.say)
        self.files.recent_changed.connect(lambda: self.menus.set_recent(self.settings.recent))
        bar.speed_requested.connect(self.steps.set_speed)
        workspace.player.speed_changed.connect(bar.set_speed)
        bar.device_requested.connect(workspace.set_device)
        bar.iteration_requested.connect(workspace.open_iteration)
        bar.language_requested.connect(self.language_requested)
        bar.search.left.connect(self.focus_graph)
        self.net.shown.connect(self.docks[docks.PROGRAM].show)
        self.arguments.shown.connect(self.docks[docks.PROGRAM].show)
        self.net.said.connect(self.say)
        self.lockstep.said.connect(self.say)
        self.live_commands.said.connect(self.hint)
        self.live_commands.breakpoints_requested.connect(self._show_breakpoints)
        self.why_commands.requested.connect(self._show_why)

    def focus_graph(self) -> None:
        """Give the keys to the graph."""
        if self.views is not None:
            self.views.graph.setFocus()

    def _on_drawing_delayed(self, is_delayed: bool) -> None:
        words = self.tr("The graph is large: drawing it takes a while.")
        if is_delayed:
            self.say(words, button=self.tr("Cancel"), then=self.workspace.cancel_drawing)
        elif self.banner.text == words:
            self.banner.clear()

    def _on_run_started(self) -> None:
        self.docks.point_to(docks.CONSOLE, wanted=False)
        if not self.banner.offers_something:
            self.banner.clear()

    def _on_error(self, error: ProgramError | None) -> None:
        if error is None:
            self.banner.clear_error()
        else:
            self.banner.show_error(error, self._go_to_line)
            if not self.banner.isVisible():
                self.hint(self.banner.text)

    def _show_breakpoints(self) -> None:
        self.docks[docks.BREAKPOINTS].show()
        self.docks[docks.BREAKPOINTS].raise_()
        if self.live is not None:
            self.live.panel.setFocus()

    def _show_why(self) -> None:
        self.docks[docks.WHY].show()
        self.docks[docks.WHY].raise_()
        self.docks[docks.WHY].point_to(wanted=False)
        if self.why is not None:
            self.why.panel.take_focus()

    def _go_to_line(self, line: int) -> None:
        self._show_line(line)
        if self.views is not None:
            self.views.editor.setFocus()

    def _show_line(self, line: int) -> None:
        self.docks[docks.PROGRAM].show()
        self.net.show_text()
        if self.views is not None:
            self.views.editor.go_to(line)

    def _on_set_aside(self, name: str) -> None:
        self.say(
            self.tr("{name} was not saved; its text is kept.").format(name=name),
            button=self.tr("Bring it back"),
            then=self.workspace.document.bring_back,
        )

    def _on_iteration_missing(self, index: int, sentence: str) -> None:
        self.say(
            sentence,
            button=self.tr("Recompute iteration {index}").format(index=index),
            then=lambda: self._recompute(index),
        )

    def _recompute(self, index: int) -> None:
        self.banner.clear()
        self.workspace.repetition.start(index)

    def _show_recomputing(self) -> None:
        """Tell how far it is, from its first time on."""
        if self.seek_bar is None and self.workspace.repetition.progress is not None:
            from gradviz.ui.seek_bar import SeekBar

            cancel, status_bar = self.actions_by_id["run.cancel_recompute"], self.window.statusBar()
            self.seek_bar = SeekBar(self.workspace.repetition, cancel, status_bar)
            status_bar.insertPermanentWidget(0, self.seek_bar)
            self.seek_bar.refresh()

    def _on_renamed(self) -> None:
        self.banner.clear()
        self._refresh()

    def _refresh(self) -> None:
        workspace = self.workspace
        busy, state = workspace.engine.is_busy, workspace.engine.state
        has_events = workspace.player.end > 0
        for name in (action.id for action in ACTIONS if action.id.startswith("step.")):
            self.actions_by_id[name].setEnabled(has_events)
        self.actions_by_id["step.slower"].setEnabled(True)
        self.actions_by_id["step.faster"].setEnabled(True)
        self.actions_by_id["run.stop"].setEnabled(busy)
        self.actions_by_id["run.recompute"].setEnabled(workspace.repetition.can_start)
        self.actions_by_id["run.cancel_recompute"].setEnabled(workspace.repetition.progress is not None)
        pause = self.actions_by_id["run.pause"]
        pause.setEnabled(state in (EngineState.RUNNING, EngineState.PAUSING, EngineState.PAUSED))
        pause.setChecked(state in (EngineState.PAUSING, EngineState.PAUSED))
        self._show_title()
        self._show_middle()
        self._status.setText(workspace.status)

    def _show_title(self) -> None:
        document = self.workspace.document
        self.window.setWindowTitle(f"{document.name}[*] – gradviz")
        self.window.setWindowModified(document.is_modified)

    def _show_middle(self) -> None:
        workspace, views = self.workspace, self.views
        if views is not None and workspace.picture is not None:
            is_new = self.middle.currentWidget() is self.start_page
            focused = self.window.focusWidget()
            self.middle.setCurrentWidget(views.graph_page)
            if is_new and isinstance(focused, QAbstractButton | None):
                # Space is to play now, not to press the button that began the run.
                self.focus_graph()
            return
        if workspace.finished is not None and workspace.record is not None and workspace.record.printed:
            self.docks[docks.CONSOLE].raise_()
        self.start_page.show_state(
            example_title(workspace.document.title),
            workspace.engine.state,
            is_busy=workspace.engine.is_busy,
            outcome=Outcome.of(workspace.finished),
        )
        self.middle.setCurrentWidget(self.start_page)

    def _show_iterations(self) -> None:
        workspace = self.workspace
        self.bar.set_iterations(workspace.recorded, workspace.total, workspace.current)

    def _check_actions(self) -> None:
        self.actions_by_id["view.dark"].setChecked(self.theme.is_dark)
        self.actions_by_id["view.motion"].setChecked(self.settings.is_animated)
        self.actions_by_id["run.seed"].setChecked(self.settings.has_fixed_seed)
        self.actions_by_id["view.chips"].setChecked(self.settings.has_chips)
        self.workspace.show_chips(self.settings.has_chips)
        for action in self.actions_by_id.values():
            self.window.addAction(action)

    def _restore(self) -> None:
        self.menus.build(self.settings.recent)
        self.bar.set_speed(self.workspace.player.speed)
        self.bar.set_devices(self.workspace.devices, self.workspace.device)
        self._show_iterations()
        # Docks that were never laid out take all the room that a remembered state gives them, and more.
        QTimer.singleShot(0, self, self._place_docks)

    def _place_docks(self) -> None:
        if not self.window.restoreState(self.settings.state, _STATE_VERSION):
            self.docks.size_to(self.window.width(), self.window.height())
        self._are_docks_placed = True

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        retranslate(self.actions_by_id)
        self.menus.build(self.settings.recent)
        self.bar.retranslate()
        self.docks.retranslate()
        self.banner.retranslate()
        self.window.statusBar().clearMessage()
        self.workspace.redraw()
        self._refresh()

    def _remember(self) -> None:
        self.settings.geometry = self.window.saveGeometry()
        if self._are_docks_placed:
            self.settings.state = self.window.saveState(_STATE_VERSION)
