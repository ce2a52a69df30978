"""A keyframe on its way from the worker that has it to the one that repeats its run."""

from __future__ import annotations

import pickle

import torch

from gradviz.core.messages.replies import KeyframeSaved
from gradviz.core.messages.requests import SaveKeyframe
from gradviz.engine.keyframes import Keyframes
from gradviz.engine.state import State


def save(request: SaveKeyframe, keyframes: Keyframes | None) -> KeyframeSaved:
    """Write what was asked for; it may take a while, and may be done in any thread: nobody changes a keyframe."""
    found = None if keyframes is None else keyframes.before(request.before)
    if found is None:
        return KeyframeSaved(request.run, request.path)
    try:
        torch.save(found, request.path)
    except (OSError, RuntimeError, TypeError, AttributeError, pickle.PicklingError):
        # No room, or something that cannot be written: the repetition is then compared by its loss alone.
        return KeyframeSaved(request.run, request.path)
    return KeyframeSaved(request.run, request.path, found[0])


def load(path: str, keyframes: Keyframes) -> bool:
    """Put the keyframe of the file ``path`` into ``keyframes``; return whether there was one.

    The file is one that `save` has written, for this program, in a folder of the window's own.
    """
    try:
        index, state = torch.load(path, weights_only=False)
    except (OSError, RuntimeError, ValueError, TypeError, AttributeError, EOFError, pickle.UnpicklingError):
        return False
    if not (isinstance(index, int) and isinstance(state, State)):
        return False
    keyframes.put(index, state)
    return True
