"""A worklist taken out: a sheet to print, a workbook, a file of numbers, a FHIR Group.

Each says whose list it is, as at when, by which rules, and carries its mark.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from typing import Any

from phm_core.charts.cells import plain
from phm_core.charts.picture import Sheet
from phm_core.charts.typeset import typeset
from phm_core.charts.words import day
from phm_core.governance.covered import Covered
from phm_core.governance.taking_out import Mark

TEMPLATE = Path(__file__).with_name("worklist.typ")
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
NUMBERS, ABOUT = "nhs_numbers.txt", "what_this_is.txt"
WIDEST, NARROWEST = 60, 8
FOOTER = 250  # characters; a workbook with more has none


@dataclass(frozen=True)
class About:
    """What a list is: its title, where, as at when, its rules in plain English.

    action: what the team does for each. caution: what the list cannot say. covered: of
    which practices the records are.
    """

    title: str
    where: str
    as_at: date
    rules: str
    action: str = ""
    caution: str = ""
    covered: Covered | None = None

    @property
    def lines(self) -> list[str]:
        """The same, a line each."""
        of = f", of {self.covered.words}" if self.covered else ""
        told = [f"{self.title}, {self.where}", f"Records up to {day(self.as_at)}{of}"]
        told += [f"Rules: {self.rules}"]
        told += [f"What to do: {self.action}"] if self.action else []
        return told + ([f"Beware: {self.caution}"] if self.caution else [])


def sheet_to_print(lanes: Mapping[str, Sheet], about: About, mark: Mark) -> bytes:
    """A sheet for the meeting: landscape, a lane after the other, room for notes.

    An accessible PDF; the same list and mark give the same file.
    """
    page = {
        "title": about.title,
        "lines": about.lines[1:],
        "where": about.where,
        "mark": mark.sentence,
        "lanes": [
            {"title": title, "head": list(sheet.titles), "rows": sheet.written()}
            for title, sheet in lanes.items()
        ],
    }
    return typeset(TEMPLATE.read_bytes(), page)


def workbook(lanes: Mapping[str, Sheet], about: About, mark: Mark) -> bytes:
    """A workbook: a sheet for each lane, and one that says what it is."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": about.title, "created": _moment(mark)})
        bold = book.add_format({"bold": True})
        wrap = book.add_format({"text_wrap": True})
        first = book.add_worksheet("About")
        first.set_column(0, 0, 110, wrap)
        for row, text in enumerate([*about.lines, mark.sentence]):
            first.write_string(row, 0, text)
        for title, sheet in lanes.items():
            page = book.add_worksheet(title[:31])
            page.freeze_panes(1, 1)
            for place, heading in enumerate(sheet.titles):
                page.write_string(0, place, heading, bold)
            for row, cells in enumerate(sheet.plain().to_pylist(), start=1):
                for place, cell in enumerate(cells.values()):
                    _write(page, row, place, cell)
            _widths(page, sheet)
            page.set_footer(f"&8{mark.sentence.replace('&', '&&')[:FOOTER]}")
    return out.getvalue()


def _write(page: Any, row: int, place: int, cell: object) -> None:
    """A number as a number, and everything else as text that is never run."""
    if isinstance(cell, int | float):
        page.write_number(row, place, cell)
    elif cell is not None:
        page.write_string(row, place, str(plain(str(cell))))


def _widths(page: Any, sheet: Sheet) -> None:
    rows = [sheet.titles, *sheet.written()]
    for place in range(len(sheet.titles)):
        widest = max(len(str(row[place])) for row in rows)
        page.set_column(place, place, min(max(widest, NARROWEST), WIDEST))


def _moment(mark: Mark) -> datetime:
    return mark.at.astimezone(UTC).replace(tzinfo=None)


def numbers_file(numbers: Sequence[str], about: About, mark: Mark) -> bytes:
    """NHS numbers, one a line, as SystmOne and EMIS take them, and what they are.

    Their import takes numbers and no words, so the search in plain English and the mark
    stand in a file of their own beside it.
    """
    files = {NUMBERS: numbers, ABOUT: [*about.lines, mark.sentence]}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, lines in files.items():
            entry = zipfile.ZipInfo(name, mark.at.timetuple()[:6])
            packed.writestr(entry, "".join(f"{line}\r\n" for line in lines))
    return out.getvalue()


def fhir_group(
    identity: str, numbers: Sequence[str], about: About, mark: Mark
) -> bytes:
    """A FHIR R4 Group of people by NHS number. Source: HL7 FHIR R4, Group."""
    resource = {
        "resourceType": "Group",
        "id": identity.replace("_", "-")[:64],
        "text": {"status": "generated", "div": _div([*about.lines, mark.sentence])},
        "active": True,
        "type": "person",
        "actual": True,
        "name": about.title,
        "quantity": len(numbers),
        "characteristic": [
            {
                "code": {"text": "Rules"},
                "valueCodeableConcept": {"text": about.rules},
                "exclude": False,
                "period": {"end": about.as_at.isoformat()},
            }
        ],
        "member": [{"entity": _patient(number)} for number in numbers],
    }
    return json.dumps(resource, indent=1).encode()


def _patient(number: str) -> dict[str, Any]:
    """A person by NHS number."""
    return {"type": "Patient", "identifier": {"system": NHS_NUMBER, "value": number}}


def _div(lines: Sequence[str]) -> str:
    inner = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>'
