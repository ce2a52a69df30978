"""Two languages, switched while the window is open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDockWidget,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot
from typing_extensions import override

from gradviz.core import resources
from gradviz.core.trace import ProgramError
from gradviz.ui import language, wording
from gradviz.ui.dialogs.keys import KeySheet
from gradviz.ui.dialogs.palette import PaletteSheet
from gradviz.ui.language import Language, Translator, read
from gradviz.ui.shell import Shell
from gradviz.ui.widgets.elided_label import ElidedLabel
from gradviz.ui.widgets.typesetter import typesetter

tr = QCoreApplication.translate

TS = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE TS><TS version="2.1" language="zh_CN">
<context><name>A</name>
<message><source>one &amp; two</source><translation>一 &amp; 二</translation></message>
<message><source>same</source><comment>verb</comment><translation>动</translation></message>
<message><source>same</source><translation>静</translation></message>
<message><source>draft</source><translation type="unfinished">稿</translation></message>
<message><source>empty</source><translation></translation></message>
<message numerus="yes"><source>%n thing(s)</source>
<translation><numerusform>%n thing</numerusform><numerusform>%n things</numerusform></translation></message>
</context></TS>"""


@pytest.fixture
def spoken(qapp: QApplication) -> Iterator[Language]:
    spoken = Language(qapp)
    yield spoken
    spoken.use("en")
    for translator in spoken._installed:
        qapp.removeTranslator(translator)


# Reading


def test_finished_texts_are_read(tmp_path: Path) -> None:
    file = tmp_path / "a.ts"
    file.write_text(TS, "utf-8")
    assert read(file) == {
        ("A", "one & two", ""): ("一 & 二",),
        ("A", "same", "verb"): ("动",),
        ("A", "same", ""): ("静",),
        ("A", "%n thing(s)", ""): ("%n thing", "%n things"),
    }


@pytest.mark.parametrize("content", ["", "no xml", "<TS>", "<TS><context><message/></context></TS>"])
def test_a_damaged_file_is_survived(content: str, tmp_path: Path) -> None:
    file = tmp_path / "a.ts"
    file.write_text(content, "utf-8")
    assert read(file) == {}
    assert read(tmp_path / "missing.ts") == {}


def test_a_translator_knows_its_texts_and_leaves_the_rest(tmp_path: Path, qapp: QApplication) -> None:
    file = tmp_path / "a.ts"
    file.write_text(TS, "utf-8")
    translator = Translator(read(file))
    qapp.installTranslator(translator)
    try:
        assert tr("A", "one & two") == "一 & 二"
        assert [tr("A", "same", "verb"), tr("A", "same"), tr("A", "same", "noun")] == ["动", "静", "same"]
        assert [tr("A", "draft"), tr("A", "empty"), tr("B", "same")] == ["draft", "empty", "same"]
        assert [tr("A", "%n thing(s)", "", n) for n in (0, 1, 2)] == ["0 things", "1 thing", "2 things"]
    finally:
        qapp.removeTranslator(translator)


# Switching


def test_both_languages_and_back(spoken: Language) -> None:
    spoken.use("zh_CN")
    assert (spoken.name, tr("Docks", "Heat maps"), tr("QPlatformTheme", "Cancel")) == ("zh_CN", "热图", "取消")
    assert tr("Counts", "%n iteration(s) without a loss", "", 1) == "1 次迭代没有损失"
    spoken.use("en")
    assert (spoken.name, tr("Docks", "Heat maps"), tr("QPlatformTheme", "Cancel")) == ("en", "Heat maps", "Cancel")
    assert tr("Counts", "%n iteration(s) without a loss", "", 1) == "1 iteration without a loss"


def test_texts_of_a_base_class_are_found_too(spoken: Language) -> None:
    class Toolbar(QObject):
        pass

    class Special(Toolbar):
        pass

    spoken.use("zh_CN")
    assert Special().tr("Language") == "语言"


def test_missing_files_leave_english(spoken: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "path", lambda name: tmp_path / name)
    spoken.use("zh_CN")
    assert (spoken.name, tr("Docks", "Heat maps")) == ("zh_CN", "Heat maps")


