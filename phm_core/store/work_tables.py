"""The tables of the app database that hold worklists."""

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from phm_core.store.tables import METADATA

WORKLIST_VERSION = Table(
    "worklist_version",
    METADATA,
    Column("id", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("worklist", Text, nullable=False),
    Column("created_at", String(40), nullable=False),
    Column("created_by", String(200), nullable=False),
    PrimaryKeyConstraint("id", "version"),
)

WORK_ACT = Table(
    "work_act",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("worklist", String(60), nullable=False, index=True),
    Column("what", String(40), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", String(40), nullable=False),
    Column("snapshot", String(16), nullable=False),
    Column("undoes", Integer),
)

WORK_STEP = Table(
    "work_step",
    METADATA,
    Column("worklist", String(60), nullable=False),
    Column("person", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("act", Integer, nullable=False, index=True),
    Column("step", String(40), nullable=False),
    Column("owner", String(80), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("until", String(10)),
    Column("cited", Text, nullable=False),
    PrimaryKeyConstraint("worklist", "person", "revision"),
)

WORK_VISIT = Table(
    "work_visit",
    METADATA,
    Column("worklist", String(60), nullable=False),
    Column("number", Integer, nullable=False, autoincrement=False),
    Column("snapshot", String(16), nullable=False),
    Column("content", String(64), nullable=False),
    Column("as_at", String(10), nullable=False),
    Column("opened_at", String(40), nullable=False),
    Column("definition", Text, nullable=False),
    Column("people", LargeBinary, nullable=False),
    Column("urgent", LargeBinary, nullable=False),
    PrimaryKeyConstraint("worklist", "number"),
)
