"""The net form in the window: what is filled in, what it says, what it writes, and that no text is lost."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gradviz.core.net.form import TUTORIAL, Loss, NetForm, Source, Spelling
from gradviz.core.net.program import program
from gradviz.ui.netface import NetFace
from gradviz.ui.panels.netform import NetFormPanel
from gradviz.ui.programpages import NET, TEXT
from gradviz.ui.shell import Shell

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def panel(qtbot: QtBot) -> NetFormPanel:
    made = NetFormPanel()
    qtbot.addWidget(made)
    made.resize(420, 700)
    made.show()
    return made


def typed(panel: NetFormPanel, name: str, text: str) -> None:
    editor = panel.page.fields[name].editor
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, text) if text else QTest.keyClick(editor, Qt.Key.Key_Delete)


def chosen(panel: NetFormPanel, editor: QWidget, value: str) -> None:
    assert isinstance(editor, QComboBox)
    editor.setCurrentIndex(editor.findData(value))


class TestPanel:
    def test_it_begins_with_the_tutorials_net(self, panel: NetFormPanel) -> None:
        assert panel.form == NetForm()
        assert panel.chosen is Spelling.BY_HAND
        assert "64×1000 → 100 → 10" in panel.page.sketch.accessibleName()
        assert "101,000" in panel.page.sketch.accessibleName()

    def test_what_is_typed_is_the_form(self, panel: NetFormPanel, qtbot: QtBot) -> None:
        with qtbot.waitSignal(panel.form_changed):
            typed(panel, "h", "7")
        typed(panel, "learning_rate", "2e-3")
        typed(panel, "seed", "")
        panel.page.fields["bias"].editor.click()  # type: ignore[attr-defined]
        chosen(panel, panel.page.fields["loss"].editor, Loss.MSE_MEAN)
        expected = msgspec.structs.replace(NetForm(), h=7, learning_rate=2e-3, seed=None, bias=True, loss=Loss.MSE_MEAN)
        assert panel.form == expected

    @pytest.mark.parametrize(
        ("name", "text", "words"),
        [
            ("h", "many", "“many” is no whole number."),
            ("h", "0", "A size is a whole number from 1 on."),
            ("h", "", "“” is no whole number."),
            ("learning_rate", "fast", "“fast” is no number; write one such as 0.5 or 1e-4."),
            ("batch", "65", "There are only 64 examples; 0 takes all of them."),
        ],
    )
    def test_a_sentence_stands_at_the_field(self, panel: NetFormPanel, name: str, text: str, words: str) -> None:
        typed(panel, name, text)
        error = panel.page.fields[name].error
        assert error.isVisible()
        assert error.text() == words
        assert not panel.form
        assert not panel.write.isEnabled()
        typed(panel, name, "3")
        assert not error.isVisible()
        assert panel.form is not None
        assert panel.write.isEnabled()

    def test_data_prescribe_sizes(self, panel: NetFormPanel) -> None:
        chosen(panel, panel.page.fields["source"].editor, Source.DIGITS)
        assert panel.form is not None
        assert (panel.form.d_in, panel.form.d_out) == (15, 10)
        d_in = panel.page.fields["d_in"].editor
        assert isinstance(d_in, QLineEdit)
        assert d_in.text() == "15"
        assert not d_in.isEnabled()

    def test_an_optimizer_has_fields_of_its_own(self, panel: NetFormPanel) -> None:
        assert not panel.page.optimizer.editor.isVisible()
        chosen(panel, panel.page.spelling.editor, Spelling.OPTIM)
        assert panel.page.optimizer.editor.isVisible()
        chosen(panel, panel.page.optimizer.editor, "adam")
        assert panel.page.about.text().endswith("A usual learning rate is 1e-3.")
        beta = panel.page.options.fields["beta1"]
        assert isinstance(beta.editor, QLineEdit)
        assert beta.editor.text() == "0.9"
        beta.editor.selectAll()
        QTest.keyClicks(beta.editor, "0.5")
        assert panel.form is not None
        assert panel.form.options == (("beta1", 0.5),)
        QTest.keyClicks(beta.editor, "5555e9")
        assert beta.error.text() == "A number from 0 on, below 1."
        assert panel.form is None

    def test_every_field_has_a_name_a_tip_and_a_label_that_leads_to_it(self, panel: NetFormPanel) -> None:
        page = panel.page
        for field in (*page.fields.values(), page.spelling, page.optimizer, page.schedule, *page.file.fields):
            assert field.editor.accessibleName(), field.name
            assert field.editor.toolTip(), field.name
            assert field.label.buddy() is field.editor

    def test_tab_goes_from_field_to_field_in_order(self, panel: NetFormPanel, qtbot: QtBot) -> None:
        panel.activateWindow()
        panel.page.spelling.editor.setFocus()
        seen: list[str] = []
        for _ in range(6):
            focus = panel.focusWidget()
            assert focus is not None
            seen.append(focus.objectName())
            QTest.keyClick(focus, Qt.Key.Key_Tab)
        assert seen == ["net.spelling", "net.n", "net.d_in", "net.h", "net.d_out", "net.activation"]

    def test_the_form_survives_showing_it(self, panel: NetFormPanel) -> None:
        form = NetForm(
            n=20, h=5, d_in=2, d_out=2, bias=True, loss=Loss.CROSS_ENTROPY, source=Source.SPIRALS, batch=4,
            optimizer="rmsprop", schedule="step", options=(("alpha", 0.5),), schedule_options=(("gamma", 0.25),),
        )  # fmt: skip
        panel.show_form(form, Spelling.OPTIM)
        assert panel.form == form
        assert panel.chosen is Spelling.OPTIM


class TestWindow:
    @pytest.fixture
    def face(self, shell: Shell) -> NetFace:
        """Show the form by its key."""
        QTest.keyClick(shell.window, Qt.Key.Key_N, CONTROL | SHIFT)
        face = shell.face.net.face
        assert face is not None
        return face

    def text(self, shell: Shell) -> str:
        assert shell.face.views is not None
        assert shell.face.views.editor.text() == shell.workspace.document.text
        return shell.workspace.document.text

    def test_the_form_is_made_when_it_is_wanted(self, shell: Shell) -> None:
        assert shell.face.net.face is None
        assert shell.face.net.pages is not None
        assert shell.face.net.pages.page == TEXT

    def test_the_program_is_written_and_shown(self, shell: Shell, face: NetFace) -> None:
        assert face.panel.isVisible()
        assert "not what this form writes" in face.panel.state.text()
        QTest.mouseClick(face.panel.write, Qt.MouseButton.LeftButton)
        assert self.text(shell) == program(NetForm(), Spelling.BY_HAND)
        assert shell.face.net.pages is not None
        assert shell.face.net.pages.page == TEXT
        assert "is what this form writes" in face.panel.state.text()

    def test_a_text_that_is_not_saved_is_set_aside(self, shell: Shell, face: NetFace) -> None:
        shell.workspace.document.new("")
        shell.workspace.document.set_text("mine = 1\n")
        QTest.keyClick(shell.window, Qt.Key.Key_W, CONTROL | SHIFT)
        assert self.text(shell) == program(NetForm(), Spelling.BY_HAND)
        shell.workspace.document.bring_back()
        assert self.text(shell) == "mine = 1\n"

    def test_what_was_changed_by_hand_comes_back_with_undo(self, shell: Shell, face: NetFace) -> None:
        face.write()
        assert shell.face.views is not None
        editor = shell.face.views.editor
        editor.set_text(self.text(shell).replace("500", "5"))
        mine = self.text(shell)
        assert "not what this form writes" in face.panel.state.text()
        face.write()
        assert self.text(shell) == program(NetForm(), Spelling.BY_HAND)
        editor.undo()
        assert self.text(shell) == mine

    def test_write_and_run_keeps_the_form_on_show(self, shell: Shell, face: NetFace, qtbot: QtBot) -> None:
        ran: list[str] = []
        shell.workspace.run_started.connect(lambda: ran.append(shell.workspace.document.text))
        QTest.keyClick(shell.window, Qt.Key.Key_Return, CONTROL | SHIFT)
        assert ran[-1] == self.text(shell) == program(NetForm(), Spelling.BY_HAND)
        assert shell.workspace.record is not None
        assert shell.workspace.record.program.source == ran[-1]
        assert shell.face.net.pages is not None
        assert shell.face.net.pages.page == NET
        shell.workspace.engine.kill()

    def test_a_form_with_a_fault_writes_nothing(self, shell: Shell, face: NetFace) -> None:
        before = self.text(shell)
        typed(face.panel, "h", "0")
        QTest.keyClick(shell.window, Qt.Key.Key_W, CONTROL | SHIFT)
        assert self.text(shell) == before
        assert face.panel.isVisible()
        assert "A size is a whole number" in face.panel.state.text()

    def test_escape_leads_back_to_the_text(self, shell: Shell, face: NetFace) -> None:
        QTest.keyClick(face.panel.page.spelling.editor, Qt.Key.Key_Escape)
        assert shell.face.net.pages is not None
        assert shell.face.net.pages.page == TEXT
        assert shell.face.views is not None
        assert shell.face.views.editor.edit.hasFocus()

    def test_another_program_is_shown_as_text(self, shell: Shell, face: NetFace) -> None:
        shell.workspace.document.new("ok", "other.py")
        assert shell.face.net.pages is not None
        assert shell.face.net.pages.page == TEXT

    def test_the_values_of_the_tutorial(self, shell: Shell, face: NetFace) -> None:
        chosen(face.panel, face.panel.page.spelling.editor, Spelling.OPTIM)
        QTest.mouseClick(face.panel.tutorial, Qt.MouseButton.LeftButton)
        assert face.panel.form == TUTORIAL[Spelling.OPTIM]

    def test_what_was_filled_in_is_remembered(self, shell: Shell, face: NetFace) -> None:
        typed(face.panel, "h", "12")
        other = NetFace(shell.workspace, shell.face.settings, lambda _text: None, shell.window)
        assert other.panel.form is not None
        assert other.panel.form.h == 12
        other.close()
        other.panel.deleteLater()
        shell.face.settings.net_form = "{damaged"
        another = NetFace(shell.workspace, shell.face.settings, lambda _text: None, shell.window)
        assert another.panel.form == NetForm()
        another.close()
        another.panel.deleteLater()

    def test_a_session_brings_the_form_back_and_leaves_the_text_alone(
        self, shell: Shell, face: NetFace, qtbot: QtBot, tmp_path: Path
    ) -> None:
        workspace, files = shell.workspace, shell.face.files
        typed(face.panel, "h", "12")
        face.write()
        by_hand = "chain 2"
        assert shell.face.views is not None
        shell.face.views.editor.set_text(by_hand)
        workspace.run()
        qtbot.waitUntil(lambda: not workspace.engine.is_busy and bool(workspace.recorded))
        files.save_session_to(tmp_path / "net.gradviz")
        typed(face.panel, "h", "5")
        files.new()
        assert files.open_path(tmp_path / "net.gradviz")
        assert face.panel.form is not None
        assert face.panel.form.h == 12
        assert self.text(shell) == by_hand
        assert face.panel.state.text().startswith("The program is not what this form writes.")
        # What was in the session is what the next start begins with.
        assert '"h":12' in shell.face.settings.net_form

    def test_a_session_of_another_program_leaves_the_form_alone(
        self, shell: Shell, face: NetFace, qtbot: QtBot, tmp_path: Path
    ) -> None:
        workspace, files = shell.workspace, shell.face.files
        workspace.document.new("done", "mine.py")
        workspace.run()
        qtbot.waitUntil(lambda: not workspace.engine.is_busy and workspace.record is not None)
        files.save_session_to(tmp_path / "mine.gradviz")
        typed(face.panel, "h", "5")
        assert files.open_path(tmp_path / "mine.gradviz")
        assert face.panel.form is not None
        assert face.panel.form.h == 5

    def test_a_file_is_read_and_its_columns_are_chosen(
        self, shell: Shell, face: NetFace, qtbot: QtBot, tmp_path: Path
    ) -> None:
        path = tmp_path / "data.csv"
        path.write_text("a,b,kind\n1,2,0\n3,4,1\n")
        page = face.panel.page
        chosen(face.panel, page.fields["source"].editor, Source.FILE)
        assert page.file.choose.error.text() == "Choose a file with numbers in rows and columns."
        face.read(path)
        qtbot.waitUntil(lambda: face.panel.form is not None)
        assert page.file.preview.isVisible()
        head = page.file.preview.horizontalHeaderItem(2)
        assert head is not None
        assert head.text() == "→ kind"
        form = face.panel.form
        assert form is not None
        assert form.table is not None
        assert (form.n, form.d_in, form.d_out, form.table.targets) == (2, 2, 1, (2,))
        page.file.targets.editor.selectAll()
        QTest.keyClicks(page.file.targets.editor, "b, 3")
        form = face.panel.form
        assert form is not None
        assert form.table is not None
        assert form.table.targets == (1, 2)
        QTest.keyClicks(page.file.targets.editor, ", 9")
        assert page.file.targets.error.text() == "The columns have the numbers 1 to 3."

    def test_a_file_that_is_no_table_is_named(self, shell: Shell, face: NetFace, qtbot: QtBot, tmp_path: Path) -> None:
        path = tmp_path / "data.csv"
        path.write_text("a,b\n1,x\n")
        chosen(face.panel, face.panel.page.fields["source"].editor, Source.FILE)
        face.read(path)
        error = face.panel.page.file.choose.error
        qtbot.waitUntil(lambda: "is no number" in error.text())
        assert error.text() == "data.csv, line 2, column 2: “x” is no number."
