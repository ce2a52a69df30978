"""Joins curves and heat maps with the runs that they are compared with, the settings and the commands."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from gradviz.core.depth import depth_order
from gradviz.ui.compared import Compared
from gradviz.ui.panels.heatmaps import HeatmapOptions
from gradviz.ui.plotviews import PlotOptions, View
from gradviz.ui.settings import Settings
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.valueviews import ValueViews
from gradviz.ui.workspace import Workspace


class CurveFace(QObject):
    """Belongs to the panels of one window."""

    def __init__(self, views: ValueViews, workspace: Workspace, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        panel = self._panel = views.plots
        self._workspace = workspace
        self._settings = settings
        self._theme = LIGHT
        self.compared = Compared(workspace, self)
        self.compared.changed.connect(lambda: panel.show_compared(self.compared.curves))
        panel.options_changed.connect(self._remember)
        workspace.graph_changed.connect(self._show_order)
        panel.set_options(_options(settings))
        views.heatmaps.set_options(_heatmap_options(settings))
        views.heatmaps.options_changed.connect(self._remember_heatmaps)
        self._show_order()

    def set_theme(self, theme: Theme) -> None:
        """Save pictures in the colours of ``theme``."""
        self._theme = theme

    @property
    def is_empty(self) -> bool:
        """Whether no curve is drawn."""
        return bool(self._panel.empty_text())

    def next_view(self) -> None:
        """Show the next thing beside the loss."""
        box = self._panel.norms.view
        box.setCurrentIndex((box.currentIndex() + 1) % box.count())

    def smoother(self) -> None:
        """Average over more iterations."""
        box = self._panel.smoothing
        box.setCurrentIndex((box.currentIndex() + 1) % box.count())

    def save_picture(self, path: Path) -> None:
        """Write the curves as a picture.

        Raises:
            OSError: the file cannot be written.
        """
        from gradviz.ui import plotpicture

        plotpicture.save(self._panel, self._theme, path)

    def _show_order(self) -> None:
        picture = self._workspace.picture
        if picture is not None:
            self._panel.set_depth_order(depth_order(picture.iteration))

    def _remember(self, options: PlotOptions) -> None:
        words = f"{options.view} {int(options.loss_log)} {int(options.view_log)} {options.smoothing}"
        self._settings.choose("curves", words)

    def _remember_heatmaps(self, options: HeatmapOptions) -> None:
        self._settings.choose("heatmaps", f"{int(options.log)} {int(options.shared)}")


def _options(settings: Settings) -> PlotOptions:
    """Return what was chosen last; what an older version or a person has written there may be anything."""
    try:
        view, loss_log, view_log, smoothing = settings.chosen("curves").split()
        return PlotOptions(View(view), loss_log == "1", view_log == "1", int(smoothing))
    except ValueError:
        return PlotOptions()


def _heatmap_options(settings: Settings) -> HeatmapOptions:
    return HeatmapOptions(*(word == "1" for word in settings.chosen("heatmaps").split()[:2]))
