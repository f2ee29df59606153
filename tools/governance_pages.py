"""Information governance papers, written from the declarations as a hook of MkDocs.

Like the reference pages they exist only in the built site. What is declared nowhere
else (controls, risks, hazards) stands as data in docs/ig.
"""

from collections.abc import Iterable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from phm_core.catalogue.load import Catalogue, load_catalogue
from phm_core.governance.explained import who_sees_what
from tools.governance_data import NOT_BUILT, controls, hazards, risks
from tools.markdown import WRITTEN, lines, table

GENERATED = ("dpia", "hazard-log", "dspt", "data-dictionary", "retention")
OBJECTIVES = {
    "A": "Managing risk",
    "B": "Protecting against attack and misuse",
    "C": "Detecting events",
    "D": "Minimising the impact of incidents",
    "E": "Using and sharing information appropriately",
}
SITES_OWN = {
    "A": "Governance, risk appetite and supply chain are the organisation's own.",
    "D": "Response and recovery plans are the organisation's; see the runbooks.",
    "E": "Notices, agreements and records of processing are the organisation's; the "
    "impact assessment and the transparency screen serve them.",
}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add every generated paper to the site."""
    for name, text in pages(load_catalogue()).items():
        files.append(File.generated(config, f"ig/{name}.md", content=text))
    return files


def pages(catalogue: Catalogue) -> dict[str, str]:
    """All generated papers by name."""
    return {
        "dpia": dpia(catalogue),
        "hazard-log": hazard_log(),
        "dspt": security(),
        "data-dictionary": dictionary(catalogue),
        "retention": retention(catalogue),
    }


def dpia(catalogue: Catalogue) -> str:
    """Purposes, who sees what, tables, risks."""
    purposes = catalogue.purposes.values()
    roles = who_sees_what(catalogue)
    return lines(
        "# Data protection impact assessment",
        "",
        WRITTEN,
        "",
        "A template: the controller completes, signs and reviews it.",
        "",
        "## Purposes",
        table(
            (
                "Purpose",
                "What for",
                "Shows",
                "Opt-outs",
                "Basis",
                "Confirmed",
                "Review",
            ),
            (
                (
                    one.title,
                    one.meaning,
                    one.identifiability,
                    ", ".join(one.opt_outs) or "none",
                    one.legal_basis,
                    "yes" if one.confirmed else "no: closed on real data",
                    one.review_by,
                )
                for one in purposes
            ),
        ),
        "## Who sees what",
        table(
            ("Role", "Purpose", "Whose records", "Tables", "Columns", "Counts", "May"),
            (
                (
                    seen.role,
                    seen.purpose,
                    seen.people,
                    seen.tables,
                    seen.columns,
                    seen.counts,
                    seen.actions,
                )
                for seen in roles
            ),
        ),
        "## Tables",
        table(
            ("Table", "What a row is", "Tier", "Source"),
            (
                (f"`{one.id}`", one.row, one.tier, one.source_note)
                for one in catalogue.datasets.values()
            ),
        ),
        "Every field is in the [data dictionary](data-dictionary.md).",
        "",
        "## Risks to the people whose records are used",
        table(
            ("Risk", "Likelihood, harm", "Controls", "After", "What is left"),
            (
                (
                    one.risk,
                    _scored(one.before),
                    _named(one.controls),
                    _scored(one.after),
                    one.left,
                )
                for one in risks()
            ),
        ),
        "## Controls",
        table(
            ("Control", "What it does", "Shown by"),
            ((one.title, one.says, one.state) for one in controls().values()),
        ),
        "What counts can still tell, taken from one another, is in "
        "[what a small count reveals](../explanation/disclosure.md).",
    )


def hazard_log() -> str:
    """Every hazard with its controls and tests."""
    return lines(
        "# Hazard log",
        "",
        WRITTEN,
        "",
        "DCB0129. The Clinical Safety Officer is **to be appointed by the adopter**, "
        "who completes DCB0160 for the deployment.",
        table(
            ("", "Hazard", "Cause", "Effect", "Controls", "Shown by", "Before", "After",
             "Status"),
            (
                (
                    one.id,
                    one.hazard,
                    one.cause,
                    one.effect,
                    _named(one.controls),
                    ", ".join(f"`{test}`" for test in one.tests),
                    ", ".join(one.before),
                    ", ".join(one.after),
                    one.status,
                )
                for one in hazards()
            ),
        ),
    )  # fmt: skip


def security() -> str:
    """Controls by objective of the Cyber Assessment Framework."""
    parts = ["# Security controls", "", WRITTEN, ""]
    parts += [
        "By the objectives of the CAF-aligned Data Security and Protection Toolkit."
    ]
    for letter, title in OBJECTIVES.items():
        serving = [
            one
            for one in controls().values()
            if any(outcome.startswith(letter) for outcome in one.caf)
        ]
        parts += ["", f"## {letter}. {title}", "", SITES_OWN.get(letter, "")]
        if serving:
            rows = ((", ".join(c.caf), c.title, c.says, c.state) for c in serving)
            parts += table(("Outcome", "Control", "What it does", "Shown by"), rows)
    return lines(parts)


def dictionary(catalogue: Catalogue) -> str:
    """Every field of every table."""
    parts = ["# Data dictionary", "", WRITTEN]
    for one in catalogue.datasets.values():
        parts += ["", f"## {one.id}", "", f"{one.meaning} {one.source_note}"]
        parts += table(
            ("Field", "Type", "Unit", "Identifies", "Open to"),
            (
                (
                    f"`{column.name}`",
                    column.type,
                    column.unit,
                    column.identifiability,
                    _open_to(catalogue, one.id, column.identifiability),
                )
                for column in one.columns
            ),
        )
    return lines(parts)


def _open_to(catalogue: Catalogue, dataset: str, identifies: str) -> str:
    """Roles that may list a field of so much identity, each with the purpose."""
    found = [
        f"{role.title} ({catalogue.purposes[purpose].short.lower()})"
        for role in catalogue.roles.values()
        for purpose, use in role.uses.items()
        if "list_people" in use.actions
        and identifies in use.fields
        and (use.datasets is None or dataset in use.datasets)
    ]
    return ", ".join(found) or "nobody: counted only"


def retention(catalogue: Catalogue) -> str:
    """What is kept, where, how long and why."""
    return lines(
        "# What is kept, and how long",
        "",
        WRITTEN,
        table(
            ("What", "Where", "About", "Kept", "Why", "Removed by"),
            (
                (
                    f"{one.title}: {one.meaning}",
                    one.where,
                    one.about,
                    one.kept,
                    one.why,
                    one.removed_by,
                )
                for one in catalogue.retention.values()
            ),
        ),
    )


def _named(ids: Iterable[str]) -> str:
    return "; ".join(
        controls()[one].title + ("" if controls()[one].tests else f" ({NOT_BUILT})")
        for one in ids
    )


def _scored(score: tuple[int, int]) -> str:
    return f"{score[0]}, {score[1]}"
