"""Set up, run, test, check and bundle gradviz: `python3 packaging/dev.py run`.

The first call makes `.venv` beside this folder with everything at exact versions; later calls start at once.
"""

from __future__ import annotations

import sys

OLDEST_PYTHON = (3, 11)
USAGE = """usage: python3 packaging/dev.py COMMAND

  run [ARGUMENTS]    start gradviz with these arguments; without a display, draw an example's pictures instead
  test [ARGUMENTS]   run the tests with these pytest arguments
  check              run ruff, mypy and import-linter
  bundle             build dist/gradviz, which needs no Python
  screenshots        draw the pictures of the documentation
  translations       collect the texts of the window for translation; with --check, check that all are translated

On a fresh machine each of them first sets up all it needs."""


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    found = sys.version_info[:2]
    if found < tuple(OLDEST_PYTHON):
        print(f"gradviz needs Python 3.11 or newer; this is Python {found[0]}.{found[1]}.", file=sys.stderr)
        return 2
    import dev_commands
    from setup_report import SetUpError

    command = dev_commands.COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        print(USAGE, file=sys.stderr)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    try:
        return command(arguments[1:])
    except SetUpError as error:
        print(f"gradviz: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("gradviz: stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
