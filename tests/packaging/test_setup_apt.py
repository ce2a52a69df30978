import setup_apt

DEBIAN_12 = """libglib2.0-0:
  Installed: (none)
  Candidate: 2.74.6-2+deb12u9
  Version table:
     2.74.6-2+deb12u9 500
        500 somewhere bookworm/main amd64 Packages
libegl1:
  Installed: 1.6.0-1
  Candidate: 1.6.0-1
"""
DEBIAN_13 = """libglib2.0-0:
  Installed: (none)
  Candidate: (none)
  Version table:
libglib2.0-0t64:
  Installed: (none)
  Candidate: 2.84.4-3
libegl1:
  Installed: (none)
  Candidate: 1.7.0-1
"""
PACKAGES = ["libglib2.0-0", "libegl1"]


def test_a_name_that_exists_is_kept() -> None:
    assert setup_apt.choose_names(PACKAGES, DEBIAN_12) == PACKAGES


def test_a_renamed_package_is_asked_for_by_its_new_name() -> None:
    assert setup_apt.choose_names(PACKAGES, DEBIAN_13) == ["libglib2.0-0t64", "libegl1"]


def test_without_package_lists_the_names_are_kept() -> None:
    assert setup_apt.choose_names(PACKAGES, "") == PACKAGES
