"""Reference pages written from the code and the catalogue, as a hook of MkDocs.

Nothing is stored: a page exists only in the built site, so it cannot disagree with
what it describes.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import typer
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from phm_core import cli
from phm_core.catalogue.load import Catalogue, load_catalogue
from phm_core.catalogue.schema import FAMILIES, Dataset
from phm_core.definitions.schema import json_schema
from tools.markdown import WRITTEN, lines, table
from tools.reference_entries import more
from tools.reference_formats import formats_page
from tools.reference_language import criteria_page, schema_page

FAMILY_TITLES = {
    "settings_of_care": "Activity settings",
    "social": "Social factors",
    "cohorts": "Example cohorts",
    "levels": "Levels of geography",
    "attributes": "Breakdowns",
}
GENERATED = (
    "criteria", "json-schema", "catalogue", "datasets", "source-formats",
    "command-line",
)  # fmt: skip


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add every generated page to the site."""
    for name, text in pages(load_catalogue()).items():
        files.append(File.generated(config, f"reference/{name}.md", content=text))
    return files


def pages(catalogue: Catalogue) -> dict[str, str]:
    """All generated pages by name."""
    return {
        "criteria": criteria_page(json_schema(), catalogue),
        "json-schema": schema_page(json_schema()),
        "catalogue": catalogue_page(catalogue),
        "datasets": datasets_page(catalogue.datasets.values()),
        "source-formats": formats_page(catalogue.formats.values()),
        "command-line": command_line_page(),
    }


# ------------------------------------------------------------------ the catalogue


def catalogue_page(catalogue: Catalogue) -> str:
    """Every entry of every family but the datasets, which have a page of their own."""
    parts = ["# Catalogue", "", WRITTEN]
    for family in FAMILIES:
        if family == "datasets":
            continue
        title = FAMILY_TITLES.get(family, family.replace("_", " ").capitalize())
        entries = catalogue.family(family).values()
        parts += ["", f"## {title}", "", f"{len(entries)} entries."]
        parts += table(
            ("Id", "Name", "Meaning", "More"),
            ((f"`{e.id}`", e.title, e.meaning, more(e, catalogue)) for e in entries),
        )
    parts += ["", "## Not here, and what it would need", ""]
    parts += [
        "What belongs to a theme or a scorecard and cannot be counted: an indicator "
        "whose data no dataset declares is not written."
    ]
    parts += table(("Belongs to", "Not here", "Needs"), not_here(catalogue))
    return lines(parts)


def not_here(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """What is missing from each theme and scorecard."""
    for family in (catalogue.themes, catalogue.scorecards):
        for entry in family.values():
            yield from ((entry.title, one.title, one.needs) for one in entry.missing)


def datasets_page(datasets: Iterable[Dataset]) -> str:
    """Every table of a snapshot, column by column."""
    parts = ["# Datasets", "", WRITTEN]
    for dataset in datasets:
        need = "Required." if dataset.required else f"Without it: {dataset.without_it}."
        parts += ["", f"## {dataset.id}", "", f"{dataset.meaning} {need}", ""]
        parts += [f"- {dataset.row[0].upper()}{dataset.row[1:]}"]
        parts += [f"- Tier: {dataset.tier}", f"- Licence: {dataset.licence}"]
        parts += [f"- Source: {dataset.source_note}"]
        parts += table(
            ("Column", "Type", "Meaning", "Unit", "Identifies"),
            (
                (f"`{c.name}`", c.type, c.meaning, c.unit, c.identifiability)
                for c in dataset.columns
            ),
        )
    return lines(parts)


# ------------------------------------------------------------------ the command line


def command_line_page() -> str:
    """Every command with its arguments and options."""
    program = typer.main.get_command(cli.assemble(*cli.group_names()))
    exits = "Exit codes: 0 done, 2 refused input, 3 not permitted."
    return lines(
        "# Command line",
        "",
        WRITTEN,
        "",
        exits,
        *commands(cli.PROGRAM, program),
    )


def commands(path: str, command: Any) -> Iterator[str]:
    """One command and all below it."""
    inner = getattr(command, "commands", {})
    if path != cli.PROGRAM:
        yield ""
        yield f"## {path}"
        yield ""
        yield " ".join((command.help or "").split())
        named = [param for param in command.params if param.name != "help"]
        if named and not inner:
            yield from table(("Argument or option", "Meaning", "Default"), rows(named))
    for name in sorted(inner):
        yield from commands(f"{path} {name}", inner[name])


def rows(parameters: Iterable[Any]) -> Iterator[tuple[str, str, str]]:
    """Arguments in capitals, options as they are typed."""
    for parameter in parameters:
        option = parameter.param_type_name == "option"
        spelling = ", ".join(parameter.opts) if option else parameter.name.upper()
        default = "needed" if parameter.required else parameter.default
        shown = "" if default is None else str(default)
        yield f"`{spelling}`", parameter.help or "", shown
