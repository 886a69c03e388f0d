"""Accounts, sessions, links and API keys; an audit log whose entries are chained; jobs; answers kept by key."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ROW = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the tables, empty: until now nobody signed in."""
    _create_accounts()
    _create_keys()
    _create_audit()
    _create_jobs()


def _of_account() -> "sa.Column[str]":
    key = sa.ForeignKey("accounts.id", ondelete="CASCADE")
    return sa.Column("account", sa.String(40), key, nullable=False, index=True)


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("email", sa.String(254), unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("bases", sa.Text, nullable=False),
        sa.Column("professional", sa.String(200), index=True),
        sa.Column("password", sa.String(300), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("sample", sa.Boolean, nullable=False),
        sa.Column("made", sa.String(40), nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token", sa.String(64), primary_key=True),
        _of_account(),
        sa.Column("made", sa.String(40), nullable=False),
        sa.Column("seen", sa.String(40), nullable=False),
    )
    op.create_table(
        "links",
        sa.Column("token", sa.String(64), primary_key=True),
        _of_account(),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("until", sa.String(40), nullable=False),
        sa.Column("used", sa.String(40)),
    )


def _create_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("token", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("bases", sa.Text),
        sa.Column("made", sa.String(40), nullable=False),
        sa.Column("until", sa.String(40)),
        sa.Column("revoked", sa.String(40)),
        sa.Column("used", sa.String(40)),
    )


def _create_audit() -> None:
    op.create_table(
        "audit_log",
        sa.Column("number", ROW, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("account", sa.String(40), nullable=False, index=True),
        sa.Column("action", sa.String(40), nullable=False, index=True),
        sa.Column("request", sa.String(40), nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "audit_things",
        sa.Column("number", ROW, sa.ForeignKey("audit_log.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("id", sa.String(200), nullable=False, index=True),
        sa.Column("rank", sa.Integer),
        sa.Column("score", sa.Float),
    )


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("account", sa.String(40), nullable=False, index=True),
        sa.Column("state", sa.String(20), nullable=False, index=True),
        sa.Column("given", sa.Text, nullable=False),
        sa.Column("upload", sa.LargeBinary),
        sa.Column("step", sa.String(100), nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("file", sa.LargeBinary),
        sa.Column("made", sa.String(40), nullable=False),
        sa.Column("beat", sa.String(40)),
        sa.Column("ended", sa.String(40)),
    )
    op.create_table(
        "kept_answers",
        sa.Column("account", sa.String(40), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("headers", sa.Text),
        sa.Column("body", sa.LargeBinary),
        sa.Column("made", sa.String(40), nullable=False, index=True),
    )
