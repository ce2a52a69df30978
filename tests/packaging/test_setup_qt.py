import sys
from pathlib import Path

import pytest
import setup_qt
from setup_report import SetUpError

LDD = """
/venv/PySide6/Qt/plugins/platforms/libqxcb.so:
\tlinux-vdso.so.1 (0x00007ffd5c7f2000)
\tlibQt6XcbQpa.so.6 => /venv/PySide6/Qt/lib/libQt6XcbQpa.so.6 (0x00007f2a3c000000)
\tlibxcb-cursor.so.0 => not found
\tlibEGL.so.1 => not found
\t/lib64/ld-linux-x86-64.so.2 (0x00007f2a3c400000)
/venv/PySide6/QtGui.abi3.so:
\tlibEGL.so.1 => not found
"""
LOADER = """libEGL.so.1: cannot open shared object file: No such file or directory
/venv/libqxcb.so: undefined symbol: something
libgthread-2.0.so.0: cannot open shared object file: No such file or directory
"""
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="Qt's system libraries are Linux's matter")


def test_ldd_is_read() -> None:
    assert setup_qt.missing_in_ldd(LDD) == ["libEGL.so.1", "libxcb-cursor.so.0"]
    assert setup_qt.missing_in_ldd("\tnot a dynamic executable\n") == []


def test_the_loader_is_read() -> None:
    assert setup_qt.missing_in_loader_errors(LOADER) == ["libEGL.so.1", "libgthread-2.0.so.0"]


@on_linux
@pytest.mark.parametrize("ldd", ["/usr/bin/ldd", None])
def test_the_libraries_of_this_machine_are_there_for_qt(ldd: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("setup_qt.shutil.which", lambda _: ldd)
    python = Path(sys.executable)
    home = setup_qt._pyside_folder(python)
    assert setup_qt.missing_libraries(python, [home / name for name in setup_qt.ALWAYS_LOADED]) == []


@pytest.mark.parametrize(
    ("platform", "environ", "shown"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_a_display_is_noticed(platform: str, environ: dict[str, str], shown: bool) -> None:
    assert setup_qt.has_display(platform, environ) is shown


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_python: Path, files: list[Path]) -> list[str]:
        return ["libxcb-cursor.so.0"] if any(file.name == "libqxcb.so" for file in files) else ["libEGL.so.1"]

    monkeypatch.setattr(setup_qt, "missing_libraries", missing)
    monkeypatch.setattr("setup_apt.available_names", list)
    monkeypatch.setattr("setup_apt.have_apt", lambda: True)


@on_linux
@pytest.mark.usefixtures("lacking")
def test_without_rights_the_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("setup_apt.may_install", lambda: False)
    with pytest.raises(SetUpError, match=r"libEGL\.so\.1\.") as caught:
        setup_qt.require_libraries(Path(sys.executable), {})
    assert caught.value.exit_code == 3
    assert "\nsudo apt-get update && sudo apt-get install -y" in str(caught.value)
    assert "libegl1" in str(caught.value)
    assert "libxcb-cursor0" not in str(caught.value)


@on_linux
@pytest.mark.usefixtures("lacking")
def test_with_a_display_its_libraries_are_asked_for_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("setup_apt.may_install", lambda: False)
    with pytest.raises(SetUpError, match=r"libEGL\.so\.1, libxcb-cursor\.so\.0") as caught:
        setup_qt.require_libraries(Path(sys.executable), {"DISPLAY": ":0"})
    assert "libxcb-cursor0" in str(caught.value)


@on_linux
@pytest.mark.usefixtures("lacking")
def test_with_rights_they_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[str] = []
    monkeypatch.setattr("setup_apt.may_install", lambda: True)
    monkeypatch.setattr("setup_apt.install", installed.extend)
    setup_qt.require_libraries(Path(sys.executable), {"DISPLAY": ":0"}, along=["libxcb-shape0", "xvfb"])
    assert installed == [*setup_qt.OFFSCREEN_PACKAGES, *setup_qt.WINDOW_PACKAGES, "xvfb"]


@on_linux
def test_tests_of_the_real_window_say_why_they_will_skip(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("setup_qt._lacking_for_real_window_tests", lambda _: (["Xvfb"], ["xvfb"]))
    monkeypatch.setattr("setup_apt.available_names", list)
    monkeypatch.setattr("setup_apt.have_apt", lambda: True)
    monkeypatch.setattr("setup_apt.may_install", lambda: False)
    setup_qt.prepare_real_window_tests(Path(sys.executable))
    said = capsys.readouterr().err
    assert "will be skipped: missing Xvfb" in said
    assert "apt-get install -y --no-install-recommends xvfb" in said
