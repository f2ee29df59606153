"""Mental health tables load by their national names, submitted or processed."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.onboarding.loading.delivery import received
from phm_core.onboarding.loading.mapped import mapped
from phm_core.onboarding.loading.matching import fitting, matched, opened
from phm_core.onboarding.uploads.limits import SMALL

pytestmark = pytest.mark.usefixtures("read_here")
CATALOGUE = load_catalogue()
FORMAT = CATALOGUE.formats["mhsds"]
AS_AT = date(2026, 10, 31)
Files = dict[str, str]
SUBMITTED = {
    "MHS001MPI": "LocalPatientId,NHSNumber,PersonBirthDate,Gender,EthnicCategory\n"
    "P1,,1960-05-01,2,A\nP2,,1971-01-02,1,99\n",
    "MHS002GP": "LocalPatientId,GMPCodeReg,StartDateGMPRegistration,"
    "EndDateGMPRegistration\nP1,F81010,,\nP2,V81999,,\n",
    "MHS101Referral": "ServiceRequestId,LocalPatientId,ReferralRequestReceivedDate\n"
    "R1,P1,2026-01-01\nR2,P2,2026-01-02\n",
    "MHS201CareContact": "CareContactId,ServiceRequestId,CareContDate,AttendOrDNACode\n"
    "C1,R1,2026-02-01,5\nC2,R2,2026-02-02,6\nC3,R1,2026-02-03,3\n"
    "C4,R1,2026-02-04,7\nC5,R1,2026-02-05,2\nC6,R1,2026-02-06,4\n",
    "MHS202CareActivity": "CareActId,CareContactId\nA1,C2\n",
    "MHS604PrimDiag": "ServiceRequestId,DiagSchemeInUse,PrimDiag,CodedDiagTimestamp\n"
    "R1,02,F20.0,2026-02-01T10:00:00\nR2,06,195967001,2026-02-02T09:00:00+00:00\n",
    "MHS607CodedScoreAssessmentAct": "CareActId,CodedAssToolType,PersScore\n"
    "A1,720433000,12\n",
}
PROCESSED = {
    "MHS001MPI": "Person_ID,LocalPatientId,Gender,NHSDEthnicity,LSOA2011,"
    "AgeRepPeriodEnd\nX1,P1,2,N,E01000001,44\n",
    "MHS201CareContact": "Person_ID,UniqCareContID,UniqServReqID,UniqMonthID,"
    "UniqSubmissionID,CareContDate,AttendStatus,OrgIDProv\n"
    "X1,RX1C1,RX1R1,1499,20,2026-02-01,5,RX1\nX1,RX1C1,RX1R1,1499,9,2026-02-01,3,RX1\n"
    "X1,RX1C2,RX1R1,1500,3,2026-03-01,3,RX1\nX1,RX1C2,RX1R1,1499,3,2026-03-01,5,RX1\n"
    "X1,,RX1R1,1500,3,2026-03-02,5,RX1\nX1,,RX1R1,1500,3,2026-03-02,5,RX1\n",
    "MHS501HospProvSpell": "Person_ID,UniqHospProvSpellID,UniqMonthID,"
    "StartDateHospProvSpell,DischDateHospProvSpell\n"
    "X1,S1,1499,2026-01-05,\nX1,S1,1500,2026-01-05,2026-02-09\n",
}


def read(folder: Path, into: str, files: Files) -> list[dict[str, Any]]:
    """Rows that the format makes of some files for one table."""
    source = folder / "source"
    source.mkdir()
    for name, text in files.items():
        (source / f"{name}.csv").write_text(text, encoding="utf-8")
    delivery = received(source, folder / "work", SMALL)
    assert fitting(CATALOGUE.formats.values(), delivery)[0].id == "mhsds"
    rows: list[dict[str, Any]] = []
    with duckdb.connect() as connection:
        sources = {
            name: opened(connection, tables, FORMAT.sources[name])
            for name, tables in matched(FORMAT, delivery).items()
        }
        for table in FORMAT.tables:
            if table.into == into and table.from_ in sources:
                made = mapped(table, CATALOGUE.intake[into], sources, AS_AT)
                rows += made.order("row").to_arrow_table().to_pylist()
    return rows


def test_who_did_not_come_had_no_contact_and_the_referral_tells_who_did(tmp_path):
    rows = read(tmp_path, "activity", SUBMITTED)
    assert [(row["local_id"], row["start"], row["setting"]) for row in rows] == [
        ("P1", date(2026, 2, 1), "mental_health"),
        ("P2", date(2026, 2, 2), "mental_health"),
    ]


def test_a_referral_alone_is_no_contact(tmp_path):
    named = ("MHS001MPI", "MHS101Referral")
    files = {name: SUBMITTED[name] for name in named}
    assert read(tmp_path, "activity", files) == []


def test_people_have_the_practice_that_is_open(tmp_path):
    one, two, *practices = read(tmp_path, "person", SUBMITTED)
    assert (one["sex"], one["ethnicity"]) == ("female", "white_british")
    assert (two["sex"], two["ethnicity"]) == ("male", "unknown")
    assert [row["practice_code"] for row in practices] == ["F81010", None]


def test_diagnoses_are_of_the_scheme_that_they_say(tmp_path):
    rows = read(tmp_path, "condition", SUBMITTED)
    found = [(row["local_id"], row["code"], row["code_system"]) for row in rows]
    assert found == [("P1", "F20.0", "icd10"), ("P2", "195967001", "snomedct")]
    assert rows[0]["date"] == date(2026, 2, 1)


def test_an_assessment_is_of_the_day_and_the_person_of_its_contact(tmp_path):
    (row,) = read(tmp_path, "score", SUBMITTED)
    assert (row["local_id"], row["date"], row["value"]) == ("P2", date(2026, 2, 2), 12)


@pytest.mark.parametrize("kind", ["contacts", "stays"])
def test_what_is_told_again_counts_as_it_was_told_last(tmp_path, kind):
    rows = read(tmp_path, "activity", PROCESSED)
    if kind == "stays":
        (stay,) = [row for row in rows if row["provider_code"] is None]
        assert (stay["start"], stay["end"]) == (date(2026, 1, 5), date(2026, 2, 9))
        return
    # Submission 20 is later than 9, month 1500 than 1499; rows without an id all stand.
    days = [row["start"] for row in rows if row["provider_code"] == "RX1"]
    assert days == [date(2026, 2, 1), date(2026, 3, 2), date(2026, 3, 2)]


def test_processed_people_have_their_person_id_and_derived_columns(tmp_path):
    (row,) = read(tmp_path, "person", PROCESSED)
    assert (row["local_id"], row["age"], row["small_area"]) == ("X1", 44, "E01000001")
    assert row["ethnicity"] == "black_african"
