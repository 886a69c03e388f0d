"""Imports are on record with what was there before them, to be undone; fields, with the file they are from."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ROW = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the tables, empty: of what is there, nobody knows from which file it came."""
    op.create_table(
        "imports",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("undone", sa.String(40)),
    )
    op.create_table(
        "import_changes",
        sa.Column("import", sa.String(40), sa.ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("row", ROW, sa.ForeignKey("records.row", ondelete="CASCADE"), primary_key=True, index=True),
        sa.Column("after", sa.LargeBinary(16), nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("sources", sa.Text),
        sa.Column("checksum", sa.LargeBinary(16), nullable=False),
    )
    op.create_table(
        "import_decisions",
        sa.Column("import", sa.String(40), sa.ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
        sa.Column(
            "fingerprint",
            sa.LargeBinary(16),
            sa.ForeignKey("decisions.fingerprint", ondelete="CASCADE"),
            primary_key=True,
        ),
    )
    op.create_table(
        "provenance",
        sa.Column("row", ROW, sa.ForeignKey("records.row", ondelete="CASCADE"), primary_key=True),
        sa.Column("sources", sa.Text, nullable=False),
    )
