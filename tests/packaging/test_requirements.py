import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version

import pytest
import setup_env
from packaging.utils import canonicalize_name
from packaging.version import Version

from packaging.requirements import Requirement

LISTS = ("run", "build", "test", "lint", "bundle")
TOGETHER = {
    "run": ("run",),
    "build": ("build",),
    "test": ("run", "test"),
    "lint": ("run", "lint"),
    "bundle": ("bundle",),
}
SYSTEMS = ("linux", "darwin", "win32")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def pins(name: str) -> dict[str, Requirement]:
    found = [Requirement(line) for line in setup_env.requirement_lines(setup_env.list_file(name))]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def pinned_version(requirement: Requirement) -> Version:
    return Version(str(requirement.specifier).removeprefix("=="))


def declared() -> Iterator[tuple[str, Requirement]]:
    """What pyproject.toml asks for, by the list that has to answer."""
    project = tomllib.loads((setup_env.ROOT / "pyproject.toml").read_text("utf-8"))
    build = project["build-system"]["requires"]
    groups = {"run": project["project"]["dependencies"], "build": build}
    groups |= project["project"]["optional-dependencies"]
    for name, lines in groups.items():
        yield from ((name, Requirement(line)) for line in lines)


def asked_by(package: str, system: str, python: str) -> Iterator[Requirement]:
    environment = {"sys_platform": system, "python_version": python, "extra": ""}
    for line in requires(package) or []:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate(environment):
            yield requirement


@pytest.mark.parametrize("name", LISTS)
def test_every_line_is_an_exact_pin(name: str) -> None:
    lines = setup_env.requirement_lines(setup_env.list_file(name))
    assert lines
    assert len(lines) == len(pins(name))
    for requirement in pins(name).values():
        (specifier,) = requirement.specifier
        assert specifier.operator == "=="
        assert not specifier.version.endswith("*")
        assert requirement.url is None


def test_torch_and_qt_are_the_measured_versions() -> None:
    assert setup_env.pin_of("torch") == "torch==2.13.0"
    assert str(pins("run")["pyside6-essentials"].specifier) == "==6.11.3"
    assert str(pins("run")["shiboken6"].specifier) == "==6.11.3"


def test_lists_agree_with_each_other() -> None:
    seen: dict[str, Requirement] = {}
    for name in LISTS:
        for package, requirement in pins(name).items():
            assert seen.setdefault(package, requirement).specifier == requirement.specifier


@pytest.mark.parametrize(("name", "wanted"), list(declared()), ids=str)
def test_what_the_project_declares_is_pinned(name: str, wanted: Requirement) -> None:
    pin = pins(name)[canonicalize_name(wanted.name)]
    assert wanted.specifier.contains(pinned_version(pin))


@pytest.mark.parametrize("name", LISTS)
def test_all_that_a_pinned_package_needs_is_pinned_too(name: str) -> None:
    known = {package: pin for part in TOGETHER[name] for package, pin in pins(part).items()}
    gaps = [
        f"{package} needs {wanted} ({system}, Python {python})"
        for package in installed(name)
        for system in SYSTEMS
        for python in PYTHONS
        for wanted in asked_by(package, system, python)
        if not answers(known.get(canonicalize_name(wanted.name)), wanted, system)
    ]
    assert not gaps


def test_what_gradviz_imports_is_pinned_to_run() -> None:
    homes = packages_distributions()
    known = pins("run")
    gaps = [
        name
        for name in sorted(imported_by_gradviz() - set(sys.stdlib_module_names) - {"gradviz"})
        if not {canonicalize_name(home) for home in homes.get(name, [])} & known.keys()
    ]
    assert not gaps


def imported_by_gradviz() -> set[str]:
    names: set[str] = set()
    for file in (setup_env.ROOT / "gradviz").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Import):
                names.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    return names


def installed(name: str) -> list[str]:
    """The packages of a list that can be asked; a list that is not set up here cannot."""
    found = []
    for package in pins(name):
        try:
            version(package)
        except PackageNotFoundError:
            continue
        found.append(package)
    return found


def answers(pin: Requirement | None, wanted: Requirement, system: str) -> bool:
    if pin is None or not wanted.specifier.contains(pinned_version(pin)):
        return False
    return pin.marker is None or pin.marker.evaluate({"sys_platform": system})
