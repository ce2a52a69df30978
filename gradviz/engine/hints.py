"""What to do about the errors that people meet most, by what torch says."""

from __future__ import annotations

import re

_HINTS: tuple[tuple[str, str], ...] = (
    (
        r"does not require grad and does not have a grad_fn",
        "Create one of its inputs with requires_grad=True, and check that no detach() or no_grad() lies between.",
    ),
    (
        r"backward through the graph a second time",
        "The first backward() freed the graph: run the forward pass again, or pass retain_graph=True the first time.",
    ),
    (
        r"modified by an inplace operation",
        "A value that the backward pass needs was overwritten in place, as += and ops such as add_ do: "
        "make a new tensor instead.",
    ),
    (
        r"leaf Variable that requires grad is being used in an in-place",
        "Change a parameter inside torch.no_grad(), or work on a copy.",
    ),
    (
        r"grad can be implicitly created only for scalar outputs",
        "Reduce the result to one number, for example with sum() or mean(), or pass a vector to backward().",
    ),
    (
        r"mat1 and mat2 shapes cannot be multiplied|size mismatch",
        "Compare the shapes of the two factors: the inner sizes must be equal.",
    ),
    (r"must match the size of tensor", "Compare the two shapes: sizes must be equal or 1 to be broadcast."),
    (r"can't allocate memory|out of memory|not enough memory", "Make the tensor or the batch smaller."),
    (
        r"[Ee]xpected all tensors to be on the same device",
        "Move the tensors to one device with .to(device).",
    ),
    (r"only Tensors of floating point.*can require gradients", "Use a floating dtype, for example torch.float32."),
    (
        r"not implemented for '(Half|BFloat16)'|Low precision dtypes not supported",
        "PyTorch has no such op for this dtype on this device: choose another dtype.",
    ),
    (r"nobody to ask", "Write the value into the program instead of asking for it."),
)

_BY_KIND = {
    "ModuleNotFoundError": "Install the package into the environment that gradviz runs in, or remove the import.",
    "NameError": "Check the spelling, and that the line that defines it has run.",
    "RecursionError": "A function calls itself without end.",
    "MemoryError": "Make the tensor or the batch smaller.",
}


_BY_WORDS = {
    ("SystemExit", "2"): "What it wrote tells why; arguments are given to it in Run › Arguments…, or after -- on the "
    "command line.",
}
"""Of an exception whose words say nothing by themselves. 2 is what argparse ends a program with."""


def hint_for(kind: str, message: str) -> str:
    """Return what to do about an exception, or nothing where nothing better than its own words is known."""
    for pattern, hint in _HINTS:
        if re.search(pattern, message):
            return hint
    return _BY_WORDS.get((kind, message)) or _BY_KIND.get(kind, "")
