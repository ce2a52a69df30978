"""The rows with the arguments of an optimizer or of a schedule."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from gradviz.core.net.recipe import Kind, Parameter, Recipe, number
from gradviz.ui.netform import words
from gradviz.ui.netform.fields import Switch, Typed, Valued, Wrong
from gradviz.ui.theme import LIGHT, Theme


class OptionRows(QWidget):
    """A field for each parameter of a recipe; other recipes have other ones."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 0, 0, 0)
        self._grid.setVerticalSpacing(4)
        self._grid.setHorizontalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._recipe: Recipe | None = None
        self._theme = LIGHT
        self.fields: dict[str, Valued] = {}

    def show_recipe(self, recipe: Recipe | None, options: Mapping[str, float]) -> None:
        """Offer the parameters of ``recipe``, with the values of ``options``, else with the usual ones."""
        self._recipe = recipe
        self._fill()
        for name, field in self.fields.items():
            field.show(options.get(name, self._parameter(name).usual))

    def offer(self, recipe: Recipe | None) -> bool:
        """Offer the parameters of ``recipe``, if they are not those at hand; return whether they are others now."""
        if recipe is self._recipe:
            return False
        self.show_recipe(recipe, {})
        return True

    def _fill(self) -> None:
        for field in self.fields.values():
            for widget in (field.label, field.error, field.editor):
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self.fields = {}
        for parameter in self._recipe.parameters if self._recipe else ():
            field = self._field(parameter)
            field.place(self._grid)
            field.set_theme(self._theme)
            field.changed.connect(self.changed)
            self.fields[parameter.name] = field
        self.retranslate()

    def _field(self, parameter: Parameter) -> Valued:
        if parameter.kind is Kind.SWITCH:
            return Switch(parameter.name, self)
        return Typed(parameter.name, self, whole=parameter.kind is Kind.COUNT)

    def _parameter(self, name: str) -> Parameter:
        found = None if self._recipe is None else self._recipe.parameter(name)
        if found is None:
            raise LookupError(name)
        return found

    def read(self, errors: dict[str, str]) -> tuple[tuple[str, float], ...]:
        """Return the values that are not the usual ones; what is no value gets a sentence in ``errors``."""
        found: list[tuple[str, float]] = []
        for name, field in self.fields.items():
            try:
                value = float(field.value())
            except Wrong as wrong:
                errors[name] = str(wrong)
                continue
            if value != self._parameter(name).usual:
                found.append((name, value))
        return tuple(found)

    def set_label_width(self, width: int) -> None:
        """Let the fields begin where those above do, which have labels of ``width``."""
        self._grid.setColumnMinimumWidth(0, width - self._grid.contentsMargins().left())

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._theme = theme
        for field in self.fields.values():
            field.set_theme(theme)

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        for name, field in self.fields.items():
            parameter = self._parameter(name)
            usual = "" if parameter.kind is Kind.SWITCH else f" ({number(parameter.usual, parameter.kind)})"
            field.say(name, words.said(parameter.tip) + usual)
