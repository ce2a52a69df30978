"""A program as a file that runs by itself."""

from __future__ import annotations

from gradviz.core.trace import Environment, Program


def standalone(program: Program, environment: Environment | None) -> str:
    """Return the text of ``program`` with a comment before it: what it ran with. Nothing else is changed.

    ``environment`` is that of its run; ``None`` if it has not run.
    """
    if environment is None or not environment.torch:
        lines = ["# Saved by gradviz. It has not run yet."]
    else:
        where = f"torch {environment.torch}, Python {environment.python}, on {environment.device}"
        lines = [f"# Saved by gradviz. It ran with {where}."]
        if environment.seed is not None:
            lines.append(f"# Before it ran, torch, numpy and random were given the seed {environment.seed}.")
    first, newline, rest = program.source.partition("\n")
    if first.startswith("#!"):
        # What starts it must stay in the first line.
        return first + newline + "".join(f"{line}\n" for line in lines) + rest
    return "".join(f"{line}\n" for line in lines) + program.source
