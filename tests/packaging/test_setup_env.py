import json
from pathlib import Path

import pytest
import setup_env
from setup_env import Stamp
from setup_report import SetUpError


@pytest.fixture
def stamp() -> Stamp:
    return Stamp(home="/home/ada/gradviz", python="Python 3.11 on linux-x86_64", done={"torch": "a", "run": "b"})


def test_a_stamp_is_read_back_as_it_was_written(tmp_path: Path, stamp: Stamp) -> None:
    setup_env.write_stamp(tmp_path, stamp)
    assert setup_env.read_stamp(tmp_path) == stamp
    assert [file.name for file in tmp_path.iterdir()] == [setup_env.STAMP_NAME]


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"home": "x"}', '{"home": "", "python": "", "colour": 1}'])
def test_a_stamp_that_cannot_be_read_is_none(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / setup_env.STAMP_NAME).write_text(text, "utf-8")
    assert setup_env.read_stamp(tmp_path) is None


def test_only_steps_with_other_pins_are_done_again(stamp: Stamp) -> None:
    assert setup_env.to_do(stamp, {"torch": "a", "run": "b"}) == []
    assert setup_env.to_do(stamp, {"torch": "a", "run": "changed", "test": "new"}) == ["run", "test"]


def test_a_finished_environment_stays(stamp: Stamp) -> None:
    assert not setup_env.must_remake(stamp, fresh=Stamp(stamp.home, stamp.python), starts=True)


def test_one_made_by_hand_stays_if_it_starts(stamp: Stamp) -> None:
    assert not setup_env.must_remake(None, fresh=stamp, starts=True)
    assert setup_env.must_remake(None, fresh=stamp, starts=False)


@pytest.mark.parametrize(
    "change",
    [{"busy": "torch"}, {"home": "/elsewhere"}, {"python": "Python 3.12 on linux-x86_64"}],
    ids=["interrupted", "moved", "another Python"],
)
def test_one_that_cannot_be_trusted_is_made_anew(stamp: Stamp, change: dict[str, str]) -> None:
    known = Stamp(**{"home": stamp.home, "python": stamp.python, "done": stamp.done, **change})  # type: ignore[arg-type]
    assert setup_env.must_remake(known, fresh=Stamp(stamp.home, stamp.python), starts=True)


def test_one_whose_python_is_gone_is_made_anew(stamp: Stamp) -> None:
    assert setup_env.must_remake(stamp, fresh=stamp, starts=False)


def test_steps_come_in_order_and_torch_first() -> None:
    assert list(setup_env.fingerprints(["run", "test"])) == ["torch", "run", "test", "project"]


def test_a_comment_does_not_change_a_fingerprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "run.txt").write_text("torch==1.0\nnumpy==2.0\n", "utf-8")
    monkeypatch.setattr(setup_env, "REQUIREMENTS", tmp_path)
    before = setup_env.fingerprints(["run"])
    (tmp_path / "run.txt").write_text("# why\ntorch==1.0  # exactly\n\nnumpy==2.0\n", "utf-8")
    assert setup_env.fingerprints(["run"]) == before
    (tmp_path / "run.txt").write_text("torch==1.0\nnumpy==2.1\n", "utf-8")
    after = setup_env.fingerprints(["run"])
    assert [step for step in before if before[step] != after[step]] == ["run"]


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("NewConnectionError(...)\nERROR: No matching distribution found for torch==2.13.0", "check the network"),
        ("ERROR: No matching distribution found for torch==2.13.0", "There is no torch==2.13.0 for Python"),
        ("ERROR: [Errno 13] Permission denied: '/x'", "cannot be written"),
        ("something nobody has seen", "pip failed"),
    ],
)
def test_a_failure_of_pip_comes_with_advice(output: str, sentence: str) -> None:
    advice = setup_env.advise(output)
    assert sentence in advice
    assert "\n" not in advice


def test_a_failed_download_keeps_the_environment_and_a_failed_unpacking_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stamp: Stamp, capfd: pytest.CaptureFixture[str]
) -> None:
    failing = tmp_path / "pip"
    monkeypatch.setattr(setup_env, "VENV", tmp_path)
    monkeypatch.setattr(setup_env, "python_of", lambda _: failing)
    for complaint, busy in (("NewConnectionError", ""), ("[Errno 28]", "test")):
        failing.write_text(f"#!/bin/sh\necho '{complaint}'\nexit 1\n", "utf-8")
        failing.chmod(0o755)
        with pytest.raises(SetUpError):
            setup_env._do("test", "c", stamp)
        assert json.loads((tmp_path / setup_env.STAMP_NAME).read_text("utf-8"))["busy"] == busy
        assert complaint in capfd.readouterr().err
    assert "test" not in stamp.done
