import subprocess
import sys
from pathlib import Path

import dev
import dev_commands
import pytest
from setup_report import CommandError, run_quietly

EXAMPLE = Path("/examples/01-first.py")


def start(arguments: list[str], has_display: bool) -> dev_commands.Start:
    return dev_commands.plan_start(arguments, has_display=has_display, first=lambda: EXAMPLE)


@pytest.mark.parametrize("arguments", [[], ["lesson.py"], ["trace", "lesson.py", "--json", "-"]])
def test_with_a_display_gradviz_starts_as_asked(arguments: list[str]) -> None:
    assert start(arguments, has_display=True) == (arguments, {}, "")


def test_without_a_display_the_first_example_is_drawn() -> None:
    arguments, env, remark = start([], has_display=False)
    assert arguments == ["render", str(EXAMPLE), "-o", "gradviz-pictures", "--format", "png", "--all"]
    assert env == {"QT_QPA_PLATFORM": "offscreen"}
    assert "no display" in remark
    assert "01-first.py" in remark
    assert "gradviz-pictures" in remark


def test_without_a_display_a_named_program_is_drawn() -> None:
    assert start(["mine.py"], has_display=False).arguments[:2] == ["render", "mine.py"]


@pytest.mark.parametrize("arguments", [["trace", "mine.py"], ["doctor", "mine.py"], ["--version"], ["--smoke"]])
def test_what_opens_no_window_needs_no_display(arguments: list[str]) -> None:
    assert start(arguments, has_display=False) == (arguments, {"QT_QPA_PLATFORM": "offscreen"}, "")


def test_an_old_python_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "OLDEST_PYTHON", (99, 0))
    assert dev.main(["run"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["fly"], 2), (["--help"], 0)])
def test_usage(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(arguments) == code
    assert "usage:" in capsys.readouterr().err


def test_a_command_shows_its_output_only_when_it_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_quietly([sys.executable, "-c", "print('fine')"], str).strip() == "fine"
    assert capsys.readouterr().err == ""
    with pytest.raises(CommandError, match="read: broken"):
        run_quietly([sys.executable, "-c", "print('broken'); exit(4)"], lambda output: f"read: {output}")
    assert "broken" in capsys.readouterr().err


def test_the_script_needs_nothing_installed() -> None:
    script = Path(dev.__file__)
    result = subprocess.run(
        [sys.executable, "-E", "-s", "-S", script, "--help"], check=False, capture_output=True, text=True, timeout=30
    )
    assert result.returncode == 0
    assert "usage:" in result.stderr
