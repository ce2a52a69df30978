"""The net form as it is remembered from one start to the next, and in a session file."""

from __future__ import annotations

import msgspec

from gradviz.core.net.form import NetForm, Spelling


class KeptForm(msgspec.Struct, frozen=True):
    """What was filled in, and in which spelling its program is written."""

    form: NetForm = NetForm()
    spelling: Spelling = Spelling.BY_HAND


def encoded(kept: KeptForm) -> bytes:
    """Return ``kept`` as JSON."""
    return msgspec.json.encode(kept)


def decoded(text: bytes | str) -> KeptForm | None:
    """Return what was remembered; ``None`` if it cannot be read, or is of another gradviz."""
    try:
        return msgspec.json.decode(text, type=KeptForm)
    except (msgspec.DecodeError, UnicodeError):
        return None
