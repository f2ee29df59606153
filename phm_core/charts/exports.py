"""Downloads: CSV whose first lines say what it is, from where and as at when."""

import csv
import io

from phm_core.charts.cells import line, plain
from phm_core.charts.explained import Explained
from phm_core.charts.picture import Sheet
from phm_core.governance.taking_out import Mark

# Excel reads a file as UTF-8 only when it begins with this mark.
BYTE_ORDER_MARK = "\ufeff"


def csv_text(sheet: Sheet, about: Explained, mark: Mark, *, title: str) -> bytes:
    """A sheet as CSV: definition and mark as lines that begin with '#', then rows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([f"# {line(title)}"])
    for heading, text in about.lines:
        writer.writerow([f"# {heading}: {line(text)}"])
    writer.writerow([f"# {line(mark.sentence)}"])
    table = sheet.plain()
    writer.writerow([plain(name) for name in table.column_names])
    for row in table.to_pylist():
        writer.writerow([plain(value) for value in row.values()])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def refused_text(sentence: str, *, title: str) -> bytes:
    """In place of a sheet that may not leave: what it would have been, and why not."""
    told = [f"# {line(title)}", f"# Not taken out: {line(sentence)}"]
    return (BYTE_ORDER_MARK + "\n".join(told) + "\n").encode()


def file_name(title: str, ending: str) -> str:
    """A file name from a title: 'diabetes_by_pcn.csv'."""
    kept = "".join(c if c.isalnum() else "_" for c in title.lower())
    return "_".join(part for part in kept.split("_") if part)[:80] + f".{ending}"
