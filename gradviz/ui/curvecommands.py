"""The commands of the Lab menu that are about curves: compare, export, choose what is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gradviz.core.errors import UserError
from gradviz.core.standalone import standalone
from gradviz.ui.slices import Slices
from gradviz.ui.wording import reason
from gradviz.ui.workspace import Workspace

if TYPE_CHECKING:
    from gradviz.ui.curve_face import CurveFace


class CurveCommands(QObject):
    """Does nothing as long as the curves are not made yet."""

    said = Signal(str)
    failed = Signal(str)

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._window = window
        self.face: CurveFace | None = None

    # What is shown

    def next_view(self) -> None:
        """Show something else beside the loss."""
        if self.face is not None:
            self.face.next_view()

    def smoother(self) -> None:
        """Average the loss over more iterations, or, after the most, over none."""
        if self.face is not None:
            self.face.smoother()

    # Other runs

    def compare(self) -> None:
        """Choose a TensorBoard file and draw its scalars."""
        kinds = self.tr("TensorBoard event files (*tfevents*);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Compare with"), self._folder(), kinds)
        if name:
            self.compare_with(Path(name))

    def compare_with(self, path: Path) -> None:
        """Draw the scalars of a TensorBoard file."""
        if self.face is not None:
            self.face.compared.add_file(path)

    def clear_compared(self) -> None:
        """Draw the run on show alone."""
        if self.face is not None:
            self.face.compared.clear()

    # Files

    def export_table(self) -> None:
        """Choose a name and save the run as a table."""
        if self._workspace.record is None or self._workspace.record.history.is_empty:
            self.failed.emit(self.tr("There are no curves yet: run a program that trains first."))
            return
        path = self._asked(self.tr("Export the run as a table"), self.tr("Tables (*.csv)"), ".csv")
        if path is not None:
            self.export_table_to(path)

    def export_table_to(self, path: Path) -> None:
        """Save the run as a table at ``path``, some rows at a time."""
        record = self._workspace.record
        if record is None:
            return
        from gradviz.core.table import csv_pieces

        work = Slices(self._written(path, csv_pieces(record.history, tuple(record.losses))), self)
        work.finished.connect(lambda: self.said.emit(self.tr("The run is saved in {name}.").format(name=path.name)))
        work.failed.connect(self.failed)

    def _written(self, path: Path, pieces: Iterator[str]) -> Iterator[None]:
        """Write ``pieces``; only when all of them are there they take the place of what was there."""
        part = path.with_name(f".{path.name}.part")
        try:
            with part.open("w", encoding="utf-8", newline="") as file:
                for piece in pieces:
                    file.write(piece)
                    yield
            part.replace(path)
        except OSError as error:
            raise UserError(self._why(path, error)) from error
        finally:
            with suppress(OSError):
                part.unlink()

    def export_picture(self) -> None:
        """Choose a name and save the curves as a picture."""
        if self.face is None or self.face.is_empty:
            self.failed.emit(self.tr("There are no curves yet: run a program that trains first."))
            return
        path = self._asked(self.tr("Export the curves as a picture"), self.tr("Pictures (*.png *.svg)"), ".png")
        if path is not None:
            self.export_picture_to(path)

    def export_picture_to(self, path: Path) -> None:
        """Save the curves as they are shown at ``path``; its suffix says which kind of picture."""
        face = self.face
        if face is not None:
            said = self.tr("The picture is saved in {name}.").format(name=path.name)
            self._try(path, lambda: face.save_picture(path), said)

    def export_program(self) -> None:
        """Choose a name and save the program as a file that runs by itself."""
        path = self._asked(self.tr("Export the program"), self.tr("Python programs (*.py)"), ".py")
        if path is not None:
            self.export_program_to(path)

    def export_program_to(self, path: Path) -> None:
        """Save the program at ``path``, with a comment that tells what it ran with."""
        record, program = self._workspace.record, self._workspace.document.program
        environment = record.environment if record is not None and record.program.source == program.source else None
        words = standalone(program, environment)
        said = self.tr("The program is saved in {name}; it runs without gradviz.").format(name=path.name)
        self._try(path, lambda: path.write_text(words, encoding="utf-8", newline="\n"), said)

    def _try(self, path: Path, write: Callable[[], object], said: str) -> None:
        try:
            write()
        except OSError as error:
            self.failed.emit(self._why(path, error))
        else:
            self.said.emit(said)

    def _why(self, path: Path, error: OSError) -> str:
        why = reason((error.strerror or str(error)).lower())
        return self.tr("{name} could not be written: {why}.").format(name=path.name, why=why)

    def _asked(self, title: str, kinds: str, suffix: str) -> Path | None:
        suggestion = str(Path(self._folder()) / Path(self._workspace.document.name).with_suffix(suffix).name)
        name, _ = QFileDialog.getSaveFileName(self._window, title, suggestion, kinds)
        path = Path(name)
        return None if not name else path if path.suffix else path.with_suffix(suffix)

    def _folder(self) -> str:
        path = self._workspace.document.path
        return str(path.parent if path else Path.home())
