"""The manifest says how completely each field about people is filled."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from phm_core.catalogue.load import load_catalogue
from phm_core.onboarding.filled import filled


def test_empty_and_unknown_are_not_known(tmp_path: Path) -> None:
    file = tmp_path / "person.parquet"
    languages = pa.array(["english", "unknown", "polish"])
    table = pa.table(
        {
            "person_id": [1, 2, 3],
            "ethnicity_group": ["white", "unknown", None],
            "main_language": languages.dictionary_encode(),
            "carer": [True, False, None],
            "died_on": pa.array([None, None, None], pa.date32()),
        }
    )
    pq.write_table(table, file)
    assert filled([file], load_catalogue().datasets["person"]) == {
        "ethnicity_group": 33.3,
        "main_language": 66.7,
        "carer": 66.7,
    }
    assert filled([], load_catalogue().datasets["person"]) == {}
