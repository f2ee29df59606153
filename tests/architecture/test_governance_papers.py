"""The information governance papers name what is there, and leave nothing out."""

import ast
import csv
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from phm_core import cli
from phm_core.catalogue.load import load_catalogue
from tests.architecture.source import ROOT, project_files, text_of
from tools import governance_data as data
from tools import governance_pages as papers

CATALOGUE = load_catalogue()
PAGES = papers.pages(CATALOGUE)
WRITTEN = [name for name in project_files() if name.startswith("docs/ig/")]
COMMAND = re.compile(r"python -m phm_core ([a-z]+) ([a-z-]+)")


@cache
def named_in(path: str) -> frozenset[str]:
    """Names of the tests in a file; none where there is no such file."""
    file = ROOT / path
    if not file.exists():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def is_there(test: str) -> bool:
    path, _, name = test.partition("::")
    return name in named_in(path)


def rows_of_asvs() -> list[dict[str, str]]:
    return list(csv.DictReader(text_of("docs/asvs.csv").splitlines()))


def test_every_test_that_a_paper_names_is_there() -> None:
    named = [
        *(test for one in data.controls().values() for test in one.tests),
        *(test for one in data.hazards() for test in one.tests),
        *(test for row in rows_of_asvs() for test in row["tests"].split()),
    ]
    assert len(named) > 50
    assert [test for test in named if not is_there(test)] == []


def test_every_control_that_a_paper_names_is_there_and_each_is_used() -> None:
    rows = (*data.risks(), *data.hazards())
    named = {control for row in rows for control in row.controls}
    assert named - set(data.controls()) == set()
    assert set(data.controls()) - named == set()


def test_a_hazard_has_a_test_and_ends_no_worse_than_it_began() -> None:
    chances = ["very low", "low", "medium", "high", "very high"]
    for one in data.hazards():
        assert one.tests, one.id
        assert chances.index(one.after[1]) <= chances.index(one.before[1]), one.id


def test_what_is_not_built_is_said_wherever_it_is_named() -> None:
    missing = [one for one in data.controls().values() if not one.tests]
    for one in missing:
        assert f"{one.title} ({data.NOT_BUILT})" in PAGES["dpia"] + PAGES["hazard-log"]


def test_no_purpose_role_table_or_field_is_left_out() -> None:
    for one in (*CATALOGUE.purposes.values(), *CATALOGUE.roles.values()):
        assert f"| {one.title} |" in PAGES["dpia"], one.id
    for dataset in CATALOGUE.datasets.values():
        assert f"| `{dataset.id}` |" in PAGES["dpia"]
        section = PAGES["data-dictionary"].split(f"\n## {dataset.id}\n")[1]
        fields = section.split("\n## ")[0]
        assert [
            c.name for c in dataset.columns if f"| `{c.name}` |" not in fields
        ] == []
    kept = PAGES["retention"]
    assert [e.id for e in CATALOGUE.retention.values() if e.title not in kept] == []


def test_every_command_of_a_runbook_exists() -> None:
    found = [pair for name in WRITTEN for pair in COMMAND.findall(text_of(name))]
    assert len(found) >= 5
    known = _commands()
    assert [pair for pair in found if pair not in known] == []


def _commands() -> set[tuple[str, str]]:
    import typer

    program = typer.main.get_command(cli.assemble(*cli.group_names()))
    return {
        (group, name)
        for group, command in program.commands.items()  # pyright: ignore
        for name in getattr(command, "commands", {})
    }


def test_the_bill_of_materials_names_exactly_the_locked_packages(
    tmp_path: Path,
) -> None:
    made = tmp_path / "sbom.json"
    program = [sys.executable, "-m", "cyclonedx_py"]
    command = [*program, "requirements", ROOT / "requirements.txt", "-o", made]
    subprocess.run([*command, "--output-reproducible"], check=True)
    listed = {
        (part["name"].lower(), part["version"])
        for part in json.loads(made.read_text(encoding="utf-8"))["components"]
    }
    locked = re.findall(r"^([\w.-]+)==([^\s;\\]+)", text_of("requirements.txt"), re.M)
    assert listed == {(name.lower(), version) for name, version in locked}


@pytest.mark.parametrize("test", ["tests/no.py::test_x", "tests/conftest.py::test_x"])
def test_the_guard_sees_a_test_that_is_not_there(test: str) -> None:
    assert not is_there(test)
