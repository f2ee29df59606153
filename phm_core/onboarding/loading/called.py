"""What values and days are called on screen, and what somebody means by a word."""

from datetime import date

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Given
from phm_core.catalogue.schema.source_format import DATE_FORMS, ColumnMap, TableMap
from phm_core.onboarding.loading.days import SPREADSHEET
from phm_core.onboarding.loading.spellings import spelt, stands_for

WRITTEN = {
    "year-month-day": "%Y-%m-%d",
    "day/month/year": "%d/%m/%Y",
    "month/day/year": "%m/%d/%Y",
    "day-month-year": "%d-%m-%Y",
    "day.month.year": "%d.%m.%Y",
    "day month year": "%d %B %Y",
    "month day year": "%B %d %Y",
    "yearmonthday": "%Y%m%d",
    "daymonthyear": "%d%m%Y",
    "monthyear": "%m%Y",
    "month/year": "%m/%Y",
    "year-month": "%Y-%m",
    "year": "%Y",
    SPREADSHEET: "46326, as spreadsheets count",
}
A_DAY = date(2026, 10, 31)
SHORT = {"ae": "A&E", "gp": "GP", "nhs111": "NHS 111", "pds": "PDS"}
MOST = 3  # that are named where there are many
DAYS = {form: A_DAY.strftime(WRITTEN[form]) for form in DATE_FORMS}
"""How a day is written in each form, by an example."""
FORMS = {example: form for form, example in DAYS.items()}


def titles(given: Given, catalogue: Catalogue) -> dict[str, str]:
    """What each value that a column can hold is called; nothing for other columns."""
    if given.family is not None:
        entries = catalogue.family(given.family)
        found = {identity: entry.title for identity, entry in entries.items()}
        return found | {name: pair.title for name, pair in given.pairs.items()}
    breakdown = catalogue.attributes.get(given.name)
    said = {} if breakdown is None else {one.id: one.title for one in breakdown.values}
    return {word: said.get(word) or _plain(word) for word in given.words}


def meant(word: str, given: Given, catalogue: Catalogue) -> str:
    """The value that somebody means by a title or a spelling; else the word itself."""
    by_title = {t.casefold(): v for v, t in titles(given, catalogue).items()}
    folded = word.casefold()
    return by_title.get(folded) or stands_for(word, spelt(given, catalogue)) or word


def of_which(table: TableMap, catalogue: Catalogue) -> str:
    """What all rows of a map are, where it says so itself; nothing for others."""
    found: list[str] = []
    for name, how in table.columns.items():
        said = titles(catalogue.intake[table.into].column(name), catalogue)
        alike = () if how.constant is None else (str(how.constant),)
        found += [said[one] for one in alike or _of_each(table, how) if one in said]
    more = f" and {len(found) - MOST} more" if found[MOST:] else ""
    return f"{', '.join(found[:MOST])}{more}"


def _of_each(table: TableMap, how: ColumnMap) -> tuple[str, ...]:
    """What the columns are called of which each gives rows of its own."""
    each = table.each.columns if table.each and how.column == "each.name" else ()
    return tuple(each.values()) if isinstance(each, dict) else ()


def _plain(word: str) -> str:
    words = " ".join(SHORT.get(one, one) for one in word.split("_"))
    return words[:1].upper() + words[1:]
