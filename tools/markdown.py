"""Small pieces of Markdown, for pages that are written from the code."""

from collections.abc import Iterable, Iterator

WRITTEN = "*Written by the build from the code; do not edit.*"


def lines(*parts: str | Iterable[str]) -> str:
    """Join lines and groups of lines into one page."""
    flat: list[str] = []
    for part in parts:
        flat.extend([part] if isinstance(part, str) else part)
    return "\n".join([*flat, ""])


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A Markdown table; bars and line ends inside a cell are kept from breaking it."""
    heads = list(head)
    yield ""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        cells = [
            " ".join(str("" if cell is None else cell).split()).replace("|", "\\|")
            for cell in row
        ]
        yield f"| {' | '.join(cells)} |"
    yield ""
