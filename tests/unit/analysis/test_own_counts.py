"""A practice's own counts are read from a file, or the file is refused by line."""

import pytest

from phm_core.analysis.own_counts import own_counts
from phm_core.catalogue.load import load_catalogue
from phm_core.errors import RefusedInput

CATALOGUE = load_catalogue()


def read(text: str) -> dict[str, int]:
    return dict(own_counts(text.encode(), "counts.csv", CATALOGUE))


def test_a_register_is_known_by_its_id_its_name_and_its_qof_code() -> None:
    assert read(
        'Register,People\ndiabetes,512\nHypertension,"1,204"\nAF,0\n'
        "registered_list,9876\n"
    ) == {
        "diabetes": 512,
        "hypertension": 1_204,
        "atrial_fibrillation": 0,
        "registered_list": 9_876,
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("register,people\n", "has a header and no rows"),
        ("name,people\ndiabetes,5\n", "has no column register"),
        ("register,people\ndiabetees,5\n", "line 2: there is no such register"),
        ("register,people\ndiabetes,5\nDM,6\n", "line 3: Diabetes stands twice"),
        ("register,people\ndiabetes,many\n", "line 2: the count is not a whole"),
        ("register,people\ndiabetes,-5\n", "line 2: the count is not a whole"),
        ("register,people\ndiabetes,=1+1\n", "line 2: the count is not a whole"),
        ("register,people\ndiabetes,\n", "line 2: the count is not a whole"),
        ("   ", "was refused: it is empty"),
        ("%PDF-1.7", "it is a PDF document"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_with_its_line(text, said) -> None:
    with pytest.raises(RefusedInput, match=said):
        read(text)
