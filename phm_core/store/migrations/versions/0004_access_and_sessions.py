"""Who has which role, and the sessions of people who signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "access",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("who", sa.String(200), nullable=False, index=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(60), nullable=False),
        sa.Column("areas", sa.Text, nullable=False),
        sa.Column("until", sa.String(10)),
        sa.Column("given_by", sa.String(200), nullable=False),
        sa.Column("given_at", sa.String(40), nullable=False),
        sa.Column("taken_back_at", sa.String(40)),
        sa.Column("taken_back_by", sa.String(200), nullable=False),
    )
    op.create_table(
        "session",
        sa.Column("login", sa.String(64), primary_key=True),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("began_at", sa.String(40), nullable=False),
        sa.Column("seen_at", sa.String(40), nullable=False),
        sa.Column("ended_at", sa.String(40)),
        sa.Column("why", sa.String(100), nullable=False),
    )


def downgrade() -> None:
    """Remove both tables."""
    op.drop_table("session")
    op.drop_table("access")
