"""Messages as bytes, and back."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import msgspec

from gradviz.core.messages.replies import Replies
from gradviz.core.messages.requests import Requests
from gradviz.core.text import readable

_HEADER = struct.Struct("<I")
LARGEST_MESSAGE = 1 << 30
"""Bytes. A larger announced length means that the stream is not ours."""

Message = Requests | Replies

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


class ProtocolError(Exception):
    """The other side sent what is not a message."""


def encode(message: Message) -> bytearray:
    """Return ``message`` as one frame: its length as 4 bytes, then msgpack."""
    # A recorded iteration can take tens of megabytes: it is written once, in its place.
    frame = bytearray(_HEADER.size)
    try:
        _encoder.encode_into(message, frame, _HEADER.size)
    except UnicodeEncodeError:
        # A program may print, or be called, what is no Unicode text.
        plain = _readable(msgspec.to_builtins(message, builtin_types=(bytes,)))
        _encoder.encode_into(plain, frame, _HEADER.size)
    _HEADER.pack_into(frame, 0, len(frame) - _HEADER.size)
    return frame


def _readable(value: Any) -> Any:
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, dict):
        return {_readable(key): _readable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(item) for item in value]
    return value


class Decoder:
    """Turns a byte stream back into messages, however it is cut up."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes | bytearray) -> Iterator[Message]:
        """Add ``data``; yield each message that it completes.

        Raises:
            ProtocolError: the stream holds something else.
        """
        self._buffer += data
        start = 0
        try:
            while len(self._buffer) - start >= _HEADER.size:
                (size,) = _HEADER.unpack_from(self._buffer, start)
                if size > LARGEST_MESSAGE:
                    raise ProtocolError(f"a message of {size} bytes was announced")
                end = start + _HEADER.size + size
                if len(self._buffer) < end:
                    return
                begin, start = start + _HEADER.size, end
                with memoryview(self._buffer)[begin:end] as body:
                    message = _decode(body)
                yield message
        finally:
            del self._buffer[:start]


def _decode(body: memoryview) -> Message:
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(str(error)) from error
