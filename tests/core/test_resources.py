from __future__ import annotations

from pathlib import Path

from gradviz.core import resources


def test_the_examples_are_there_and_have_titles() -> None:
    found = resources.examples()
    assert len(found) >= 6
    assert found[1].name == "02_mean_backward"
    for example in found:
        assert example.title
        assert example.title != example.name
        assert "import torch" in example.source()


def test_a_title_is_the_first_comment(tmp_path: Path) -> None:
    (tmp_path / "b.py").write_text("\n# Two words.\nx = 1\n")
    (tmp_path / "a.py").write_text("x = 1\n# too late\n")
    assert [(example.name, example.title) for example in resources.examples(tmp_path)] == [
        ("a", "a"),
        ("b", "Two words"),
    ]


def test_a_folder_that_is_missing_has_no_examples(tmp_path: Path) -> None:
    assert resources.examples(tmp_path / "gone") == ()
