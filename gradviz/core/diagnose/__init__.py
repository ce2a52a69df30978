"""What is wrong with the gradients of a run, and why: from a trace to findings with a cause, a place and a fix."""

from gradviz.core.diagnose.findings import diagnose
from gradviz.core.diagnose.model import Finding, Kind

__all__ = ["Finding", "Kind", "diagnose"]
