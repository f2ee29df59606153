"""The account that the how-to gives the app: it adds to the audit, no more."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from phm_core.definitions.document import Definition
from phm_core.definitions.nodes import Age
from phm_core.errors import NotPermitted
from phm_core.store.access import AccessList, Grant
from phm_core.store.audit import Audit, Entry
from phm_core.store.cohorts import Cohorts
from phm_core.store.database import open_database
from phm_core.store.remarks import Note, Remarks

HOW_TO = Path("docs/how-to/postgresql.md").read_text(encoding="utf-8")
GRANTS = HOW_TO.partition("```sql\n")[2].partition("```")[0]
ENTRY = Entry("anna", "analyst", "planning", "s", "HowMany", "Adults", "d", "x")
KEY = bytes(32)

pytestmark = pytest.mark.parametrize("address", ["postgresql"], indirect=True)


@pytest.fixture
def of_the_app(address, database):
    with database.begin() as connection:
        if not connection.scalar(text("SELECT to_regrole('phm_app')")):
            connection.execute(text("CREATE ROLE phm_app LOGIN"))
        connection.execute(text(GRANTS))
    engine = open_database(str(make_url(address).set(username="phm_app")))
    yield engine
    engine.dispose()


def test_the_app_does_its_work(of_the_app, clock, anchor):
    audit = Audit(of_the_app, KEY, clock, anchor)
    access = AccessList(of_the_app, clock, audit)
    access.give(Grant("a-1", "Ana", "analyst"), "root")
    access.take_back(access.of("a-1")[0].id, "root")
    remarks = Remarks(of_the_app, clock)
    remarks.write(Note("commentary", "smoking", "Clinics began."), "ana")
    remarks.take_back(remarks.about("smoking")[0].id, "ana")
    cohort = Definition(name="Adults", criteria=Age(min=18))
    Cohorts(of_the_app, clock, {}).save(cohort)
    assert audit.verify().whole
    assert audit.verify().rows == 4


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit SET actor = 'nobody'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "DROP TABLE audit",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "INSERT INTO audit TABLE audit ON CONFLICT (seq) DO UPDATE SET actor = ''",
        "DELETE FROM cohort_version",
        "UPDATE cohort_version SET owner = 'me'",
        "DELETE FROM remark",
        "DELETE FROM access",
        "UPDATE alembic_version SET version_num = '0001'",
        "COPY audit TO PROGRAM 'cat'",
        "SET ROLE owner",
    ],
)
def test_the_app_cannot_change_what_is_only_added_to(of_the_app, clock, anchor, attack):
    audit = Audit(of_the_app, KEY, clock, anchor)
    audit.refuse(ENTRY)
    with (
        pytest.raises(NotPermitted, match="Use the account that owns the tables"),
        of_the_app.begin() as connection,
    ):
        connection.execute(text(attack))
    assert audit.verify().whole


def test_the_app_is_told_that_it_may_not_purge(of_the_app, clock, anchor):
    audit = Audit(of_the_app, KEY, clock, anchor)
    audit.refuse(ENTRY)
    with pytest.raises(NotPermitted, match="Use the account that owns the tables"):
        audit.purge(ENTRY, clock())
    assert audit.verify().whole
