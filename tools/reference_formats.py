"""The reference page of source formats: what each is known by, fills and loses."""

from collections.abc import Iterable, Iterator

from phm_core.catalogue.schema import SourceFormat
from tools.markdown import WRITTEN, lines, table


def formats_page(formats: Iterable[SourceFormat]) -> str:
    """Every source format that is shipped."""
    parts = ["# Source formats", "", WRITTEN]
    for one in formats:
        parts += ["", f"## {one.title}", "", f"`{one.id}`. {one.meaning}", ""]
        parts += table(("Table", "Known by", "Needed", "Fills"), _sources(one))
        parts += ["", "What it loses:", ""]
        parts += [f"- {lost}" for lost in one.loses]
    return lines(parts)


def _sources(one: SourceFormat) -> Iterator[tuple[str, str, str, str]]:
    for name, source in one.sources.items():
        fills = dict.fromkeys(t.into for t in one.tables if t.from_ == name)
        known = ", ".join(f"`{word}`" for word in (*source.files, *source.columns))
        need = "no" if source.optional else "yes"
        yield f"`{name}`", known, need, ", ".join(fills) or "joined to others"
