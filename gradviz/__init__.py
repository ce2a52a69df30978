"""See PyTorch's autograd: the real graph, step by step, forward and backward."""

from typing import TYPE_CHECKING, Any

from gradviz.api import load, show, trace
from gradviz.core.version import __version__

if TYPE_CHECKING:
    from gradviz.core.scripting import Trace

__all__ = ["Trace", "__version__", "load", "show", "trace"]


def __getattr__(name: str) -> Any:
    # It needs numpy, which takes longer to load than all that is here.
    if name == "Trace":
        from gradviz.core.scripting import Trace

        return Trace
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
