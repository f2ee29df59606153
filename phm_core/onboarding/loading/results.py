"""Columns that hold a result each, or say yes or no: what somebody says they are."""

from collections.abc import Mapping

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import SourceFormat, SourceTable, TableMap
from phm_core.onboarding.loading.delivered import Delivery
from phm_core.onboarding.loading.matching import present
from phm_core.onboarding.loading.profile import Profile, Seen
from phm_core.onboarding.loading.read_columns import among, columns_read
from phm_core.onboarding.loading.wide import can_be, wide_tables


def unread(
    mapping: SourceFormat, one: Profile, delivery: Delivery, catalogue: Catalogue
) -> list[Seen]:
    """Columns of a table that no map reads, and that can hold results by their kind."""
    names = columns_read(mapping).get(source_of(mapping, one, delivery), set())
    read = among(names, one.table.columns)
    return [s for s in one.columns if s.name not in read and can_be(s, catalogue)]


def with_results(
    mapping: SourceFormat,
    one: Profile,
    delivery: Delivery,
    said: Mapping[str, str],
    catalogue: Catalogue,
) -> SourceFormat:
    """The mapping with maps of columns that are said to hold entries or pairs of them.

    said: by column. It is `checked` at the end.
    """
    if not said:
        return mapping
    name = source_of(mapping, one, delivery)
    new = SourceTable(files=(one.table.name,), layout=one.table.columns)
    sources = {name: new, **mapping.sources}
    more = wide_tables(one, name, catalogue, said)
    tables = (*mapping.tables, *map(TableMap.model_validate, more))
    return mapping.model_copy(update={"sources": sources, "tables": tables})


def source_of(mapping: SourceFormat, one: Profile, delivery: Delivery) -> str:
    """What a mapping calls a table; a name of its own where it does not know it."""
    there = present(mapping, delivery)
    known = (name for name, tables in there.items() if one.table in tables)
    return next(known, one.source)
