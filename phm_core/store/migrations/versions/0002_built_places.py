"""Built Places."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "place_version",
        sa.Column("id", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("created_at", sa.String(40), nullable=False),
        sa.Column("forked_from", sa.String(80)),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", "version"),
    )


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("place_version")
