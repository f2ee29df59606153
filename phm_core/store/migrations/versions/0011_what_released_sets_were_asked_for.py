"""Released sets are kept with a digest of what was asked, unknown of older ones."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the digest."""
    column = sa.Column("meaning", sa.String(32), nullable=False, server_default="")
    op.add_column("released_set", column)


def downgrade() -> None:
    """Drop it."""
    op.drop_column("released_set", "meaning")
