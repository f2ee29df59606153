"""Which PCNs show their practices by name."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "practice_names",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pcn", sa.String(20), nullable=False, index=True),
        sa.Column("named", sa.Integer, nullable=False),
        sa.Column("chosen_by", sa.String(200), nullable=False),
        sa.Column("chosen_at", sa.String(40), nullable=False),
    )


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("practice_names")
