"""Records, changes, consents, vectors with their uses, runs with their recommendations."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create the tables of the first version."""
    _create_records()
    _create_vectors()
    _create_runs()


def _create_records() -> None:
    op.create_table(
        "records",
        sa.Column("row", ROW, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("sequence", ROW, nullable=False),
        sa.UniqueConstraint("kind", "id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "changes",
        sa.Column("sequence", ROW, primary_key=True, autoincrement=True),
        sa.Column("row", ROW, nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "consents",
        sa.Column("row", ROW, sa.ForeignKey("records.row", ondelete="CASCADE"), primary_key=True),
        sa.Column("purpose", sa.String(40), primary_key=True),
        sa.Column("given", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
    )


def _create_vectors() -> None:
    op.create_table(
        "vectors",
        sa.Column("fingerprint", sa.LargeBinary(16), primary_key=True),
        sa.Column("model", sa.String(120), primary_key=True),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "vector_uses",
        sa.Column("row", ROW, sa.ForeignKey("records.row", ondelete="CASCADE"), primary_key=True),
        sa.Column("fingerprint", sa.LargeBinary(16), primary_key=True, index=True),
    )


def _create_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("ranker", sa.String(80), nullable=False),
        sa.Column("model", sa.String(120), nullable=False),
        sa.Column("sequence", ROW, nullable=False),
    )
    op.create_table(
        "recommendations",
        sa.Column("run", sa.String(40), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("need", sa.String(200), primary_key=True),
        sa.Column("professional", sa.String(200), primary_key=True, index=True),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
    )
