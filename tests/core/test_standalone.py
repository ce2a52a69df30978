import subprocess
import sys
from pathlib import Path

from gradviz.core.standalone import standalone
from gradviz.core.trace import Environment, Program

ENVIRONMENT = Environment("2.13.0", "cpu", "3.11.7", 5)


def test_a_comment_comes_first_and_nothing_else_changes() -> None:
    words = standalone(Program("p.py", "import torch\nprint('é')"), ENVIRONMENT)
    assert words.splitlines()[:2] == [
        "# Saved by gradviz. It ran with torch 2.13.0, Python 3.11.7, on cpu.",
        "# Before it ran, torch, numpy and random were given the seed 5.",
    ]
    assert words.endswith("\nimport torch\nprint('é')")


def test_a_program_that_has_not_run_says_so() -> None:
    assert standalone(Program("p.py", "x = 1\n"), None) == "# Saved by gradviz. It has not run yet.\nx = 1\n"


def test_what_must_come_first_stays_first(tmp_path: Path) -> None:
    source = '#!/usr/bin/env python3\n"""Words."""\nfrom __future__ import annotations\nprint(__doc__)\n'
    words = standalone(Program("p.py", source), ENVIRONMENT)
    assert words.startswith("#!/usr/bin/env python3\n# Saved")
    path = tmp_path / "p.py"
    path.write_text(words, encoding="utf-8")
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout == "Words.\n"
