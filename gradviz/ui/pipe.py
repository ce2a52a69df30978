"""One worker process: messages in, messages out, in small portions so that the window stays awake."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import suppress
from time import monotonic

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from gradviz.core.messages.requests import Requests
from gradviz.core.messages.wire import Decoder, Message, ProtocolError, encode

CHUNK = 1 << 20
"""Bytes that are read at once."""

TURN = 0.012
"""Seconds that one turn of the event loop may spend on messages."""

LARGEST_ERROR_TEXT = 1 << 16
"""Characters of stderr that are passed on per turn; what a process floods us with beyond that is dropped."""

Command = tuple[str, Sequence[str]]


class Pipe(QObject):
    """Runs ``command`` and talks to it. ``ended`` tells why it is gone, unless `kill` was asked for."""

    received = Signal(object)
    turn_ended = Signal()
    stderr_received = Signal(str)
    ended = Signal(str)

    def __init__(self, command: Command, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._decoder = Decoder()
        self._messages: Iterator[Message] = iter(())
        self._reason: str | None = None
        self._silent = False
        self._process = QProcess(self)
        self._process.setProgram(command[0])
        self._process.setArguments(list(command[1]))
        if os.name == "posix":
            # A session of its own: Ctrl+C in the terminal is the window's, and kill reaches the program's children too.
            self._process.setUnixProcessParameters(QProcess.UnixProcessFlag.CreateNewSession)
        self._process.readyReadStandardOutput.connect(self._wake)
        self._process.readyReadStandardError.connect(self._on_stderr)
        self._process.errorOccurred.connect(self._on_error)
        self._process.finished.connect(self._on_finished)
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._pump)

    @property
    def pid(self) -> int:
        """The process id; 0 when it does not run."""
        return self._process.processId()

    def start(self) -> None:
        """Start the process."""
        self._process.start()

    def send(self, request: Requests) -> None:
        """Write ``request``; it is buffered while the process is busy."""
        self._process.write(encode(request))

    def kill(self, *, wait: bool = False) -> None:
        """End the process and all that it started, without a word. The object deletes itself afterwards."""
        self._silent = True
        self._turn.stop()
        if self._process.state() == QProcess.ProcessState.NotRunning:
            self.deleteLater()
            return
        self._signal_group()
        self._process.kill()
        if wait:
            self._process.waitForFinished(3000)

    def _signal_group(self) -> None:
        if os.name == "posix" and self.pid:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def _wake(self) -> None:
        if not self._silent and not self._turn.isActive():
            self._turn.start()

    def _pump(self) -> None:
        try:
            idle = self._work(monotonic() + TURN)
        except ProtocolError as error:
            self._fail(self.tr("it sent what is not a message: {error}").format(error=error))
            return
        self.turn_ended.emit()
        if self._silent:
            return
        if not idle:
            self._turn.start()
        elif self._reason is not None:
            self._end(self._reason)

    def _work(self, deadline: float) -> bool:
        """Handle messages until ``deadline``; return whether none is left."""
        while monotonic() < deadline:
            message = next(self._messages, None)
            if self._silent:
                return True
            if message is not None:
                self.received.emit(message)
                continue
            chunk = self._process.readAllStandardOutput() if self._reason else self._process.read(CHUNK)
            if chunk.isEmpty():
                return True
            self._messages = self._decoder.feed(bytes(chunk.data()))
        return False

    def _on_stderr(self) -> None:
        data = bytes(self._process.readAllStandardError().data())
        if not self._silent and data:
            self.stderr_received.emit(data.decode("utf-8", errors="replace")[-LARGEST_ERROR_TEXT:])

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end(self.tr("{program} could not be started").format(program=self._process.program()))

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        if self._silent:
            self.deleteLater()
            return
        crashed = status == QProcess.ExitStatus.CrashExit
        self._reason = signal_name(code) if crashed else self.tr("exit code {code}").format(code=code)
        self._on_stderr()
        self._wake()

    def _fail(self, reason: str) -> None:
        self.kill()
        self.ended.emit(reason)

    def _end(self, reason: str) -> None:
        self._silent = True
        self.ended.emit(reason)
        self.deleteLater()


def signal_name(code: int) -> str:
    """Return what ended a process that did not exit: the signal's name, or Windows' status code."""
    try:
        return signal.Signals(code).name
    except ValueError:
        return hex(code & 0xFFFFFFFF)
