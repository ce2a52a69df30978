import sys
from pathlib import Path

# The scripts of packaging/ find each other as siblings; the folder is no package (PyPI has one of that name).
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging"))
