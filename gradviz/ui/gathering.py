"""What a run says very often: gathered in a turn of the event loop, and told once."""

from __future__ import annotations

from collections.abc import Callable

from gradviz.core.messages.replies import Printed, Sampled


class Gathering:
    """Joins what the program prints, and live values; `flush` tells them."""

    def __init__(self, tell_printed: Callable[[str, int], None], tell_sampled: Callable[[Sampled], None]) -> None:
        self._tell_printed = tell_printed
        self._tell_sampled = tell_sampled
        self._prints: Printed | None = None
        self._samples: Sampled | None = None

    def add(self, message: Printed | Sampled) -> None:
        """Take one more; what cannot be joined to what is held is told after it."""
        if isinstance(message, Printed):
            self._add_printed(message)
        else:
            self._add_sampled(message)

    def forget(self) -> None:
        """Tell nothing of what is held."""
        self._prints = self._samples = None

    def flush(self) -> None:
        """Tell what is held."""
        prints, self._prints = self._prints, None
        samples, self._samples = self._samples, None
        if prints is not None:
            self._tell_printed(prints.text, prints.skipped)
        if samples is not None:
            self._tell_sampled(samples)

    def _add_printed(self, new: Printed) -> None:
        """Join it, unless lines were left out before it."""
        if self._prints is not None and new.skipped:
            self.flush()
        held = self._prints
        self._prints = new if held is None else Printed(new.run, held.text + new.text, held.skipped)

    def _add_sampled(self, new: Sampled) -> None:
        """Join all losses, and of the parameters keep the newest."""
        if self._samples is not None and self._samples.first + len(self._samples.losses) != new.first:
            self.flush()
        held = self._samples
        self._samples = new if held is None else held.followed_by(new)
