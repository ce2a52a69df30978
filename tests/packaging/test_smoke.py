import json
import os
import time
from pathlib import Path

import pytest
import smoke

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins for the executable are shell scripts")

DOCUMENT = {"format": "gradviz-trace", "error": None, "iterations": [{"nodes": [{"id": 0}, {"id": 1}]}]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def executable(folder: Path, script: str) -> Path:
    file = folder / "gradviz"
    file.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    file.chmod(0o755)
    return file


def test_a_folder_or_the_executable_may_be_named(folder: Path) -> None:
    file = executable(folder, "")
    assert smoke.find_executable(folder) == file
    assert smoke.find_executable(file) == file


def test_a_healthy_document_is_described() -> None:
    assert smoke.describe_document(json.dumps(DOCUMENT)) == "1 iterations, 2 nodes"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not JSON"),
        ("{}", "not a trace document"),
        (json.dumps({**DOCUMENT, "error": {"kind": "NameError"}}), "the program failed"),
        (json.dumps({**DOCUMENT, "iterations": []}), "no grad_fn"),
    ],
)
def test_another_document_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(smoke.Failed, match=complaint):
        smoke.describe_document(text)


def test_what_is_printed_is_returned(folder: Path) -> None:
    file = executable(folder, 'echo "$QT_QPA_PLATFORM $1"')
    assert smoke.run(file, "--smoke") == "offscreen --smoke\n"


def test_a_failure_is_told_with_the_last_words(folder: Path) -> None:
    with pytest.raises(smoke.Failed, match="exit code 3: no torch"):
        smoke.run(executable(folder, "echo no torch >&2; exit 3"))


def test_one_that_never_ends_is_killed_with_its_children(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smoke, "PATIENCE_S", 0.5)
    file = executable(folder, f"sleep 60 & echo $! > {folder}/child; wait")
    with pytest.raises(smoke.Failed, match="still running"):
        smoke.run(file)
    assert ends_soon(int((folder / "child").read_text("utf-8")))


def test_a_process_left_behind_is_a_failure_and_is_killed(folder: Path) -> None:
    file = executable(folder, f"sleep 60 >/dev/null & echo $! > {folder}/child")
    with pytest.raises(smoke.Failed, match="left processes"):
        smoke.run(file)
    assert ends_soon(int((folder / "child").read_text("utf-8")))


@pytest.mark.parametrize(("picture", "passed"), [("printf '\\211PNG\\r\\n\\032\\n'", True), ("echo no", False)])
def test_pictures_are_looked_at(folder: Path, picture: str, passed: bool) -> None:
    file = executable(folder, f"{picture} > {folder}/a.png")
    if passed:
        assert smoke.check_render(file, folder / "p.py", folder) == "1 PNG files"
    else:
        with pytest.raises(smoke.Failed, match=r"not PNG: a\.png"):
            smoke.check_render(file, folder / "p.py", folder)


@pytest.mark.parametrize(("film", "passed"), [("printf GIF89a", True), ("echo no", False)])
def test_films_are_looked_at(folder: Path, film: str, passed: bool) -> None:
    file = executable(folder, f"{film} > {folder}/a.gif")
    if passed:
        assert smoke.check_film(file, folder / "p.py", folder) == "a.gif"
    else:
        with pytest.raises(smoke.Failed, match="no GIF"):
            smoke.check_film(file, folder / "p.py", folder)


def ends_soon(process: int) -> bool:
    for _ in range(100):
        if not is_alive(process):
            return True
        time.sleep(0.02)
    return False


def is_alive(process: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"
