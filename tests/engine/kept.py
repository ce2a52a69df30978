"""A place where programs of tests leave what the test looks at afterwards."""

from __future__ import annotations

from typing import Any

made: Any = None
loss: Any = None
w: Any = None
caught: Any = None
same: Any = None
equal: Any = None
random: Any = None
