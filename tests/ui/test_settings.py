from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray

from gradviz.ui.settings import MOST_RECENT, Settings


def test_defaults(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.ini")
    assert (settings.theme, settings.language, settings.text_scale, settings.speed) == ("", "", 1.0, 2.0)
    assert settings.is_animated
    assert settings.has_fixed_seed
    assert settings.geometry.isEmpty()
    assert settings.recent == ()
    assert settings.memory_budget == 512 << 20


def test_the_memory_budget_comes_back_and_is_never_tiny(tmp_path: Path) -> None:
    path = tmp_path / "s.ini"
    settings = Settings(path)
    settings.memory_budget = 3 << 30
    settings.sync()
    copy = tmp_path / "copy.ini"
    copy.write_bytes(path.read_bytes())
    assert Settings(copy).memory_budget == 3 << 30
    settings.memory_budget = 5
    assert settings.memory_budget == 64 << 20


def test_values_come_back_from_the_file_with_their_types(tmp_path: Path) -> None:
    path = tmp_path / "s.ini"
    one = Settings(path)
    one.theme, one.language, one.text_scale, one.speed = "dark", "zh_CN", 1.5, 0.5
    one.is_animated = one.has_fixed_seed = False
    one.geometry, one.state = QByteArray(b"\x00g"), QByteArray(b"s")
    one.sync()
    copy = tmp_path / "copy.ini"  # another file: the first one's values are cached in this process
    copy.write_bytes(path.read_bytes())
    two = Settings(copy)
    assert (two.theme, two.language, two.text_scale, two.speed) == ("dark", "zh_CN", 1.5, 0.5)
    assert not two.is_animated
    assert not two.has_fixed_seed
    assert (two.geometry.data(), two.state.data()) == (b"\x00g", b"s")


def test_nonsense_in_the_file_gives_defaults(tmp_path: Path) -> None:
    path = tmp_path / "s.ini"
    path.write_text("[General]\ntext_scale=huge\nspeed=\ngeometry=3\nrecent=@Invalid()\nanimated=perhaps\n")
    settings = Settings(path)
    assert (settings.text_scale, settings.speed, settings.recent) == (1.0, 2.0, ())
    assert settings.geometry.isEmpty()


def test_text_scale_has_limits(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.ini")
    settings.text_scale = 50
    assert settings.text_scale == 3.0
    settings.text_scale = 0.1
    assert settings.text_scale == 0.75


def test_recent_files_are_few_unique_and_there(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.ini")
    files = [tmp_path / f"{i}.py" for i in range(MOST_RECENT + 3)]
    for file in files:
        file.write_text("")
        settings.add_recent(file)
    settings.add_recent(files[5])
    assert len(settings.recent) == MOST_RECENT
    assert settings.recent[0] == files[5]
    files[5].unlink()
    assert files[5] not in settings.recent
