"""See PyTorch's autograd: the real graph, step by step, forward and backward."""

__version__ = "0.1.0"
