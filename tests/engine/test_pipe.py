"""How much fits into a pipe."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from gradviz.engine.pipe import WANTED, Room


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how full a pipe is")
@pytest.mark.parametrize("piece", [10, 100, 2_049, 5_000, 70_000])
def test_what_has_room_is_written_without_waiting(piece: int) -> None:
    read, write = os.pipe()
    os.set_blocking(write, False)
    with os.fdopen(read, "rb"), os.fdopen(write, "wb", buffering=0) as stream:
        room, written = Room(stream), 0
        while room.has(piece):
            # It writes less, or nothing at all, where it would have to wait.
            assert stream.write(bytes(piece)) == piece
            written += piece
        assert written + piece > WANTED // 3
        os.read(read, written)
        assert room.has(piece)


def test_what_is_no_pipe_has_no_room(tmp_path: Path) -> None:
    assert not Room(io.BytesIO()).has(1)
    with (tmp_path / "file").open("wb") as file:
        assert not Room(file).has(1)
