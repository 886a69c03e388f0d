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

imports = Table(
    "imports",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("undone", String(40)),
)

import_changes = Table(
    "import_changes",
    metadata,
    Column("import", String(40), ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("row", _Row, ForeignKey("records.row", ondelete="CASCADE"), primary_key=True, index=True),
    Column("after", LargeBinary(16), nullable=False),
    Column("before", Text),
    Column("sources", Text),
    Column("checksum", LargeBinary(16), nullable=False),
)
"""What a record was before an import changed it (nothing: it was new), and the hash of what it was ``after`` it."""

import_decisions = Table(
    "import_decisions",
    metadata,
    Column("import", String(40), ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("fingerprint", LargeBinary(16), ForeignKey("decisions.fingerprint", ondelete="CASCADE"), primary_key=True),
)

provenance = Table(
    "provenance",
    metadata,
    Column("row", _Row, ForeignKey("records.row", ondelete="CASCADE"), primary_key=True),
    Column("sources", Text, nullable=False),
)
"""Where the fields of a record came from. File names are kept here and nowhere else: they go with the record."""

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

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("email", String(254), unique=True),
    Column("name", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("bases", Text, nullable=False),
    Column("professional", String(200), index=True),
    Column("password", String(300), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("made", String(40), nullable=False),
)
"""Those who sign in. Times here and below are in UTC, in one form, so that their order is that of their texts."""

sessions = Table(
    "sessions",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("account", String(40), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("made", String(40), nullable=False),
    Column("seen", String(40), nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("account", String(40), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("purpose", String(20), nullable=False),
    Column("until", String(40), nullable=False),
    Column("used", String(40)),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("token", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("bases", Text),
    Column("made", String(40), nullable=False),
    Column("until", String(40)),
    Column("revoked", String(40)),
    Column("used", String(40)),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("number", _Row, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("account", String(40), nullable=False, index=True),
    Column("action", String(40), nullable=False, index=True),
    Column("request", String(40), nullable=False),
    Column("before", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

audit_things = Table(
    "audit_things",
    metadata,
    Column("number", _Row, ForeignKey("audit_log.number", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("id", String(200), nullable=False, index=True),
    Column("rank", Integer),
    Column("score", Float),
)
"""What the entries of the log are about; the id of a person is a salted hash."""

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("account", String(40), nullable=False, index=True),
    Column("state", String(20), nullable=False, index=True),
    Column("given", Text, nullable=False),
    Column("upload", LargeBinary),
    Column("step", String(100), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("result", Text, nullable=False),
    Column("file", LargeBinary),
    Column("made", String(40), nullable=False),
    Column("beat", String(40)),
    Column("ended", String(40)),
)

kept_answers = Table(
    "kept_answers",
    metadata,
    Column("account", String(40), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("status", Integer),
    Column("headers", Text),
    Column("body", LargeBinary),
    Column("made", String(40), nullable=False, index=True),
)
"""Answers to requests that changed something, by the key that the program gave: sent again, one changes nothing."""

cases = Table(
    "cases",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("need", String(200), nullable=False),
    Column("professional", String(200), nullable=False, index=True),
    Column("stage", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("made", String(40), nullable=False),
    Column("since", String(40), nullable=False),
    Column("reason", String(20)),
    UniqueConstraint("need", "professional"),
)

case_events = Table(
    "case_events",
    metadata,
    Column("number", _Row, primary_key=True, autoincrement=True),
    Column("case_id", String(40), ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", String(40), nullable=False),
    Column("account", String(40), nullable=False),
    Column("before", String(20)),
    Column("after", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("reason", String(20)),
    sqlite_autoincrement=True,
)
