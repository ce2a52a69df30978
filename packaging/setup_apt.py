"""Debian and Ubuntu packages: installed when we may, named in one command to type when we may not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence

from setup_report import run_quietly, say

PATIENCE = ("-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=300")


def have_apt() -> bool:
    """Whether this system has apt-get."""
    return shutil.which("apt-get") is not None


def may_install() -> bool:
    """Whether apt-get is here and would obey this user."""
    return have_apt() and hasattr(os, "geteuid") and os.geteuid() == 0


def install(packages: Sequence[str]) -> None:
    """Install packages with apt-get; the caller has asked `may_install`."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run_quietly(["apt-get", *PATIENCE, "update"], _advise, env)
    names = available_names(packages)
    say(f"installing system packages: {' '.join(names)}")
    run_quietly(["apt-get", *PATIENCE, "install", "-y", "--no-install-recommends", *names], _advise, env)


def command_to_type(packages: Sequence[str]) -> str:
    """Return the one command that installs these packages."""
    names = " ".join(available_names(packages))
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}"


def available_names(packages: Sequence[str]) -> list[str]:
    """Return each package by the name it has in this release.

    Debian 13 and Ubuntu 24.04 renamed some libraries (libglib2.0-0 is libglib2.0-0t64 there).
    """
    if shutil.which("apt-cache") is None:
        return list(packages)
    asked = [name for package in packages for name in (package, f"{package}t64")]
    result = subprocess.run(
        ["apt-cache", "policy", *asked],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
    )
    return choose_names(packages, result.stdout)


def choose_names(packages: Sequence[str], policy: str) -> list[str]:
    """Choose between NAME and NAMEt64 by what `apt-cache policy` says can be installed; NAME if neither can."""
    installable = set(re.findall(r"^(\S+):\n(?:  .*\n)*?  Candidate: (?!\(none\))", policy, re.MULTILINE))
    renamed = {name for name in packages if name not in installable and f"{name}t64" in installable}
    return [f"{name}t64" if name in renamed else name for name in packages]


def _advise(output: str) -> str:
    if "Could not get lock" in output or "is held by process" in output:
        return "Another program is installing packages: wait for it, then run the same command again."
    if "No space left on device" in output:
        return "The disk is full: free some space, then run the same command again."
    return "apt-get failed (its output is above): check the network, then run the same command again."
