"""A sample of the store's people, frozen when it was drawn, tells what others reach for a requirement."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty: a sample is drawn when the store is next brought in step."""
    row = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "sample",
        sa.Column("row", row, sa.ForeignKey("records.row", ondelete="CASCADE"), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
