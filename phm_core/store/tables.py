"""The tables of the app database. A change here needs a migration beside it."""

from sqlalchemy import (
    Column,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

METADATA = MetaData()
# The newest migration: its file in migrations/versions starts with this.
HEAD = "0014"

COHORT_VERSION = Table(
    "cohort_version",
    METADATA,
    Column("id", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("definition", Text, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("tags", Text, nullable=False),
    Column("review_by", String(10)),
    Column("created_at", String(40), nullable=False),
    Column("forked_from", String(80)),
    Column("note", Text, nullable=False),
    PrimaryKeyConstraint("id", "version"),
)

PLACE_VERSION = Table(
    "place_version",
    METADATA,
    Column("id", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("place", Text, nullable=False),
    Column("created_at", String(40), nullable=False),
    Column("forked_from", String(80)),
    Column("note", Text, nullable=False),
    PrimaryKeyConstraint("id", "version"),
)

REMARK = Table(
    "remark",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("about", Text, nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("month", String(10)),
    Column("value", Float),
    Column("author", String(200), nullable=False),
    Column("written_at", String(40), nullable=False),
    Column("expires_on", String(10)),
    Column("taken_back_at", String(40)),
    Column("taken_back_by", String(200), nullable=False),
)

ACCESS = Table(
    "access",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("who", String(200), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("role", String(60), nullable=False),
    Column("areas", Text, nullable=False),
    Column("until", String(10)),
    Column("given_by", String(200), nullable=False),
    Column("given_at", String(40), nullable=False),
    Column("taken_back_at", String(40)),
    Column("taken_back_by", String(200), nullable=False),
)

PRACTICE_NAMES = Table(
    "practice_names",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("pcn", String(20), nullable=False, index=True),
    Column("named", Integer, nullable=False),
    Column("chosen_by", String(200), nullable=False),
    Column("chosen_at", String(40), nullable=False),
)

SESSION = Table(
    "session",
    METADATA,
    Column("login", String(64), primary_key=True),
    Column("who", String(200), nullable=False),
    Column("began_at", String(40), nullable=False),
    Column("seen_at", String(40), nullable=False),
    Column("ended_at", String(40)),
    Column("why", String(100), nullable=False),
)

RELEASED_SET = Table(
    "released_set",
    METADATA,
    Column("organisation", String(80), nullable=False),
    Column("snapshot", String(16), nullable=False),
    Column("digest", String(32), nullable=False),
    Column("meaning", String(32), nullable=False, server_default=""),
    Column("drawn_from", String(32), nullable=False),
    Column("size", Integer, nullable=False, index=True),
    Column("people", LargeBinary, nullable=False),
    Column("released_at", String(40), nullable=False, index=True),
    PrimaryKeyConstraint("organisation", "snapshot", "digest"),
)

AIRLOCK = Table(
    "airlock",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("form", String(10), nullable=False),
    Column("person", String(200), nullable=False),
    Column("role", String(60), nullable=False),
    Column("purpose", String(60), nullable=False),
    Column("reason", Text, nullable=False),
    Column("snapshot", String(16), nullable=False),
    Column("findings", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("content", LargeBinary),
    Column("asked_at", String(40), nullable=False),
    Column("decision", String(20), nullable=False),
    Column("decided_by", String(200), nullable=False),
    Column("decided_at", String(40)),
    Column("decided_because", Text, nullable=False),
)

PRACTICE_COUNT = Table(
    "practice_count",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("practice", String(20), nullable=False, index=True),
    Column("register", String(60), nullable=False),
    Column("people", Integer, nullable=False),
    Column("counted_on", String(10), nullable=False),
    Column("given_by", String(200), nullable=False),
    Column("given_at", String(40), nullable=False),
)

SIGN_OFF = Table(
    "sign_off",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("practice", String(20), nullable=False, index=True),
    Column("decision", String(20), nullable=False),
    Column("signed_by", String(200), nullable=False),
    Column("role", String(60), nullable=False),
    Column("snapshot", String(16), nullable=False),
    Column("as_at", String(10), nullable=False),
    Column("real_people", Integer, nullable=False),
    Column("rules", Text, nullable=False),
    Column("counts", Text, nullable=False),
    Column("signed_at", String(40), nullable=False),
)

JOINING = Table(
    "joining",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("code", String(20), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("stage", String(60), nullable=False),
    Column("reached_on", String(10), nullable=False),
    Column("reached", Integer, nullable=False),
    Column("made_up", Integer, nullable=False),
    Column("written_by", String(200), nullable=False),
    Column("written_at", String(40), nullable=False),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("utc", String(40), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("role", String(60), nullable=False),
    Column("purpose", String(60), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("action", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("definition", String(64), nullable=False),
    Column("snapshot", String(16), nullable=False),
    Column("intent", Integer),
    Column("released", Integer),
    Column("reason", Text, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("prev_mac", String(64), nullable=False),
    Column("mac", String(64), nullable=False),
    Column("datasets", Text),
    Column("rules", Text),
)
