"""What a program in the worker prints: all of it, in its order, soon, and through streams like Python's own."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import count

import pytest

from gradviz.core.messages.replies import Finished, Printed
from gradviz.core.messages.requests import RunProgram, Stop
from gradviz.core.trace import Program
from gradviz.engine.streams import Streams, flush, gathering, standard_streams
from tests.engine.worker import Worker, worker

_numbers = count(1)


@pytest.fixture(scope="module")
def found() -> Iterator[Worker]:
    with worker() as one:
        yield one


def printed(found: Worker, text: str) -> str:
    """Run a program to its end, and return what it has printed."""
    found.replies.clear()
    found.send(RunProgram(next(_numbers), Program("p.py", text), seed=0))
    finished = found.wait_for(Finished)
    assert finished.error is None, finished.error
    return "".join(reply.text for reply in found.replies if isinstance(reply, Printed))


def test_standard_output_and_error_come_in_their_order(found: Worker) -> None:
    loop = "for i in range(3):\n    print('out', i)\n    print('err', i, file=sys.stderr)\n"
    text = f"import sys\n{loop}print('end', end='')\n"
    assert printed(found, text) == "".join(f"out {i}\nerr {i}\n" for i in range(3)) + "end"


def test_much_at_once_is_whole(found: Worker) -> None:
    text = "for i in range(3000):\n    print(i, '…' * 7)\n"
    assert printed(found, text) == "".join(f"{i} {'…' * 7}\n" for i in range(3000))


def test_what_is_printed_is_seen_while_the_program_waits(found: Worker) -> None:
    found.replies.clear()
    run = next(_numbers)
    found.send(RunProgram(run, Program("p.py", "import time\nprint('seen')\ntime.sleep(600)\n")))
    began = time.monotonic()
    assert found.wait_for(Printed).text == "seen\n"
    assert time.monotonic() - began < 60
    found.send(Stop(run))
    assert found.wait_for(Finished).stopped


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import sys\nsys.stdout.reconfigure(encoding='utf-8')\nprint('é')\n", "é\n"),
        ("import sys\nsys.stdout.buffer.write('é\\n'.encode())\nprint('x')\n", "é\nx\n"),
        ("import sys\nsys.stdout.buffer.write(b'\\xff\\n')\n", "\ufffd\n"),
        ("import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.detach())\nprint('x', flush=True)\n", "x\n"),
        (
            "import sys\nprint('before')\nsys.stdout.close()\nsys.stdout = sys.stderr\nprint('after')\n",
            "before\nafter\n",
        ),
        (
            "import sys\nsys.stdout.write('a')\nn = sys.stdout.write('bcd')\nprint(n, sys.stdout.encoding)\n",
            "abcd3 utf-8\n",
        ),
    ],
)
def test_what_programs_do_with_pythons_own_stream(found: Worker, text: str, said: str) -> None:
    assert printed(found, text) == said


@pytest.mark.skipif(not hasattr(os, "fork"), reason="programs cannot fork here")
def test_a_forked_process_says_nothing_in_the_name_of_the_program(found: Worker) -> None:
    text = "import os\nprint('one')\npid = os.fork()\nif not pid:\n    print('lost', flush=True)\n    os._exit(0)\n"
    assert printed(found, f"{text}os.waitpid(pid, 0)\nprint('two')\n") == "one\ntwo\n"


def test_what_was_gathered_is_handed_on_at_the_end() -> None:
    heard: list[str] = []
    with standard_streams(Streams(gathering(heard.append), gathering(heard.append))):
        print("a", 1)  # noqa: T201
        assert not heard
    assert heard == ["a 1\n"]
    closed = gathering(heard.append)
    closed.close()
    flush(closed)
