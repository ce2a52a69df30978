"""Where the bundled executable starts: the window, the command line and the worker are all `gradviz.cli.main`."""

from __future__ import annotations

import multiprocessing
import sys

from gradviz.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # a user's program may start processes of its own
    sys.exit(main())
