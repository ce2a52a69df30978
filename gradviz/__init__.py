"""See PyTorch's autograd: the real graph, step by step, forward and backward."""

from gradviz.api import load
from gradviz.core.version import __version__

__all__ = ["__version__", "load"]
