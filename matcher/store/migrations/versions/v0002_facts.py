"""Facts about the store itself: its identity, and the template under which its vectors are noted."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give the store an identity; without a template, the uses of vectors are renewed when it is opened."""
    facts = op.create_table(
        "facts",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.String(200), nullable=False),
    )
    op.bulk_insert(facts, [{"name": "identity", "value": str(uuid4())}])
