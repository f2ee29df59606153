"""What practices counted themselves, and what they signed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "practice_count",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("practice", sa.String(20), nullable=False, index=True),
        sa.Column("register", sa.String(60), nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("counted_on", sa.String(10), nullable=False),
        sa.Column("given_by", sa.String(200), nullable=False),
        sa.Column("given_at", sa.String(40), nullable=False),
    )
    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("practice", sa.String(20), nullable=False, index=True),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("signed_by", sa.String(200), nullable=False),
        sa.Column("role", sa.String(60), nullable=False),
        sa.Column("snapshot", sa.String(16), nullable=False),
        sa.Column("as_at", sa.String(10), nullable=False),
        sa.Column("real_people", sa.Integer, nullable=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("counts", sa.Text, nullable=False),
        sa.Column("signed_at", sa.String(40), nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("sign_off")
    op.drop_table("practice_count")
