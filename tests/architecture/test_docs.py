"""The documents say what exists, and what they name exists."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from phm_core import cli
from phm_core.catalogue.load import load_catalogue
from phm_core.definitions import Criterion, parse_definition
from phm_core.settings import Settings
from tests.architecture.source import ROOT, project_files, text_of
from tools import governance_pages, reference_pages

LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)")
MAKE_TARGET = re.compile(r"\bmake ([a-z-]+)\b")
COMMAND = re.compile(r"python -m phm_core ([a-z]+)")
TERM = re.compile(r"^\*\*(.+?)\*\* — ", re.MULTILINE)
BUILT_PAGES = {
    *(f"docs/reference/{n}.md" for n in reference_pages.GENERATED),
    *(f"docs/ig/{n}.md" for n in governance_pages.GENERATED),
}
TEXTS = [name for name in project_files() if name.endswith(".md")]
YAML_BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
TERMS_AT_LEAST = 80


def broken_links(name: str, text: str) -> list[str]:
    """Links to files that neither exist nor are built."""
    folder = (ROOT / name).parent
    targets = [(folder / link).resolve() for link in LINK.findall(text)]
    return [
        str(target)
        for target in targets
        if not target.exists()
        and target.relative_to(ROOT).as_posix() not in BUILT_PAGES
    ]


def missing(named: list[str], known: set[str]) -> list[str]:
    return sorted(set(named) - known)


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("name", TEXTS)
def test_links_lead_somewhere(name: str) -> None:
    assert broken_links(name, text_of(name)) == []


@pytest.mark.parametrize("name", TEXTS)
def test_commands_that_are_named_exist(name: str) -> None:
    blocks = re.findall(r"```.*?```|`[^`\n]+`", text_of(name), re.DOTALL)
    text = "\n".join(blocks)
    assert missing(MAKE_TARGET.findall(text), make_targets()) == []
    assert missing(COMMAND.findall(text), set(cli.group_names())) == []


def test_the_guards_see_a_broken_link_and_an_unknown_command() -> None:
    assert broken_links("README.md", "[x](docs/no-such-page.md)")
    assert not broken_links("README.md", "[x](docs/index.md) [y](https://a.org)")
    assert missing(["fly"], make_targets()) == ["fly"]


def test_every_command_is_in_the_reference() -> None:
    page = reference_pages.command_line_page()
    for name in cli.group_names():
        assert f"## python -m phm_core {name}" in page


def test_definitions_in_the_documents_can_be_read() -> None:
    catalogue = load_catalogue()
    found = [
        parse_definition(block, catalogue, name=name)
        for name in TEXTS
        for block in YAML_BLOCK.findall(text_of(name))
        if "\ncriteria:" in block
    ]
    assert len(found) >= 2


def test_every_criterion_is_in_the_reference() -> None:
    page = reference_pages.pages(load_catalogue())["criteria"]
    absent = [kind for kind in Criterion.kinds if f"\n## {kind}\n" not in page]
    assert absent == []


def test_every_catalogue_entry_is_in_the_reference() -> None:
    catalogue = load_catalogue()
    page = reference_pages.catalogue_page(catalogue)
    for family in reference_pages.FAMILIES:
        if family != "datasets":
            absent = [e for e in catalogue.family(family) if f"`{e}`" not in page]
            assert absent == []


def test_every_setting_is_in_the_reference() -> None:
    page = text_of("docs/reference/settings.md")
    wanted = [f"`PHM_{field.upper()}`" for field in Settings.model_fields]
    assert [name for name in wanted if name not in page] == []


def test_the_glossary_has_each_term_once() -> None:
    terms = Counter(TERM.findall(text_of("GLOSSARY.md")))
    assert len(terms) >= TERMS_AT_LEAST
    assert [term for term, times in terms.items() if times > 1] == []


def test_every_decision_says_what_the_rejected_got_right() -> None:
    records = [name for name in TEXTS if re.match(r"docs/adr/\d{4}-", name)]
    assert len(records) >= 8
    parts = ("**Context.**", "**Decision.**", "**Rejected.**", "**Consequences.**")
    for name in records:
        text = text_of(name)
        assert all(part in text for part in (*parts, "What it got right")), name
        assert Path(name).name in text_of("docs/adr/README.md")


def test_the_site_builds_strictly(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    page = (tmp_path / "reference" / "criteria" / "index.html").read_text("utf-8")
    assert "measurement" in page
    fetched = re.findall(r'(?:src|href)="(https?://[^"]+\.(?:js|css|woff2?))"', page)
    assert fetched == [], "the documentation must work without internet"
