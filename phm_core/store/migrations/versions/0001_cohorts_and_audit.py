"""Saved cohorts and the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "cohort_version",
        sa.Column("id", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("definition", sa.Text, nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("review_by", sa.String(10)),
        sa.Column("created_at", sa.String(40), nullable=False),
        sa.Column("forked_from", sa.String(80)),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", "version"),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("utc", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("role", sa.String(60), nullable=False),
        sa.Column("purpose", sa.String(60), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("object", sa.Text, nullable=False),
        sa.Column("definition", sa.String(64), nullable=False),
        sa.Column("snapshot", sa.String(16), nullable=False),
        sa.Column("intent", sa.Integer),
        sa.Column("released", sa.Integer),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("prev_mac", sa.String(64), nullable=False),
        sa.Column("mac", sa.String(64), nullable=False),
    )


def downgrade() -> None:
    """Remove both tables."""
    op.drop_table("audit")
    op.drop_table("cohort_version")
