"""What an NHS number is, and that none stays in words that people write."""

import pytest

from phm_core.errors import RefusedInput
from phm_core.nhs_number import nhs_number, synthetic_number, without_nhs_number


def checks(digits: str) -> bool:
    """Modulus 11 by hand, as the NHS Data Dictionary says it."""
    total = sum(int(digits[place]) * (10 - place) for place in range(9))
    return (11 - total % 11) % 11 == int(digits[9])


@pytest.mark.parametrize("written", ["9991358013", "999 135 8013", "999-135-8013"])
def test_a_number_may_be_written_in_three_parts(written: str):
    assert checks("9991358013")
    assert nhs_number(f" {written}\n") == "9991358013"


@pytest.mark.parametrize(
    "wrong",
    [
        "9991358012", "999135801", "99913580130", "999 1358013", "999-135 8013",
        "0" * 10, "1" * 10, "9" * 10, "", "999135801X",
        "".join(chr(0x660 + int(one)) for one in "9991358013"),  # Arabic digits
        "".join(chr(0xFF10 + int(one)) for one in "9991358013"),  # full width
    ],
)  # fmt: skip
def test_what_is_not_a_number_is_refused_and_not_repeated(wrong: str):
    with pytest.raises(RefusedInput, match="not an NHS number") as fault:
        nhs_number(wrong)
    assert not wrong or wrong not in str(fault.value)


def test_synthetic_people_have_numbers_of_the_test_range_each_their_own():
    found = [synthetic_number(person) for person in range(0, 900_000, 977)]
    assert len(set(found)) == len(found)
    for one in found:
        assert one.startswith("999")
        assert checks(one)
        assert nhs_number(one) == one
    assert synthetic_number(0) != synthetic_number(1) != synthetic_number(2)


@pytest.mark.parametrize(
    "text",
    ["Reviewed 9991358013 today", "(999 135 8013)", "nhs:999-135-8013.", "9991358013"],
)
def test_a_text_with_a_number_is_refused(text: str):
    with pytest.raises(RefusedInput, match="This note holds an NHS number") as fault:
        without_nhs_number(text, "This note")
    assert "8013" not in str(fault.value)


@pytest.mark.parametrize(
    "text",
    ["Call 0300 123 4567", "A1c 58, BP 150/90", "1234567890123", "0" * 10, "+2.5%"],
)
def test_other_numbers_stay(text: str):
    assert without_nhs_number(text, "This note") == text
