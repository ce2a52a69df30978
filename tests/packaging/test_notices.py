"""The notices are made of what is installed; here against the metadata and the files themselves."""

from importlib.metadata import distribution
from pathlib import Path

import pytest

notices = pytest.importorskip("notices")

FONT = Path(str(distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")))


def test_packages_are_found_by_the_modules_and_files_of_the_bundle() -> None:
    found = notices.bundled(["torch.nn", "ziamath/fonts/a.ttf", "PySide6\\Qt\\lib", "gradviz.core", "json", "nothing"])
    assert [package.metadata["Name"] for package in found] == ["PySide6_Essentials", "torch", "ziamath"]


def test_every_package_has_its_licence_and_the_texts_that_it_brings() -> None:
    packages = [distribution(name) for name in ("networkx", "ziafont", "PySide6-Essentials", "latex2mathml")]
    text = notices.notices(packages, [FONT])
    for package in packages:
        assert f"{package.metadata['Name']} {package.version}\n" in text
        for file in package.files or ():
            if file.name.startswith("LICENSE"):
                assert Path(str(package.locate_file(file))).read_text("utf-8").rstrip() in text
    assert "Licence: LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only" in text
    assert text.startswith(notices.HEADING)
    assert "The STIX Fonts Project Authors" in text


@pytest.mark.parametrize(
    ("name", "beginnings"),
    [
        ("latex2mathml", ["Permission is hereby granted, free of charge"]),
        ("shiboken6", ["GNU LESSER GENERAL PUBLIC LICENSE", "GNU GENERAL PUBLIC LICENSE"]),
        ("networkx", []),
    ],
)
def test_a_licence_that_is_only_named_is_added(name: str, beginnings: list[str]) -> None:
    package = distribution(name)
    _, _, end = notices.notices([package], []).partition(f"{package.metadata['Name']} {package.version}\n")
    assert all(beginning in end for beginning in beginnings)
    assert ("brings no licence text" in end) == bool(beginnings)


def test_a_font_says_its_own_licence() -> None:
    names = notices.font_names(FONT)
    assert "STIX" in names[1]
    assert "SIL Open Font License" in names[13]
    assert "SIL OPEN FONT LICENSE" in notices.notices([], [FONT])


def test_the_fonts_of_the_packages_are_found() -> None:
    found = notices.fonts_of([distribution("ziamath"), distribution("ziafont"), distribution("latex2mathml")])
    assert [font.name for font in found] == ["STIXTwoMath-Regular.ttf", "DejaVuSans.ttf"]
    assert all(font.is_file() for font in found)


def test_no_package_that_gradviz_needs_is_without_a_licence() -> None:
    for package in notices.bundled(["torch", "PySide6", "numpy", "networkx", "msgspec", "safetensors", "pyqtgraph"]):
        assert notices.licence_of(package) != "not named in its metadata"
