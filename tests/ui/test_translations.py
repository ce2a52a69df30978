"""The .ts files: every text is there, is translated, and says the same."""

from __future__ import annotations

import ast
import re
import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from gradviz.core.resources import path
from gradviz.engine import hints, origins, passes, recorder, regions
from gradviz.ui import remarks, wording
from gradviz.ui.actions.model import MENUS
from gradviz.ui.actions.table import ACTIONS
from gradviz.ui.language import Key, Language, Texts, read

ROOT = Path(__file__).resolve().parents[2]
CHINESE = read(path("translations") / "gradviz_zh_CN.ts")
ENGLISH = read(path("translations") / "gradviz_en.ts")

TERMS = frozenset(
    (
        "Adam", "AdamW", "Alt", "argmax", "argv", "aten", "autograd", "ax", "backward", "BCE", "bool", "clamp",
        "compile", "CSV", "csv", "Ctrl", "data", "detach", "device", "DOT", "dtype", "Enter", "Esc", "False", "ffmpeg",
        "float", "fn", "GIF", "GPU", "grad", "gradviz", "graph", "GraphML", "Graphviz", "imageio", "import", "Inf",
        "inf", "input", "install", "JSON", "LBFGS", "leaky", "learning", "Linear", "log", "log_softmax", "logits",
        "manual", "mb", "MB", "mean", "meta", "min", "MP", "MSELoss", "NaN", "Nesterov", "nn", "no", "None",
        "npy", "numpy", "optim", "optimizer", "PDF", "pdf", "PgDown", "PgUp", "pip", "png", "PNG", "py",
        "Python", "PyTorch", "randn", "rate", "relu", "ReLU", "requires", "retain", "retain_grad",
        "RMSprop", "save", "seed", "SGD", "Shift", "sigmoid", "softmax", "stderr", "step", "sum", "sys", "SVG",
        "svg", "Tab", "tanh", "TensorBoard", "tfevents", "to", "torch", "True", "tsv", "txt", "UTF", "WebM",
        "where", "zero",
    )
)  # fmt: skip
"""Words that stay as they are in Chinese."""

FIELD = re.compile(r"\{\w*\}|%n")


