"""What is remembered from one start to the next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from gradviz.core.budget import DEFAULT, MEGABYTE, SMALLEST

MOST_RECENT = 8


class Settings:
    """Typed access to the settings file (``file``, for tests)."""

    def __init__(self, file: Path | None = None) -> None:
        ini = QSettings.Format.IniFormat
        if file is not None:
            self._held = QSettings(str(file), ini)
        else:
            self._held = QSettings(ini, QSettings.Scope.UserScope, "gradviz", "gradviz")

    @property
    def theme(self) -> str:
        """``"light"``, ``"dark"``, or empty: as the system has it."""
        return self._text("theme")

    @theme.setter
    def theme(self, name: str) -> None:
        self._held.setValue("theme", name)

    @property
    def language(self) -> str:
        """``"en"``, ``"zh_CN"``, or empty: as the system has it."""
        return self._text("language")

    @language.setter
    def language(self, name: str) -> None:
        self._held.setValue("language", name)

    @property
    def text_scale(self) -> float:
        """How many times its usual size text has."""
        return min(max(self._number("text_scale", 1.0), 0.75), 3.0)

    @text_scale.setter
    def text_scale(self, scale: float) -> None:
        self._held.setValue("text_scale", scale)

    @property
    def speed(self) -> float:
        """Events per second while playing."""
        return self._number("speed", 2.0)

    @speed.setter
    def speed(self, events_per_second: float) -> None:
        self._held.setValue("speed", events_per_second)

    @property
    def is_animated(self) -> bool:
        """Whether there is motion."""
        return self._flag("animated", default=True)

    @is_animated.setter
    def is_animated(self, animated: bool) -> None:
        self._held.setValue("animated", animated)

    @property
    def has_fixed_seed(self) -> bool:
        """Whether every run draws the same random numbers."""
        return self._flag("fixed_seed", default=True)

    @has_fixed_seed.setter
    def has_fixed_seed(self, fixed: bool) -> None:
        self._held.setValue("fixed_seed", fixed)

    @property
    def records_often(self) -> bool:
        """Whether ten iterations a second are recorded of a run."""
        return self._flag("records_often", default=False)

    @records_often.setter
    def records_often(self, often: bool) -> None:
        self._held.setValue("records_often", often)

    @property
    def has_chips(self) -> bool:
        """Whether further uses of a shared weight are drawn as chips."""
        return self._flag("chips", default=True)

    @has_chips.setter
    def has_chips(self, shown: bool) -> None:
        self._held.setValue("chips", shown)

    @property
    def memory_budget(self) -> int:
        """Bytes for all that is kept of a run."""
        return max(int(self._number("memory_mb", DEFAULT / MEGABYTE)) * MEGABYTE, SMALLEST)

    @memory_budget.setter
    def memory_budget(self, size: int) -> None:
        self._held.setValue("memory_mb", max(size, SMALLEST) // MEGABYTE)

    def chosen(self, name: str) -> str:
        """Return what was chosen for ``name`` last; empty if nothing was."""
        return self._text(f"chosen/{name}")

    def choose(self, name: str, words: str) -> None:
        """Remember what is chosen for ``name``."""
        self._held.setValue(f"chosen/{name}", words)

    @property
    def net_form(self) -> str:
        """What was filled into the net form, as JSON; empty: nothing."""
        return self._text("net_form")

    @net_form.setter
    def net_form(self, text: str) -> None:
        self._held.setValue("net_form", text)

    @property
    def export(self) -> str:
        """How the last export was made, as `export.choices` writes it; empty before the first."""
        return self._text("export")

    @export.setter
    def export(self, choices: str) -> None:
        self._held.setValue("export", choices)

    @property
    def geometry(self) -> QByteArray:
        """Where the window is."""
        return self._bytes("geometry")

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._held.setValue("geometry", geometry)

    @property
    def state(self) -> QByteArray:
        """Where the panels are."""
        return self._bytes("state")

    @state.setter
    def state(self, state: QByteArray) -> None:
        self._held.setValue("state", state)

    @property
    def recent(self) -> tuple[Path, ...]:
        """The files opened last, newest first; only those that still exist."""
        held = self._held.value("recent", [])
        names = [held] if isinstance(held, str) else list(held) if isinstance(held, (list, tuple)) else []
        return tuple(path for path in map(Path, map(str, names)) if path.is_file())

    def add_recent(self, path: Path) -> None:
        """Remember that ``path`` was opened."""
        path = path.absolute()
        others = [str(other) for other in self.recent if other != path]
        self._held.setValue("recent", [str(path), *others][:MOST_RECENT])

    def sync(self) -> None:
        """Write the file now."""
        self._held.sync()

    def _text(self, name: str) -> str:
        return str(self._held.value(name, "", type=str))

    def _number(self, name: str, default: float) -> float:
        try:
            return float(str(self._held.value(name, default)))
        except ValueError:
            return default

    def _flag(self, name: str, *, default: bool) -> bool:
        return bool(self._held.value(name, default, type=bool))

    def _bytes(self, name: str) -> QByteArray:
        held = self._held.value(name)
        return held if isinstance(held, QByteArray) else QByteArray()