@pytest.mark.parametrize(("locale", "name"), [("zh_CN", "zh_CN"), ("zh_TW", "zh_CN"), ("de_DE", "en"), ("C", "en")])
def test_without_a_choice_the_system_decides(
    locale: str, name: str, spoken: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    class System(QLocale):
        @staticmethod
        @override
        def system() -> QLocale:
            return QLocale(locale)

    monkeypatch.setattr(language, "QLocale", System)
    spoken.use("")
    assert spoken.name == name
    spoken.use("xx")
    assert spoken.name == name


# What was said already


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("The picture is saved in a.png.", "图片已保存在 a.png 中。"),
        (
            "The PyTorch process ended unexpectedly (exit code 3). A new one is starting.",
            "PyTorch 进程意外结束（退出码 3）。正在启动新的进程。",
        ),
        (
            "p.py could not be opened: permission denied.",
            "p.py 无法打开：没有权限。",
        ),
        ("Bring it back", "恢复它"),
        ("", ""),
        ("an unknown sentence of somebody else", "an unknown sentence of somebody else"),
    ],
)
def test_a_sentence_is_said_again(english: str, chinese: str, spoken: Language) -> None:
    spoken.use("en")
    spoken.use("zh_CN")
    assert spoken.retold(english) == chinese
    spoken.use("en")
    assert spoken.retold(chinese) == english


def test_sentences_of_core_and_engine(spoken: Language) -> None:
    spoken.use("zh_CN")
    assert wording.sentence("There is no file /a b.py.") == "没有文件 /a b.py。"
    assert wording.sentence("/a cannot be read: permission denied.") == "/a 无法读取：没有权限。"
    assert wording.sentence("/a cannot be read: odd.") == "/a 无法读取：odd。"
    assert wording.sentence("mat1 and mat2 shapes cannot be multiplied") == "mat1 and mat2 shapes cannot be multiplied"
    assert wording.hint("Make the tensor or the batch smaller.") == "请减小张量或批大小。"
    assert [wording.shape(()), wording.shape((2, 3))] == ["标量", "2×3"]
    spoken.use("en")
    assert wording.sentence("There is no file /a b.py.") == "There is no file /a b.py."
    assert wording.shape(()) == "scalar"


# The window

NAMES = re.compile(
    r"""ZeroDivisionError:\ division\ by\ zero\.\ Is\ a\ factor\ missing\?  # what the fake worker says
    |(line|op|var|scope|grad_fn|shape|dtype|device):[\w-]+  # what can be searched for
    |None|torch(\.(manual_seed\(0\)|nn|optim))?|sys\.argv|GPU|aten|requires_grad|grad_fn|p\.py|sub_|backward\(\)|‖\w‖|\de\d|UTF-8
    |\b(Adam|SGD|EN|English|Inf|NaN|CSV|PDF|PNG|PyTorch|SVG|TensorBoard|cpu|cuda|f32|gradviz|inf|kB|MB|s|sigmoid
    |Alt|Ctrl|Del|End|Enter|Esc|Home|PgDown|PgUp|Shift|Tab|F\d+|Aa
    |[A-Z]\w*Backward\d?|AccumulateGrad|clamp|loss|mm|pow|relu|self|sub|sum|y_pred|w\d(\.grad)?|[xywn]\d*)\b
    |\w+_\w+""",
    re.VERBOSE,
)
"""What is the same in both languages: names, keys, units."""


def words_of(thing: QObject) -> Iterator[str]:
    if isinstance(thing, QAction):
        yield from (thing.text(), thing.iconText(), thing.toolTip(), thing.statusTip())
    if isinstance(thing, QMenu):
        yield thing.title()
    if isinstance(thing, QWidget):
        yield from (thing.toolTip(), thing.accessibleName(), thing.accessibleDescription())
    if isinstance(thing, (QLabel, QAbstractButton, ElidedLabel)):
        yield thing.text()
    if isinstance(thing, (QLineEdit, QPlainTextEdit)):
        yield thing.placeholderText()
    if isinstance(thing, QDockWidget):
        yield thing.windowTitle()
    if isinstance(thing, QTabBar):
        yield from (thing.tabText(i) for i in range(thing.count()))


def words_of_pyqtgraph(thing: QObject) -> bool:
    """Whether it belongs to a menu that is never shown."""
    return isinstance(thing, QAction) and thing.text() in ("Export", "Export...")


def texts_in(window: QWidget) -> dict[str, str]:
    """Return every text that a person can meet, and of which class it is."""
    found = {}
    for thing in window.findChildren(QObject):
        # What Qt makes for itself, such as the menu of a text field, comes and goes.
        if thing.objectName().startswith(("qt_", "Scroll")) or words_of_pyqtgraph(thing):
            continue
        if isinstance(thing, QWidget) and not isinstance(thing, QMenu) and not thing.isVisibleTo(window):
            continue
        for words in words_of(thing):
            found[words] = f"{type(thing).__name__} {thing.objectName()}"
    return found


def settled_texts(window: QWidget, qtbot: QtBot) -> dict[str, str]:
    """Return the texts when none changes any more: some are written a few times a second, some go by themselves."""
    found: dict[str, str] = {}

    def is_settled() -> bool:
        nonlocal found
        qtbot.wait(400)
        before, found = found, texts_in(window)
        return before == found

    qtbot.waitUntil(is_settled)
    return found


