"""The ledger: sets of people whose counts were released."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "released_set",
        sa.Column("organisation", sa.String(80), nullable=False),
        sa.Column("snapshot", sa.String(16), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("drawn_from", sa.String(32), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("people", sa.LargeBinary, nullable=False),
        sa.Column("released_at", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "snapshot", "digest"),
    )
    op.create_index("ix_released_set_size", "released_set", ["size"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("released_set")
