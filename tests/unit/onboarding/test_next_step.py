"""Whoever tried or made a load is told what to do next."""

from pathlib import Path
from types import SimpleNamespace

from phm_core.catalogue.load import load_catalogue
from phm_core.onboarding.codes.unmapped import Unmapped
from phm_core.onboarding.loading.difference import Limits
from phm_core.onboarding.loading.next_step import after_check, after_load, of_change

MADE = Path("data/our snapshots/2026-07-01-a")
ONE, OTHER = Unmapped("local", "1", "x", 2, 3), Unmapped("local", "2", "y", 1, 1)


def test_after_a_trial_comes_the_load():
    (said,) = after_check(())
    assert "the same command with 'load'" in said


def test_what_is_of_another_source_waits_for_no_confirmation():
    change = SimpleNamespace(sentences=lambda: ["A."], unusual=lambda _: ["B"])
    limits = Limits.of(load_catalogue())
    assert list(of_change(change, limits, follows=True)) == [
        "A.",
        "To be confirmed: B.",
    ]
    first, other = of_change(change, limits, follows=False)
    assert first == "A."
    assert "another source" in other


def test_after_a_load_comes_running_the_app_on_it():
    (said,) = after_load((), MADE, None)
    assert said.endswith("snapshot use 'data/our snapshots/2026-07-01-a'")


def test_codes_without_a_meaning_name_the_option_and_where_the_list_goes():
    said, _ = after_check((ONE, OTHER))
    assert said.startswith("2 codes have no meaning in any list; 4 rows are set aside.")
    assert "--unmapped" in said
    assert "PHM_CODELISTS_DIR" in said
    said, _ = after_load((OTHER,), MADE, Path("unknown.csv"))
    assert said.startswith("1 code has no meaning in any list; 1 row is set aside.")
    assert "The code list to be filled in: unknown.csv." in said
