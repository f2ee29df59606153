"""No limit where the app's own words may be long; SQLite never held to one."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WORDS = (("audit", "action", 60), ("remark", "about", 300))


def upgrade() -> None:
    """Let both columns be as long as they need."""
    for table, column, length in WORDS:
        with op.batch_alter_table(table) as changed:
            changed.alter_column(
                column,
                type_=sa.Text(),
                existing_type=sa.String(length),
                existing_nullable=False,
            )


def downgrade() -> None:
    """Hold both to their length again."""
    for table, column, length in WORDS:
        with op.batch_alter_table(table) as changed:
            changed.alter_column(
                column,
                type_=sa.String(length),
                existing_type=sa.Text(),
                existing_nullable=False,
            )
