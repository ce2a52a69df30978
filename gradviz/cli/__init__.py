"""The ``gradviz`` command."""

from gradviz.cli.entry import main

__all__ = ["main"]
