"""The one exception that a person is meant to read."""

from __future__ import annotations


class UserError(Exception):
    """Something the user asked for cannot be done; the text says what, where and what to do, in one sentence."""
