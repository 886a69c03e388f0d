"""Decisions of coordinators and professionals."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; the fingerprint is of all the other columns, so that equal decisions are one."""
    op.create_table(
        "decisions",
        sa.Column("fingerprint", sa.LargeBinary(16), primary_key=True),
        sa.Column("need", sa.String(200), nullable=False, index=True),
        sa.Column("professional", sa.String(200), nullable=False, index=True),
        sa.Column("coordinator", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
    )
