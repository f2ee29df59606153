"""Definitions stand in the order in which a reader looks them up."""

from datetime import date
from itertools import groupby

from phm_core.analysis.dictionary import FAMILIES, terms
from phm_core.catalogue.load import load_catalogue


def test_definitions_of_a_kind_stand_by_title_whatever_the_case():
    every = terms(load_catalogue(), date(2026, 11, 30))
    kinds = {kind: list(of) for kind, of in groupby(every, lambda term: term.family)}
    assert list(kinds) == list(FAMILIES)
    for of in kinds.values():
        titles = [term.title.casefold() for term in of]
        assert titles == sorted(titles)
