"""Worklists: what each is, where everybody on it stands, and who was on it when."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "worklist_version",
        sa.Column("id", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("worklist", sa.Text, nullable=False),
        sa.Column("created_at", sa.String(40), nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", "version"),
    )
    op.create_table(
        "work_act",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("worklist", sa.String(60), nullable=False, index=True),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("snapshot", sa.String(16), nullable=False),
        sa.Column("undoes", sa.Integer),
    )
    op.create_table(
        "work_step",
        sa.Column("worklist", sa.String(60), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("act", sa.Integer, nullable=False, index=True),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("until", sa.String(10)),
        sa.Column("cited", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("worklist", "person", "revision"),
    )
    op.create_table(
        "work_visit",
        sa.Column("worklist", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("snapshot", sa.String(16), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("as_at", sa.String(10), nullable=False),
        sa.Column("opened_at", sa.String(40), nullable=False),
        sa.Column("definition", sa.Text, nullable=False),
        sa.Column("people", sa.LargeBinary, nullable=False),
        sa.Column("urgent", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("worklist", "number"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("work_visit", "work_step", "work_act", "worklist_version"):
        op.drop_table(table)