@pytest.mark.skipif(
    shutil.which("pyside6-lupdate", path=str(Path(sys.executable).parent)) is None, reason="there is no lupdate"
)
def test_the_files_hold_every_text_of_the_window(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    import translations

    code = translations.main(["--check"])
    said = capsys.readouterr()
    if "lupdate could not run" in said.err:
        pytest.skip(said.err)
    assert code == 0, said.out
    assert f"{len(CHINESE)} texts, 0 to translate" in said.out


@pytest.mark.parametrize(
    ("translation", "flaws"),
    [
        ("<translation>二</translation>", []),
        ('<translation type="unfinished">二</translation>', ["C: two"]),
        ("<translation> </translation>", ["C: two"]),
        ("<translation><numerusform>二</numerusform></translation>", []),
        ("", ["C: two"]),
    ],
)
def test_a_text_without_a_finished_translation_is_named(
    translation: str, flaws: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    import translations

    file = tmp_path / "a.ts"
    file.write_text(
        f"<TS><context><name>C</name><message><source>two</source>{translation}</message></context></TS>", "utf-8"
    )
    assert list(translations.flaws_of(file)) == flaws


def fields(text: str) -> Counter[str]:
    # Only English has ordinals.
    return Counter(FIELD.findall(text.replace("{nth}", "{n}")))


@pytest.mark.parametrize("texts", [CHINESE, ENGLISH], ids=["zh_CN", "en"])
def test_what_is_put_in_is_the_same(texts: Texts) -> None:
    assert texts
    wrong = [(key, form) for key, forms in texts.items() for form in forms if fields(form) != fields(key[1])]
    assert not wrong


def test_the_access_keys_are_the_same_and_come_in_brackets() -> None:
    for (_, source, _), forms in CHINESE.items():
        mark = re.search(r"&(.)", source)
        found = re.findall(r"\(&(.)\)", forms[0])
        assert found == ([mark[1].upper()] if mark else []), source
        assert forms[0].count("&") == len(found)
        assert forms[0].endswith("…") == source.endswith("…")


def test_no_menu_has_an_access_key_twice() -> None:
    for menu in MENUS:
        marked = [CHINESE["Actions", action.text, ""][0] for action in ACTIONS if action.menu == menu]
        keys = [match[1] for text in marked if (match := re.search(r"&(.)", text))]
        assert len(keys) == len(set(keys))


def test_there_is_no_english_left_in_the_chinese() -> None:
    left = {}
    for key, forms in CHINESE.items():
        bare = FIELD.sub("", re.sub(r"\(&.\)", "", forms[0]))
        words = {word for word in re.findall(r"[A-Za-z]+", bare) if len(word) > 1} - TERMS
        if words:
            left[key] = words
    assert not left


def test_the_chinese_is_written_as_chinese() -> None:
    for key, forms in CHINESE.items():
        (text,) = forms
        assert text == text.strip()
        assert not re.search(r"[一-鿿][,;:!?]|[一-鿿]\.(\s|$)", text), key
        assert ends_like(key[1]) == ends_like(text), key


def ends_like(text: str) -> str:
    return {"。": ".", "：": ":"}.get(text[-1], text[-1]) if text[-1] in ".。:：…" else ""


def test_the_same_text_is_translated_the_same_within_the_inspector_and_the_graph() -> None:
    for source in (
        "leaf",
        "updated",
        "running now",
        "gradient done",
        "not differentiable",
        "{0} of {1} gradients arrived",
    ):
        assert CHINESE["GraphView", source, ""] == CHINESE["InspectorPanel", source, ""]


# What core and engine say


def spoken(file: str, *names: str) -> set[str]:
    """Return the sentences that calls of ``names`` in ``file`` are given, with ``{}`` for what is put in."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / "gradviz" / file).read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            found |= {text for value in given if (text := _template(value)) and " " in text}
    return found


def _template(value: ast.expr) -> str:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in value.values)
    return ""


def test_every_sentence_of_core_and_engine_is_known() -> None:
    known = {re.sub(r"\{\w*\}", "{}", text) for text in (*wording.SENTENCES, *wording.HINTS)}
    said = spoken("core/session.py", "UserError") | spoken("engine/devices.py", "UserError")
    said |= spoken("engine/program.py", "ProgramError", "UserError") | spoken("engine/streams.py", "EOFError")
    assert len(said) > 10
    assert said <= known


def test_every_hint_is_known() -> None:
    said = {hint for _, hint in hints._HINTS} | set(hints._BY_KIND.values()) | set(hints._BY_WORDS.values())
    assert said <= set(wording.HINTS)


def test_everything_that_is_marked_is_translated() -> None:
    marked: list[Key] = [("Sentences", text, "") for text in wording.SENTENCES]
    marked += [("Hints", text, "") for text in wording.HINTS] + [("Reasons", text, "") for text in wording.REASONS]
    assert not [key for key in marked if key not in CHINESE]


def test_every_remark_of_the_tracer_is_known() -> None:
    said = {origins.UNSEEN, *origins._OPAQUE.values(), regions.FUNCTION, regions.TRANSFORM, regions.COMPILED}
    said |= {passes.TOO_DEEP, recorder.TOO_NESTED}
    assert said
    for sentence in said:
        assert any(wording.fitted(template, sentence) is not None for template in remarks.REMARKS), sentence


def test_remarks_are_chinese_in_chinese(qapp: QApplication) -> None:
    language = Language(qapp)
    try:
        language.use("zh_CN")
        inside = origins._OPAQUE["CheckpointFunctionBackward"] + " That pass is backward call 2."
        for sentence in (origins.UNSEEN, recorder.TOO_NESTED, inside):
            assert not re.search(r"[A-Za-z]{4}", remarks.remark(sentence))
        assert "2" in remarks.remark(inside)
        assert remarks.remark("Anything else.") == "Anything else."
    finally:
        language.use("en")
