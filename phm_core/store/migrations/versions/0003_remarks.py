"""Remarks on a view."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("about", sa.String(300), nullable=False, index=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("month", sa.String(10)),
        sa.Column("value", sa.Float),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("written_at", sa.String(40), nullable=False),
        sa.Column("expires_on", sa.String(10)),
        sa.Column("taken_back_at", sa.String(40)),
        sa.Column("taken_back_by", sa.String(200), nullable=False),
    )


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("remark")
