"""How the names of files end."""

from __future__ import annotations

SESSION = ".gradviz"
PROGRAM = ".py"
