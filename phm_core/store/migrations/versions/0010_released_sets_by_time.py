"""Released sets are found by when they were released, without reading their people."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEX = "ix_released_set_released_at"


def upgrade() -> None:
    """Make the index."""
    op.create_index(INDEX, "released_set", ["released_at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index(INDEX, "released_set")
