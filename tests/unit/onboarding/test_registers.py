"""What a load says of registers is what the app counts of the same records."""

from collections import Counter
from pathlib import Path

import pytest

from phm_core.definitions.questions import HowMany
from phm_core.gateway.trust import register_of
from phm_core.governance.matching import LIST, countable
from phm_core.onboarding.loading.registers import on_registers
from phm_core.settings import Settings
from phm_core.start import House, open_house
from tests.town import town

Registers = dict[str, int]


@pytest.fixture(scope="module")
def house(demo_data: Path) -> House:
    return open_house(Settings(data_dir=demo_data))


@pytest.fixture(scope="module")
def counted(house: House) -> Registers:
    return on_registers(house.snapshot, house.catalogue)


def test_every_register_is_the_one_that_the_gateway_counts(
    house: House, counted: Registers
) -> None:
    scope = house.scope("practice_manager", "direct_care")
    asked = {
        key: house.gateway.ask(HowMany(register_of(key)), scope).facts["people"]
        for key in house.catalogue.conditions
    }
    assert counted == asked
    assert sum(map(bool, counted.values())) > 20


def test_it_is_the_one_that_practices_set_beside_their_own(
    house: House, counted: Registers
) -> None:
    ours: Counter[str] = Counter()
    for practice in house.trust.held:
        ours.update(house.trust.evidence(practice).ours)
    seen = set(countable(house.catalogue)) - {LIST}
    assert {key: ours[key] for key in seen} == {key: counted[key] for key in seen}


def test_what_has_no_records_has_nobody_on_its_register(
    house: House, tmp_path: Path
) -> None:
    without = town(tmp_path / "few", people=90, left_out=["medication"])
    found = on_registers(without, house.catalogue)
    assert found["asthma"] == 0
    assert found["hypertension"] > 0
