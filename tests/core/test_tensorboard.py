"""The bytes of FILE were written by TensorBoard 2.21 itself."""

from __future__ import annotations

import base64
import struct
from pathlib import Path

import pytest

from gradviz.core.errors import UserError
from gradviz.core.tensorboard import crc32c, masked, read_scalars

FILE = base64.b64decode(
    """
SAAAAAAAAAD+kkidCdrcAFrOwdpBGg1icmFpbi5FdmVudDoyUi4KLHRlbnNvcmJvYXJkLnN1bW1hcnkud3JpdGVyLmV2ZW50X2ZpbGVfd3JpdGVy
7w9iQB4AAAAAAAAA2dwSMglt6QBazsHaQSoTChEKCmxvc3MvdHJhaW4VAACAP2nZzoUgAAAAAAAAACntqVAJ/OkAWs7B2kEQCioTChEKCmxvc3Mv
dHJhaW4VAAAAPxF3fQMgAAAAAAAAACntqVAJVuoAWs7B2kEQFCoTChEKCmxvc3MvdHJhaW4Vq6qqPgqmxOQsAAAAAAAAAPSuzEUJGusAWs7B2kEQ
ByofCh0KBHJhdGVCCAgBKgQAAIA+SgsKCQoHc2NhbGFyc+ZLTm4yAAAAAAAAACQZVuwJsesAWs7B2kEQCColCiMKBmRvdWJsZUIMCAIyCJqZmZmZ
mbk/SgsKCQoHc2NhbGFyc+k2tXI7AAAAAAAAABojrFwJoewAWs7B2kEqMAouChFub3RlL3RleHRfc3VtbWFyeUIPCAcSBBICCAFCBWhlbGxvSggK
BgoEdGV4dIKmO3U=
"""
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "events.out.tfevents.1"
    path.write_bytes(FILE)
    return path


def test_the_checksum_is_that_of_the_standard() -> None:
    # RFC 3720, appendix B.4.
    assert crc32c(b"123456789") == 0xE3069283
    assert crc32c(bytes(32)) == 0x8A9136AA
    assert crc32c(bytes(range(32))) == 0x46DD794E


def test_scalars_of_the_old_and_the_new_form_are_read(file: Path) -> None:
    curves = read_scalars(file)
    assert {tag: (series.x.tolist(), series.y.tolist()) for tag, series in curves.items()} == {
        "loss/train": ([0, 10, 20], [1.0, 0.5, struct.unpack("<f", struct.pack("<f", 1 / 3))[0]]),
        "rate": ([7], [0.25]),
        "double": ([8], [0.1]),
    }


def test_a_run_that_still_goes_on_may_have_written_half_a_record(file: Path) -> None:
    file.write_bytes(FILE[:-5])
    assert set(read_scalars(file)) == {"loss/train", "rate", "double"}


def record(body: bytes) -> bytes:
    length = struct.pack("<Q", len(body))
    return length + struct.pack("<I", masked(length)) + body + struct.pack("<I", masked(body))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "holds no scalars"),
        (b"import torch\n" * 9, "is no TensorBoard event file"),
        (b"short", "is no TensorBoard event file"),
        (record(b"\x2a\x09abc"), "is damaged: a field is longer than what holds it"),
        (record(b"\x0f"), "is damaged: a field is of an unknown kind"),
        (record(b"\xff" * 12), "is damaged: a number is too long"),
        (record(b"\x10\x05"), "holds no scalars"),
    ],
)
def test_what_is_no_event_file_is_said_to_be_none(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "other"
    path.write_bytes(data)
    with pytest.raises(UserError, match=words):
        read_scalars(path)


@pytest.mark.parametrize("place", [60, 160, 250])
def test_a_flipped_bit_is_found(file: Path, place: int) -> None:
    damaged = bytearray(FILE)
    damaged[place] ^= 4
    file.write_bytes(bytes(damaged))
    with pytest.raises(UserError, match=r"is damaged at byte \d+: a checksum is wrong"):
        read_scalars(file)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read: no such file"):
        read_scalars(tmp_path / "nothing")


def test_of_a_step_that_was_written_twice_the_later_value_counts(tmp_path: Path) -> None:
    def scalar(step: int, value: float) -> bytes:
        inner = b"\x0a\x01a\x15" + struct.pack("<f", value)
        summary = b"\x0a" + bytes([len(inner)]) + inner
        return record(b"\x10" + bytes([step]) + b"\x2a" + bytes([len(summary)]) + summary)

    path = tmp_path / "twice"
    path.write_bytes(scalar(3, 1.0) + scalar(1, 2.0) + scalar(3, 4.0))
    curve = read_scalars(path)["a"]
    assert (curve.x.tolist(), curve.y.tolist()) == ([1, 3], [2.0, 4.0])
