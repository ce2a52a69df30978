import sys
from importlib.metadata import version

import PySide6
from PySide6.QtCore import QObject


def test_it_is_the_pinned_version() -> None:
    assert PySide6.__version__ == version("PySide6-Essentials") == version("shiboken6") == "6.11.3"


def test_calls_do_not_steal_references_to_none() -> None:
    # PySide6 6.12.0 loses one reference per call on Python 3.11 until the interpreter aborts.
    thing = QObject()
    thing.setObjectName("warm")
    before = sys.getrefcount(None)
    for _ in range(10_000):
        thing.setObjectName("name")
    assert abs(sys.getrefcount(None) - before) < 100


def test_signals_do_not_steal_references_to_true() -> None:
    thing = QObject()
    thing.objectNameChanged.connect(len)
    before = sys.getrefcount(True)
    for number in range(10_000):
        thing.setObjectName(str(number))
    assert abs(sys.getrefcount(True) - before) < 100
