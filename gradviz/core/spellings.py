"""One net written in three ways, as runs that go side by side."""

from __future__ import annotations

from collections.abc import Callable

from gradviz.core.conductor import LaneSpec
from gradviz.core.net.form import TITLES, Loss, NetForm, Spelling, Start
from gradviz.core.net.program import program
from gradviz.core.trace import Program

SMALL = NetForm(n=64, d_in=20, h=10, d_out=3, bias=True, start=Start.XAVIER, loss=Loss.MSE_MEAN, learning_rate=0.01)
"""A net that is trained in a moment, and whose tensors can be taken in at a glance."""

_NAMES = {Spelling.BY_HAND: TITLES[Spelling.BY_HAND], Spelling.NN: "torch.nn", Spelling.OPTIM: "torch.optim"}


def spellings(form: NetForm = SMALL, translate: Callable[[str], str] = str) -> tuple[LaneSpec, ...]:
    """Return the net of ``form`` by hand, with torch.nn and with torch.optim, from the same start.

    Raises:
        UserError: something in the form is wrong; the text says what.
    """
    return tuple(
        LaneSpec(translate(_NAMES[spelling]), Program("net.py", program(form, spelling))) for spelling in Spelling
    )
