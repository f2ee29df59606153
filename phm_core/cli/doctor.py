"""Say what is installed, where the data is, whether it is whole and what to do next."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import typer

from phm_core import snapshot
from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.load import load_catalogue
from phm_core.errors import RefusedInput, listed
from phm_core.onboarding.codelists import read_codelists
from phm_core.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
OLDEST_PYTHON = (3, 11)
ENGINES = {"duckdb": "duckdb", "spark": "pyspark", "polars": "polars"}
INSTALL = "Run 'pip install -r requirements.txt' in a virtual environment."
START = "Run 'streamlit run app.py' to open the app."
MAKE_PEOPLE = (
    "Run 'python -m phm_core demo' for synthetic people, or only start the app: "
)
MAKE_PEOPLE += "it makes them by itself."


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, in words, and what to do when it is not right."""

    state: Literal["good", "note", "wrong"]
    says: str
    next_step: str = ""


def register(program: typer.Typer) -> None:
    """Add the `doctor` command."""
    program.command(
        "doctor",
        help="Say what is installed, where the data is and what to do next.",
    )(doctor)


def doctor() -> None:
    """Print the findings; exit 2 when something must be put right first."""
    findings = list(examine(Settings(), PROJECT))
    for finding in findings:
        typer.echo(f"{finding.state + ':':<7}{finding.says}")
    steps = [finding.next_step for finding in findings if finding.next_step]
    typer.echo(f"\nNext: {steps[0] if steps else START}")
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(2)


def examine(settings: Settings, project: Path) -> Iterator[Finding]:
    """Look at Python, the packages, the engine, the catalogue and the data."""
    yield python_found(sys.version_info[:2])
    yield packages_found(pinned_versions(project))
    yield engine_found(settings.engine)
    yield from declared_found(settings)
    yield folder_found(settings.data_dir)
    yield snapshot_found(settings)


def python_found(found: tuple[int, ...]) -> Finding:
    """Whether this Python is new enough."""
    spelt = ".".join(map(str, found))
    if found >= OLDEST_PYTHON:
        return Finding("good", f"Python {spelt}.")
    return Finding(
        "wrong", f"Python {spelt} is too old.", "Install Python 3.11 or newer."
    )


def pinned_versions(project: Path) -> dict[str, set[str]]:
    """Versions that requirements.txt allows for each package named in requirements.in.

    Empty when the project's own files are not beside the package.
    """
    direct, pins = project / "requirements.in", project / "requirements.txt"
    if not (direct.exists() and pins.exists()):
        return {}
    names = {line.strip().lower() for line in direct.read_text("utf-8").splitlines()}
    names = {name.replace(".", "-") for name in names}
    allowed: dict[str, set[str]] = {}
    pattern = re.compile(r"^([a-z0-9-]+)(?:\[.*\])?==([^\s;]+)", re.MULTILINE)
    for name, pin in pattern.findall(pins.read_text("utf-8")):
        if name in names:
            allowed.setdefault(name, set()).add(pin)
    return allowed


def packages_found(allowed: dict[str, set[str]]) -> Finding:
    """Whether every package the app uses is here, in the version it was tested with."""
    missing = [name for name in allowed if installed(name) is None]
    if missing:
        return Finding("wrong", f"Not installed: {listed(missing)}.", INSTALL)
    moved = [name for name, pins in allowed.items() if installed(name) not in pins]
    if moved:
        return Finding(
            "note", f"Other versions than those tested: {listed(moved)}.", INSTALL
        )
    return Finding("good", f"All {len(allowed)} packages are installed as tested.")


def installed(name: str) -> str | None:
    """Version of an installed package, or None."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def engine_found(engine: str) -> Finding:
    """Whether the engine that the settings name can be used."""
    if find_spec(ENGINES[engine]) is not None:
        return Finding("good", f"Engine: {engine}.")
    return Finding(
        "wrong",
        f"The engine '{engine}' (PHM_ENGINE) is not installed.",
        f"Install {ENGINES[engine]}, or set PHM_ENGINE to duckdb.",
    )


def declared_found(settings: Settings) -> Iterator[Finding]:
    """Whether the catalogue, and a site's own entries and code lists, can be read."""
    try:
        catalogue = load_catalogue(settings.catalogue_dir)
    except RefusedInput as fault:
        yield Finding("wrong", str(fault), "Put right the files that are named.")
        return
    own = f", with {settings.catalogue_dir}" if settings.catalogue_dir else ""
    yield Finding("good", f"Catalogue: {len(catalogue.conditions)} conditions{own}.")
    if catalogue.replaced:
        yield Finding("note", f"Replaced by your own: {listed(catalogue.replaced)}.")
    if settings.codelists_dir:
        yield from codelists_found(settings.codelists_dir, catalogue)


def codelists_found(folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Whether a site's code lists can be read, which are missing, which unused."""
    try:
        matching = read_codelists(folder, catalogue)
    except RefusedInput as fault:
        yield Finding("wrong", str(fault), "Take the lists from their publisher again.")
        return
    first, *rest = matching.sentences()
    yield Finding("good", first)
    for sentence in rest:
        yield Finding("note", sentence)


def folder_found(data_dir: Path) -> Finding:
    """Where the data is kept."""
    if data_dir.exists() and not data_dir.is_dir():
        return Finding(
            "wrong",
            f"'{data_dir}' (PHM_DATA_DIR) is a file, not a folder.",
            "Set PHM_DATA_DIR to a folder.",
        )
    note = "" if data_dir.exists() else " (it will be made)"
    return Finding("good", f"Data is kept in {data_dir.resolve()}{note}.")


def snapshot_found(settings: Settings) -> Finding:
    """Whether a snapshot is active and is exactly as it was published."""
    chosen = snapshot.active(settings.snapshots)
    if chosen is None:
        return Finding("note", "No snapshot is active yet.", MAKE_PEOPLE)
    try:
        whole = snapshot.verified(chosen)
    except RefusedInput as fault:
        return Finding(
            "wrong",
            str(fault),
            "Run 'python -m phm_core snapshot list' and choose another with "
            "'snapshot use', or make one again.",
        )
    return Finding("good", described(whole))


def described(whole: snapshot.Snapshot) -> str:
    """One sentence on the active snapshot."""
    kind = "synthetic" if whole.manifest.synthetic else "real"
    holds = "people" if whole.has_people else "published figures only, no people"
    return (
        f"The active snapshot is whole: {whole.path.name}, {kind}, "
        f"as at {whole.as_at.isoformat()}, {holds}, "
        f"files: {len(whole.manifest.files)}."
    )
