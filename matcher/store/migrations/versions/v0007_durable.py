"""Rows have checksums; consents by purpose, erasures with their tombstones, and published files are on record."""

from collections.abc import Sequence
from hashlib import blake2b
from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROW = sa.BigInteger().with_variant(sa.Integer, "sqlite")
CHECKED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "records": (("row",), ("row", "kind", "id", "body", "sequence")),
    "derived": (("row",), ("row", "rules", "body")),
    "vectors": (("fingerprint", "model"), ("fingerprint", "model", "vector")),
    "consents": (("row", "purpose"), ("row", "purpose", "given", "until")),
    "sample": (("row",), ("row", "body")),
    "recommendations": (("run", "need", "professional"), ("run", "need", "professional", "rank", "score")),
}
"""The key of each table whose rows are checked, and what their checksums cover."""
_AT_ONCE = 500


def upgrade() -> None:
    """Add the columns and tables; the checksums of what is there are taken now."""
    for table, (key, covered) in CHECKED.items():
        op.add_column(table, sa.Column("checksum", sa.LargeBinary(16), nullable=False, server_default=""))
        _fill(table, key, covered)
    _create_tables()
    count = op.get_bind().execute(sa.text("SELECT COUNT(*) FROM records")).scalar_one()
    for name, value in (("salt", token_hex(16)), ("history", token_hex(16)), ("records", str(count))):
        facts = sa.table("facts", sa.column("name"), sa.column("value"))
        op.execute(facts.insert().values(name=name, value=value))


def _fill(name: str, key: Sequence[str], covered: Sequence[str]) -> None:
    table = sa.table(name, *map(sa.column, {*key, *covered}), sa.column("checksum"))
    dates = [table.c[column].cast(sa.String) if column in ("given", "until") else table.c[column] for column in covered]
    connection = op.get_bind()
    matched = sa.and_(*(table.c[column] == sa.bindparam(f"of_{column}") for column in key))
    change = sa.update(table).where(matched).values(checksum=sa.bindparam("new"))
    keys = connection.execute(sa.select(*(table.c[column] for column in key))).all()
    for first in range(0, len(keys), _AT_ONCE):
        batch = keys[first : first + _AT_ONCE]
        wanted = sa.select(*(table.c[column] for column in key), *dates).where(
            sa.tuple_(*(table.c[column] for column in key)).in_([tuple(line) for line in batch])
        )
        lines = [
            {f"of_{column}": line[at] for at, column in enumerate(key)} | {"new": _checksum(line[len(key) :])}
            for line in connection.execute(wanted)
        ]
        if lines:
            connection.execute(change, lines)


def _checksum(values: Sequence[object]) -> bytes:
    """As the store took it in this version."""
    digest = blake2b(digest_size=16)
    for value in values:
        content = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogateescape")
        digest.update(b"%d:" % len(content))
        digest.update(content)
    return digest.digest()


def _create_tables() -> None:
    op.create_table(
        "agreements",
        sa.Column("number", ROW, primary_key=True, autoincrement=True),
        sa.Column("row", ROW, sa.ForeignKey("records.row", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("given", sa.Boolean, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("text", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "erasures",
        sa.Column("receipt", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("row", ROW, nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("counts", sa.Text, nullable=False),
        sa.Column("traces", sa.Text, nullable=False),
    )
    op.create_table(
        "tombstones",
        sa.Column("hash", sa.String(40), primary_key=True),
        sa.Column("receipt", sa.String(40), primary_key=True),
        sa.Column("salt", sa.String(40), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
    )
    op.create_table(
        "published",
        sa.Column("file", sa.String(400), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
    )
