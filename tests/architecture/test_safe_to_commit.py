"""Nothing in the project may not be committed, and nothing names one machine."""

import importlib.util
import re

import pytest

from tests.architecture.source import ROOT, project_files, text_of

SPEC = importlib.util.spec_from_file_location(
    "safe_to_commit", ROOT / "tools" / "safe_to_commit.py"
)
assert SPEC is not None
assert SPEC.loader is not None
safe = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(safe)

# A folder of somebody's machine; an address on the web is not one.
MACHINE_PATH = re.compile(
    r"(?<![\w:/.~-])/(home|root|Users|work|mnt|srv|opt|private)/\w"
    r"|\b[A-Z]:\\\\?Users\b"
)
PACKAGE_INDEX = re.compile(r"--(extra-)?index-url|/simple/")


def test_nothing_committed_must_not_be() -> None:
    found = [
        fault
        for name in project_files()
        for fault in safe.faults(name, (ROOT / name).read_bytes())
    ]
    assert found == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert [n for n in project_files() if MACHINE_PATH.search(text_of(n))] == []


def test_requirements_name_no_package_index() -> None:
    names = [name for name in project_files() if name.startswith("requirements")]
    assert [name for name in names if PACKAGE_INDEX.search(text_of(name))] == []


def with_check_digit(nine: str) -> str:
    """Complete an NHS number; the tests hold none ready-made."""
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(nine))
    return nine + str((11 - total % 11) % 11)


def test_a_valid_number_is_found_and_not_repeated_in_the_message() -> None:
    number = with_check_digit("943476591")
    spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
    for written in (number, spaced, spaced.replace(" ", "-")):
        (fault,) = safe.faults("notes.txt", f"seen\n{written} twice".encode())
        assert fault == "notes.txt, line 2: a valid NHS number; use the 999 range."


@pytest.mark.parametrize(
    "harmless",
    [
        with_check_digit("999123456"),
        "1111111111",
        str(int(with_check_digit("943476591")) + 1),
        f"a{with_check_digit('943476591')}",
        f"0.{with_check_digit('943476591')}",
    ],
)
def test_what_is_no_persons_number_passes(harmless: str) -> None:
    assert list(safe.faults("notes.txt", harmless.encode())) == []


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("big.bin", b"x" * 800_001, "800,001 bytes"),
        ("key.txt", b"-----BEGIN RSA PRIVATE" + b" KEY-----", "a private key"),
        ("bad.json", b'{"a": }', "cannot be read"),
        ("bad.yaml", b"a: [1, 2", "cannot be read"),
    ],
)
def test_the_check_can_fail(name: str, content: bytes, fault: str) -> None:
    assert fault in " ".join(safe.faults(name, content))


def test_the_machine_guard_can_fail() -> None:
    for leak in (
        "open('/ho" + "me/ada/x.csv')",
        "cd /wo" + "rk/main",
        "C:\\Us" + "ers",
    ):
        assert MACHINE_PATH.search(leak)
    for fine in ("https://www.example.org/work/x", "src/home/page", "/app/data"):
        assert not MACHINE_PATH.search(fine)
