from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from gradviz.core.messages.replies import Finished, Sampled
from gradviz.core.trace import Iteration, Program
from gradviz.ui.engine import Engine
from gradviz.ui.enginestate import EngineState
from gradviz.ui.workerprocess import worker_command
from tests.ui.conftest import MakeEngine


def run(engine: Engine, source: str, device: str = "cpu") -> None:
    engine.run_program(Program("p.py", source), device)


def finish(qtbot: QtBot, engine: Engine, source: str) -> Finished:
    with qtbot.waitSignal(engine.finished, timeout=10_000) as caught:
        run(engine, source)
    finished = (caught.args or [])[0]
    assert isinstance(finished, Finished)
    return finished


def test_the_worker_is_this_python_or_the_frozen_executable(monkeypatch: pytest.MonkeyPatch) -> None:
    assert worker_command() == (sys.executable, ("-m", "gradviz", "worker"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert worker_command() == (sys.executable, ("worker",))


def test_a_run_from_start_to_end(engine: Engine, qtbot: QtBot) -> None:
    printed: list[str] = []
    recorded: list[Iteration] = []
    states: list[EngineState] = []
    engine.printed.connect(lambda text, _skipped: printed.append(text))
    engine.recorded.connect(recorded.append)
    engine.state_changed.connect(states.append)
    finished = finish(qtbot, engine, "ok")
    assert printed == ["hello\n"]
    assert [len(iteration.events) for iteration in recorded] == [16]
    assert finished.iterations == 1
    assert states == [EngineState.RUNNING, EngineState.READY]


def test_device_and_seed_reach_the_worker(engine: Engine, qtbot: QtBot) -> None:
    with qtbot.waitSignal(engine.finished) as caught:
        engine.run_program(Program("p.py", "quiet"), "cuda:0", 7)
    environment = (caught.args or [])[0].environment
    assert (environment.device, environment.seed) == ("cuda:0", 7)


def test_a_program_waits_for_the_worker(make_engine: MakeEngine, qtbot: QtBot) -> None:
    engine = make_engine("slow")
    engine.start()
    assert engine.state == EngineState.STARTING
    finished = finish(qtbot, engine, "ok")
    assert finished.run == 1


def test_running_starts_the_worker(make_engine: MakeEngine, qtbot: QtBot) -> None:
    assert finish(qtbot, make_engine(), "ok").run == 1


def test_stopping_before_the_worker_is_ready(make_engine: MakeEngine, qtbot: QtBot) -> None:
    engine = make_engine("slow")
    run(engine, "loop")
    with qtbot.waitSignal(engine.finished) as caught:
        engine.stop()
    assert (caught.args or [])[0].stopped
    assert not engine.is_busy


def test_stop_is_obeyed(engine: Engine, qtbot: QtBot) -> None:
    run(engine, "obey")
    pid = engine.pid
    with qtbot.waitSignal(engine.finished) as caught:
        engine.stop()
    assert (caught.args or [])[0].stopped
    assert (engine.pid, engine.state) == (pid, EngineState.READY)


def test_who_does_not_stop_is_ended(engine: Engine, qtbot: QtBot) -> None:
    said: list[str] = []
    engine.noticed.connect(said.append)
    run(engine, "loop")
    pid = engine.pid
    started = time.monotonic()
    with qtbot.waitSignal(engine.finished) as caught:
        engine.stop()
    assert time.monotonic() - started < 10.0
    assert (caught.args or [])[0].stopped
    assert "did not answer to Stop" in said[0]
    qtbot.waitUntil(lambda: engine.state == EngineState.READY, timeout=10_000)
    assert engine.pid != pid
    assert finish(qtbot, engine, "ok").error is None


@pytest.mark.parametrize(("source", "reason"), [("crash", "exit code 3"), ("segv", "SIGSEGV")])
def test_a_crash_is_told_and_survived(engine: Engine, qtbot: QtBot, source: str, reason: str) -> None:
    with qtbot.waitSignal(engine.crashed, timeout=10_000) as caught:
        run(engine, source)
    sentence = (caught.args or [])[0]
    assert reason in sentence
    assert "text is kept" in sentence
    assert not engine.is_busy
    qtbot.waitUntil(lambda: engine.state == EngineState.READY, timeout=10_000)
    assert finish(qtbot, engine, "ok").error is None


def test_what_a_dying_process_said_is_still_heard(engine: Engine, qtbot: QtBot) -> None:
    heard: list[str] = []
    engine.stderr_received.connect(heard.append)
    with qtbot.waitSignal(engine.crashed):
        run(engine, "crash")
    assert "about to go" in "".join(heard)


def test_garbage_on_stdout_ends_the_worker(engine: Engine, qtbot: QtBot) -> None:
    with qtbot.waitSignal(engine.crashed) as caught:
        run(engine, "garbage")
    assert "what is not a message" in (caught.args or [])[0]
    qtbot.waitUntil(lambda: engine.state == EngineState.READY, timeout=10_000)
    assert finish(qtbot, engine, "ok").error is None


def test_three_failed_starts_are_enough(make_engine: MakeEngine, qtbot: QtBot) -> None:
    engine = make_engine("dies")
    told: list[str] = []
    engine.crashed.connect(told.append)
    with qtbot.waitSignal(engine.crashed, timeout=15_000):
        engine.start()
    assert engine.state == EngineState.STOPPED
    assert told == [
        "PyTorch could not be started (exit code 1; ModuleNotFoundError: No module named 'torch'). "
        "Check that “import torch” works in this Python, then press Run to try again; your text is kept."
    ]
    qtbot.wait(100)
    assert engine.pid == 0
    with qtbot.waitSignal(engine.state_changed):
        run(engine, "ok")  # Run tries again


def test_a_worker_that_is_ready_and_gone_does_not_restart_for_ever(make_engine: MakeEngine, qtbot: QtBot) -> None:
    engine = make_engine("brief")
    with qtbot.waitSignal(engine.crashed, timeout=15_000):
        engine.start()
    assert engine.state == EngineState.STOPPED


def test_a_program_that_is_not_there_is_told(qtbot: QtBot) -> None:
    engine = Engine(("/no/such/program", ()))
    with qtbot.waitSignal(engine.crashed, timeout=15_000) as caught:
        engine.start()
    assert "/no/such/program could not be started" in (caught.args or [])[0]
    engine.close()


def test_late_replies_are_dropped(engine: Engine, qtbot: QtBot) -> None:
    recorded: list[int] = []
    printed: list[str] = []
    finished: list[Finished] = []
    engine.recorded.connect(lambda iteration: recorded.append(iteration.index))
    engine.printed.connect(lambda text, _skipped: printed.append(text))
    engine.finished.connect(finished.append)
    finish(qtbot, engine, "ok")
    finish(qtbot, engine, "late")
    assert recorded == [0, 0]
    assert printed == ["hello\n", "hello\n"]
    assert [message.run for message in finished] == [1, 2]


def test_a_new_run_stops_the_old_one(engine: Engine, qtbot: QtBot) -> None:
    run(engine, "obey")
    runs: list[tuple[int, bool]] = []
    engine.finished.connect(lambda message: runs.append((message.run, message.stopped)))
    run(engine, "ok")
    qtbot.waitUntil(lambda: bool(runs))
    assert runs == [(2, False)], "the end of the first run is no end of the one that replaced it"


def test_what_the_old_run_still_says_is_not_said_of_the_new_one(engine: Engine, qtbot: QtBot) -> None:
    run(engine, "chatter")
    with qtbot.waitSignal(engine.sampled):
        pass
    losses: list[float] = []
    engine.sampled.connect(lambda sampled: losses.extend(sampled.losses))
    printed: list[str] = []
    engine.printed.connect(lambda text, _skipped: printed.append(text))
    with qtbot.waitSignal(engine.finished):
        run(engine, "ok")
    assert losses == []
    assert printed == ["hello\n"]


def test_pause_and_resume(engine: Engine, qtbot: QtBot) -> None:
    run(engine, "pause")
    states: list[EngineState] = []
    engine.state_changed.connect(states.append)
    with qtbot.waitSignal(engine.paused) as caught:
        engine.pause()
    assert caught.args == [5]
    with qtbot.waitSignal(engine.finished):
        engine.resume()
    assert states == [EngineState.PAUSING, EngineState.PAUSED, EngineState.RUNNING, EngineState.READY]


def test_pausing_without_a_run_does_nothing(engine: Engine) -> None:
    engine.pause()
    engine.resume()
    engine.stop()
    assert engine.state == EngineState.READY


def test_a_flood_leaves_the_event_loop_awake(engine: Engine, qtbot: QtBot) -> None:
    gaps: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append(now - last)
        last = now

    timer = QTimer()
    timer.timeout.connect(tick)
    samples: list[Sampled] = []
    texts: list[str] = []
    engine.sampled.connect(samples.append)
    engine.printed.connect(lambda text, _skipped: texts.append(text))
    timer.start(5)
    finish(qtbot, engine, "flood 20000")
    timer.stop()
    losses = [loss for sampled in samples for loss in sampled.losses]
    assert losses == [float(i) for i in range(20_000)]
    assert "".join(texts) == "".join(f"{i}\n" for i in range(20_000))
    assert len(samples) < 2000
    assert sorted(gaps)[int(len(gaps) * 0.95)] < 0.05


def test_close_leaves_no_process(engine: Engine, qtbot: QtBot) -> None:
    run(engine, "loop")
    pid = engine.pid
    engine.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert (engine.state, engine.pid) == (EngineState.STOPPED, 0)


def test_children_of_the_program_end_with_it(qtbot: QtBot, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = (
        "import subprocess, sys, time; from pathlib import Path\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"Path({str(note)!r}).write_text(str(child.pid)); time.sleep(60)"
    )
    engine = Engine((sys.executable, ("-c", code)))
    engine.start()
    qtbot.waitUntil(lambda: note.exists() and bool(note.read_text()))
    engine.close()
    child = note.read_text()

    def is_gone() -> bool:
        state = subprocess.run(["ps", "-o", "stat=", "-p", child], capture_output=True, text=True, check=False).stdout
        return not state.strip() or state.startswith("Z")

    qtbot.waitUntil(is_gone)
