"""The audit says which tables were read, and which rules were asked about."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = ("datasets", "rules")


def upgrade() -> None:
    """Add both columns; older rows have none, and their seals hold."""
    for name in COLUMNS:
        op.add_column("audit", sa.Column(name, sa.Text))


def downgrade() -> None:
    """Remove both columns."""
    with op.batch_alter_table("audit") as table:
        for name in COLUMNS:
            table.drop_column(name)
