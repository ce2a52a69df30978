"""How gradviz starts itself again: torch and Qt never share a process."""

from __future__ import annotations

import sys


def own_command() -> list[str]:
    """Return what starts gradviz: this Python, or this very executable when frozen."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "gradviz"]
