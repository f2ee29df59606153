"""Words that sentences about criteria share: names, windows, ranges."""

from phm_core.definitions.vocabulary import Vocabulary

MAX_NAMED = 6
MONTHS_IN_YEAR = 12


def name_of(said: Vocabulary, family: str, identity: str) -> str:
    """Title of an id, or the id in words."""
    names = said.names(family) or {}
    return names.get(identity, identity.replace("_", " "))


def lower(title: str) -> str:
    """Lower the first letter, except of COPD, HbA1c, A&E or Parkinson's disease."""
    first = title.partition(" ")[0].replace("-", "")
    plain = first[1:].isalpha() and first[1:].islower()
    return title[:1].lower() + title[1:] if plain else title


def named(said: Vocabulary, family: str, ids: tuple[str, ...]) -> str:
    """Titles of ids, joined by or."""
    titles = [name_of(said, family, identity) for identity in ids[:MAX_NAMED]]
    more = len(ids) - MAX_NAMED
    return " or ".join(titles) + (f" or {more} others" if more > 0 else "")


def months(months: int | None) -> str:
    """A window as words: in the last 12 months."""
    if months is None:
        return ""
    years, rest = divmod(months, MONTHS_IN_YEAR)
    if rest or years == 1:
        return f" in the last {months} month{'s' if months > 1 else ''}"
    return f" in the last {years} years"


def times(count: int) -> str:
    """A count as words; nothing for once."""
    return "" if count == 1 else f" at least {count} times"


def span(low: float | None, high: float | None) -> str:
    """A range as words: 40 to 74."""
    if low is not None and high is not None:
        return f"{low:g}" if low == high else f"{low:g} to {high:g}"
    return f"{low:g} or more" if low is not None else f"{high:g} or less"
