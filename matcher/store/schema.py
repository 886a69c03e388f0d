"""The tables of the SQL store; changed only by a new migration."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

_Row = BigInteger().with_variant(Integer, "sqlite")

records = Table(
    "records",
    metadata,
    Column("row", _Row, primary_key=True, autoincrement=True),
    Column("kind", String(20), nullable=False),
    Column("id", String(200), nullable=False),
    Column("body", Text, nullable=False),
    Column("sequence", _Row, nullable=False),
    Column("checksum", LargeBinary(16), nullable=False, server_default=""),
    UniqueConstraint("kind", "id"),
    sqlite_autoincrement=True,
)

changes = Table(
    "changes",
    metadata,
    Column("sequence", _Row, primary_key=True, autoincrement=True),
    Column("row", _Row, nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    sqlite_autoincrement=True,
)

consents = Table(
    "consents",
    metadata,
    Column("row", _Row, ForeignKey("records.row", ondelete="CASCADE"), primary_key=True),
    Column("purpose", String(40), primary_key=True),
    Column("given", Date, nullable=False),
    Column("until", Date),
    Column("checksum", LargeBinary(16), nullable=False, server_default=""),
)

vectors = Table(
    "vectors",
    metadata,
    Column("fingerprint", LargeBinary(16), primary_key=True),
    Column("model", String(120), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
    Column("checksum", LargeBinary(16), nullable=False, server_default=""),
)

vector_uses = Table(
    "vector_uses",
    metadata,
    Column("row", _Row, ForeignKey("records.row", ondelete="CASCADE"), primary_key=True),
    Column("fingerprint", LargeBinary(16), primary_key=True, index=True),
)

derived = Table(
    "derived",
    metadata,
    Column("row", _Row, ForeignKey("records.row", ondelete="CASCADE"), primary_key=True),
    Column("rules", String(80), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("checksum", LargeBinary(16), nullable=False, server_default=""),
)

sample = Table(
    "sample",
    metadata,
    Column("row", _Row, ForeignKey("records.row", ondelete="CASCADE"), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("checksum", LargeBinary(16), nullable=False, server_default=""),
)

facts = Table(
    "facts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("day", Date, nullable=False),
    Column("ranker", String(80), nullable=False),
    Column("model", String(120), nullable=False),
    Column("sequence", _Row, nullable=False),
)

recommendations = Table(
    "recommendations",
    metadata,
    Column("run", String(40), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("need", String(200), primary_key=True),
    Column("professional", String(200), primary_key=True, index=True),
    Column("rank", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("checksum", LargeBinary(16), nullable=False, server_default=""),
)

decisions = Table(
    "decisions",
    metadata,
    Column("fingerprint", LargeBinary(16), primary_key=True),
    Column("need", String(200), nullable=False, index=True),
    Column("professional", String(200), nullable=False, index=True),
    Column("coordinator", String(200), nullable=False),
    Column("position", Integer),
    Column("decision", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("sequence", _Row, nullable=False, server_default="0"),
)

agreements = Table(
    "agreements",
    metadata,
    Column("number", _Row, primary_key=True, autoincrement=True),
    Column("row", _Row, ForeignKey("records.row", ondelete="CASCADE"), nullable=False, index=True),
    Column("purpose", String(40), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("day", Date, nullable=False),
    Column("until", Date),
    Column("text", Text, nullable=False),
    sqlite_autoincrement=True,
)

erasures = Table(
    "erasures",
    metadata,
    Column("receipt", String(40), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("day", Date, nullable=False),
    Column("row", _Row, nullable=False),
    Column("stage", String(20), nullable=False),
    Column("counts", Text, nullable=False),
    Column("traces", Text, nullable=False),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("hash", String(40), primary_key=True),
    Column("receipt", String(40), primary_key=True),
    Column("salt", String(40), nullable=False),
    Column("day", Date, nullable=False),
)

published = Table(
    "published",
    metadata,
    Column("file", String(400), primary_key=True),
    Column("sha256", String(64), nullable=False),
)
