"""English and 简体中文, switched while the window is open."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from gradviz.core import resources

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""By their own names."""


class Language:
    """The translators that are installed."""

    def __init__(self, app: QCoreApplication) -> None:
        self._app = app
        self._installed: list[QTranslator] = []
        self._name = "en"

    @property
    def name(self) -> str:
        """The language in use."""
        return self._name

    def use(self, name: str) -> None:
        """Speak ``name``; empty: what the system speaks. Windows are told by `QEvent.LanguageChange`."""
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed.clear()
        self._name = name if name in LANGUAGES else system_language()
        if self._name == "en":
            return
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        folders = ((f"qtbase_{self._name}", qt), (f"gradviz_{self._name}", str(resources.path("translations"))))
        for file, folder in folders:
            translator = QTranslator(self._app)
            if translator.load(file, folder):
                self._app.installTranslator(translator)
                self._installed.append(translator)


def system_language() -> str:
    """Return the language of ours that the system speaks."""
    return "zh_CN" if QLocale.system().language() == QLocale.Language.Chinese else "en"
