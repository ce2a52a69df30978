"""What each part loads: asked in a fresh process, because this one has loaded everything already."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import pytest

import gradviz.core

CORE = [module.name for module in pkgutil.walk_packages(gradviz.core.__path__, "gradviz.core.")]


def _loaded(*modules: str) -> set[str]:
    """Return the top-level packages that importing ``modules`` loads."""
    code = f"import sys, {', '.join(modules)}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("modules", "forbidden"),
    [
        pytest.param(["gradviz", "gradviz.cli"], {"torch", "PySide6", "shiboken6", "numpy", "networkx"}, id="gradviz"),
        pytest.param(CORE, {"torch", "PySide6", "shiboken6", "pyqtgraph"}, id="core"),
        pytest.param(["gradviz.ui.app"], {"torch"}, id="ui"),
        pytest.param(["gradviz.engine.serve"], {"PySide6", "shiboken6", "pyqtgraph"}, id="engine"),
    ],
)
def test_a_part_loads_nothing_that_it_must_not_know(modules: list[str], forbidden: set[str]) -> None:
    loaded = _loaded(*modules)
    assert "gradviz" in loaded
    assert loaded.isdisjoint(forbidden)