def english_in(window: QWidget) -> dict[str, str]:
    return {
        words: where for words, where in texts_in(window).items() if re.search(r"[A-Za-z]{2,}", NAMES.sub("", words))
    }


def switch(shell: Shell, name: str) -> None:
    shell._use_language(name)
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.LanguageChange)
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def run(shell: Shell, qtbot: QtBot, source: str) -> None:
    shell.workspace.document.new(source, "p.py")
    with qtbot.waitSignal(shell.workspace.engine.finished, timeout=10_000):
        shell.workspace.run()
    # What is wrong with the gradients is looked for when all is at rest.
    qtbot.waitUntil(lambda: shell.face.why is not None and shell.face.why.findings.is_known)
    qtbot.wait(120)


@pytest.mark.parametrize("program", ["", "train 30", "error", "quiet"])
def test_everything_in_the_window_is_chinese(program: str, shell: Shell, qtbot: QtBot) -> None:
    if program:
        run(shell, qtbot, program)
        if shell.workspace.picture is not None:
            shell.workspace.player.to_end()
            shell.workspace.select(list(shell.workspace.picture.graph)[2])
        # The first formulas load what sets them, beside which nothing else is fast.
        qtbot.waitUntil(lambda: not typesetter().is_busy)
        qtbot.wait(120)
    before = texts_in(shell.window)
    switch(shell, "zh_CN")
    qtbot.wait(120)
    assert english_in(shell.window) == {}
    shell.face.docks["console"].raise_()
    assert english_in(shell.window) == {}
    shell.face.docks["heatmaps"].raise_()
    switch(shell, "en")
    qtbot.wait(120)
    # What tells of values is written a few times a second.

    def all_are_back() -> None:
        now = texts_in(shell.window)
        assert {words: where for words, where in before.items() if words not in now} == {}

    qtbot.waitUntil(all_are_back)
    assert {words for words in texts_in(shell.window) if re.search("[一-鿿]", words)} <= {"中文 ▾"}


def test_the_graph_speaks_chinese(shell: Shell, qtbot: QtBot) -> None:
    run(shell, qtbot, "ok")
    switch(shell, "zh_CN")
    views = shell.face.views
    assert views is not None
    spoken = [views.graph.item_name(key) for key in views.graph.item_keys()]
    assert spoken
    assert all("行" in name or "输入" in name or "叶子" in name for name in spoken)
    assert not [name for name in spoken if re.search("[A-Za-z]{2,}", NAMES.sub("", name))]
    assert views.timeline.event_text() == "前向：sum → loss，第 7 行"


def test_sheets_are_in_the_language_and_close_when_it_changes(shell: Shell) -> None:
    switch(shell, "zh_CN")
    shell.face.view_commands.keys()
    sheet = shell.window.findChild(KeySheet)
    assert isinstance(sheet, KeySheet)
    assert english_in(sheet) == {}
    shell.face.view_commands.palette()
    assert not sheet.isVisible()
    palette = next(sheet for sheet in shell.window.findChildren(PaletteSheet) if sheet.isVisible())
    entries = [palette.items.item(i).text() for i in range(palette.items.count())]
    assert not [entry for entry in entries if re.search("[A-Za-z]{2,}", NAMES.sub("", entry))]
    assert isinstance(palette.items, QListWidget)
    switch(shell, "en")
    assert not [sheet for sheet in shell.window.findChildren(PaletteSheet) if sheet.isVisible()]


def test_messages_are_said_again(shell: Shell) -> None:
    banner = shell.face.banner
    error = ProgramError("ValueError", "no key 'a'", 3, (4, 5), "Make the tensor or the batch smaller.")
    banner.show_error(error, lambda _line: None)
    english = banner.text, banner.button.text()
    switch(shell, "zh_CN")
    assert banner.text == "第 3 行，第 5 列 – ValueError: 没有键 'a'。请减小张量或批大小。"
    assert banner.button.text() == "转到第 3 行"
    switch(shell, "en")
    assert (banner.text, banner.button.text()) == english
    shell.workspace.document.set_text("x = 1")
    shell.workspace.document.new("", "q.py")
    switch(shell, "zh_CN")
    assert "尚未保存；它的文字已保留。" in banner.text
    assert banner.button.text() == "恢复它"
    banner.button.click()
    assert shell.workspace.document.text == "x = 1"


def test_notes_in_the_console_are_said_again(shell: Shell) -> None:
    views = shell.face.views
    assert views is not None
    views.console.append("a\n", 0)
    views.console.append("b 5 lines\n", 1234)
    switch(shell, "zh_CN")
    assert views.console.text() == "a\n… 有 1,234 行未显示\nb 5 lines\n"
    switch(shell, "en")
    assert views.console.text() == "a\n… 1,234 lines not shown\nb 5 lines\n"
