"""Decisions know after which change of the store they were made; those that are there were made by now."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column with the latest change."""
    row = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.add_column("decisions", sa.Column("sequence", row, nullable=False, server_default="0"))
    op.execute("UPDATE decisions SET sequence = (SELECT COALESCE(MAX(sequence), 0) FROM changes)")
