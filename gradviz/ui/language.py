"""English and 简体中文, switched while the window is open.

The texts are read as they are edited, from the .ts files: there is nothing to build. English has one too, for plurals.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator
from typing_extensions import override

from gradviz.core import resources

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""By their own names."""

Key = tuple[str, str, str]
"""Context, source text, and what tells it from the same text elsewhere in the context."""

Texts = Mapping[Key, tuple[str, ...]]
"""Translations; a text with a number has a form per plural."""

_SAID = frozenset(
    (
        "Banner",
        "Compared",
        "CurveCommands",
        "Document",
        "Engine",
        "ExportCommands",
        "Face",
        "FileCommands",
        "Lab",
        "LaneRuns",
        "LockstepFace",
        "NetCommands",
        "Paths",
        "Prober",
        "Sentences",
        "Shell",
        "Stage",
        "ViewCommands",
        "Workspace",
    )
)
"""Contexts of messages."""

_PARTS = frozenset(("Pipe", "Reasons"))
"""Contexts of what stands inside of a message."""


class Translator(QTranslator):
    """Knows ``texts``. What it does not know stays as it is in the program: English."""

    def __init__(self, texts: Texts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.texts = texts

    @override
    def isEmpty(self) -> bool:
        return not self.texts

    @override
    def translate(
        self, context: str | bytes, sourceText: str | bytes, disambiguation: str | bytes | None = None, n: int = -1
    ) -> str:
        forms = self.texts.get((context, sourceText, disambiguation or ""))  # type: ignore[arg-type]  # always str
        if forms is None:
            # Only a null string lets Qt ask the next translator; its stub does not know.
            return None  # type: ignore[return-value]
        return forms[0] if n == 1 else forms[-1]


class Language:
    """The translators that are installed. With ``parent`` they go."""

    def __init__(self, app: QCoreApplication, parent: QObject | None = None) -> None:
        self._app = app
        self._parent = parent or app
        self._installed: list[QTranslator] = []
        self._name = "en"
        self._texts: Texts = {}
        self._before: Texts = {}

    @property
    def name(self) -> str:
        """The language in use."""
        return self._name

    def use(self, name: str) -> None:
        """Speak ``name``; empty: what the system speaks. Windows are told by `QEvent.LanguageChange`."""
        for translator in self._installed:
            self._app.removeTranslator(translator)
            translator.deleteLater()
        self._installed.clear()
        self._name = name if name in LANGUAGES else system_language()
        self._before, self._texts = self._texts, read(resources.path("translations") / f"gradviz_{self._name}.ts")
        self._install(Translator(self._texts, self._parent))
        if self._name != "en":
            of_qt = QTranslator(self._parent)
            of_qt.load(f"qtbase_{self._name}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
            self._install(of_qt)

    def _install(self, translator: QTranslator) -> None:
        if not translator.isEmpty() and self._app.installTranslator(translator):
            self._installed.append(translator)

    def retold(self, words: str) -> str:
        """Return ``words``, a message in the language used before, in the language in use."""
        found = _retold(words, self._before, self._texts, _SAID)
        return words if found is None else found


def _retold(words: str, before: Texts, now: Texts, contexts: frozenset[str]) -> str | None:
    from gradviz.ui.wording import filled, fitted

    found: list[tuple[int, str, dict[str, str]]] = []
    for key in {**before, **now}:
        if key[0] in contexts:
            form = before.get(key, (key[1],))[-1]
            values = fitted(form, words)
            if values is not None:
                # The more of it is in the text itself, the surer it is that this was the text.
                found.append((sum(map(len, values.values())), now.get(key, (key[1],))[-1], values))
    if not found:
        return None
    _, ours, values = min(found, key=lambda match: match[0])
    return filled(ours, {name: _retold(value, before, now, _PARTS) or value for name, value in values.items()})


def read(path: Path) -> Texts:
    """Return the finished translations that ``path`` holds; none, if there is no such file or it is damaged."""
    from xml.etree import ElementTree

    try:
        root = ElementTree.parse(path).getroot()
    except (OSError, ElementTree.ParseError):
        return {}
    texts: dict[Key, tuple[str, ...]] = {}
    for context in root.iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type"):
                continue
            forms = tuple(form.text or "" for form in translation.iter("numerusform")) or (translation.text or "",)
            if all(forms):
                texts[name, message.findtext("source", ""), message.findtext("comment", "")] = forms
    return texts


def system_language() -> str:
    """Return the language of ours that the system speaks."""
    return "zh_CN" if QLocale.system().language() == QLocale.Language.Chinese else "en"
