"""What is derived from a record is kept beside it, under the version of the rules; the store knows no template."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty: what is missing is derived when the store is next brought in step."""
    row = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "derived",
        sa.Column("row", row, sa.ForeignKey("records.row", ondelete="CASCADE"), primary_key=True),
        sa.Column("rules", sa.String(80), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.execute("DELETE FROM facts WHERE name = 'template'")
