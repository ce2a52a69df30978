"""The fields of the net form, on one page: what is filled in, what is wrong with it, what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gradviz.core.net.check import faults
from gradviz.core.net.datafile import Preview
from gradviz.core.net.form import DTYPES, SHAPES, Loss, NetForm, Source, Spelling, Start, fitted
from gradviz.core.net.optimizers import OPTIMIZERS, optimizer
from gradviz.core.net.recipe import number
from gradviz.core.net.schedules import SCHEDULES, schedule
from gradviz.ui.netform import words
from gradviz.ui.netform.fields import Choice, Field, Wrong
from gradviz.ui.netform.layout import CHOICES, SIZES, FieldPage
from gradviz.ui.netform.texts import label_of, tip_of
from gradviz.ui.theme import Theme
from gradviz.ui.widgets.tint import tint


class NetPage(FieldPage):
    """Fields of a `NetForm`, each with a sentence where it is wrong."""

    form_changed = Signal()
    """Something was typed or chosen; `form` may be ``None`` now."""
    file_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file_error = ""
        self._form: NetForm | None = NetForm()
        self._devices: Sequence[str] = ()
        self.first_error = ""
        """The first sentence about what is wrong; empty, if nothing is."""
        self._hear()

    def _hear(self) -> None:
        for field in (*self.fields.values(), self.spelling, self.optimizer, self.schedule):
            field.changed.connect(self._on_edited)
        for rows in (self.options, self.schedule_options):
            rows.changed.connect(self._on_edited)
        self.file.changed.connect(self._on_edited)
        self.file.file_requested.connect(self.file_requested)

    # What is shown

    @property
    def form(self) -> NetForm | None:
        """What is filled in; ``None`` while something is wrong."""
        return self._form

    @property
    def chosen(self) -> Spelling:
        """The spelling that is chosen."""
        return Spelling(self.spelling.value())

    def show_form(self, form: NetForm, spelling: Spelling) -> None:
        """Fill in ``form``; `form_changed` is not emitted."""
        self.spelling.show(spelling)
        for name, field in self.fields.items():
            field.show(getattr(form, name))
        self.optimizer.show(form.optimizer)
        self.schedule.show(form.schedule)
        self.options.show_recipe(optimizer(form.optimizer), dict(form.options))
        self.schedule_options.show_recipe(schedule(form.schedule), dict(form.schedule_options))
        self.file.show_table(form.table)
        self.order()
        self._settle()

    def show_preview(self, preview: Preview) -> None:
        """Show a file that was read, and take it as the data."""
        self.file.show_table(preview.table)
        self.file.show_rows(preview.rows)
        self._file_error = ""
        self._on_edited()

    def show_file_error(self, sentence: str) -> None:
        """Say why a file cannot be read."""
        self._file_error = sentence
        self._on_edited()

    def show_devices(self, devices: Sequence[str]) -> None:
        """Offer these devices."""
        self._devices = devices
        chosen = self.tr("as chosen in the toolbar")
        self._choice("device").offer([(chosen, "", ""), *((name, name, "") for name in devices)])

    # What is filled in

    def _on_edited(self) -> None:
        others = self.options.offer(optimizer(self.optimizer.value()))
        others = self.schedule_options.offer(schedule(self.schedule.value())) or others
        if others:
            self.order()
        self._settle()
        self.form_changed.emit()

    def _settle(self) -> None:
        """Read the fields, show what is wrong with them, and what follows from them."""
        errors: dict[str, str] = {}
        read = self._read(errors)
        if read is not None:
            errors |= {fault.field: words.fault(fault) for fault in faults(read)}
            self._fit(fitted(read))
            if read.source is Source.FILE and self._file_error:
                errors["table"] = self._file_error
        self._form = None if errors or read is None else fitted(read)
        every: dict[str, Field] = {**self.fields, **self.options.fields, **self.schedule_options.fields}
        every |= {field.name: field for field in (self.optimizer, self.schedule, *self.file.fields)}
        for name, field in every.items():
            field.set_error(errors.get(name, ""))
        wrong = [(every[name].label.text().rstrip(":："), errors[name]) for name in errors if name in every]
        self.first_error = " – ".join(wrong[0]) if wrong else ""
        self._show_rows()
        self.sketch.show_form(None if read is None else fitted(read))

    def _read(self, errors: dict[str, str]) -> NetForm | None:
        found: dict[str, Any] = {}
        for name, field in self.fields.items():
            try:
                found[name] = field.value()
            except Wrong as wrong:
                errors[name] = str(wrong)
        options, schedule_options = self.options.read(errors), self.schedule_options.read(errors)
        if errors:
            return None
        found |= {name: kind(found[name]) for name, kind in CHOICES.items()}
        is_optim = self.chosen is Spelling.OPTIM
        return NetForm(
            **found,
            table=self.file.table,
            optimizer=self.optimizer.value(),
            schedule=self.schedule.value() if is_optim else "none",
            options=options if is_optim else (),
            schedule_options=schedule_options if is_optim else (),
        )

    def _fit(self, form: NetForm) -> None:
        """Show the sizes that the data prescribe."""
        fixed = _fixed(form)
        for name in SIZES:
            field = self.fields[name]
            field.editor.setEnabled(name not in fixed)
            if name in fixed or name == "d_out":
                field.show(getattr(form, name))

    def _show_rows(self) -> None:
        is_optim = self.chosen is Spelling.OPTIM
        self.optimizer.set_visible(visible=is_optim)
        self.schedule.set_visible(visible=is_optim)
        self.about.setVisible(is_optim)
        self.about.setText(self._about())
        self.options.setVisible(is_optim and bool(self.options.fields))
        self.schedule_options.setVisible(is_optim and bool(self.schedule_options.fields))
        self.file.setVisible(self.fields["source"].value() == Source.FILE)
        self.fields["scale"].set_visible(visible=self.fields["start"].value() != Start.ZEROS)

    def _about(self) -> str:
        """Return what the chosen optimizer does, and which learning rate it usually has."""
        recipe = optimizer(self.optimizer.value())
        if recipe is None:
            return ""
        sentence = self.tr("{what} A usual learning rate is {rate}.")
        return sentence.format(what=words.said(recipe.tip), rate=number(recipe.rate))

    def _choice(self, name: str) -> Choice:
        field = self.fields[name]
        if not isinstance(field, Choice):
            raise TypeError(name)
        return field

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self.sketch.set_theme(theme)
        self.file.set_theme(theme)
        for rows in (self.options, self.schedule_options):
            rows.set_theme(theme)
        for field in (*self.fields.values(), self.optimizer, self.schedule):
            field.set_theme(theme)
        tint(self.about, theme.color("muted"))

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        for name, kind in CHOICES.items():
            self._choice(name).offer([(words.title(one), one.value, "") for one in kind])
        self.spelling.offer([(words.title(one), one.value, "") for one in Spelling])
        self._choice("dtype").offer([(name, name, "") for name in DTYPES])
        for choice, recipes in ((self.optimizer, OPTIMIZERS), (self.schedule, SCHEDULES)):
            choice.offer([(words.said(one.title), one.key, words.said(one.tip)) for one in recipes])
        self.show_devices(self._devices)
        for field in (*self.fields.values(), self.spelling, self.optimizer, self.schedule):
            field.say(label_of(field.name), tip_of(field.name))
        titles = (self.tr("Net"), self.tr("Data"), self.tr("Training"))
        for heading, title in zip(self.headings, titles, strict=True):
            heading.setText(f"<b>{title}</b>")
        self.file.retranslate()
        self.align()
        self.options.retranslate()
        self.schedule_options.retranslate()
        self._settle()


def _fixed(form: NetForm) -> set[str]:
    """Return the sizes that are not the person's choice."""
    if form.source is Source.FILE:
        return {"n", "d_in", "d_out"} if form.table is not None else set()
    if form.source not in SHAPES:
        return set()
    # Two classes can be told apart by one output, or by one for each.
    is_free = SHAPES[form.source][1] == 2 and form.loss is not Loss.CROSS_ENTROPY
    return {"d_in"} if is_free else {"d_in", "d_out"}
