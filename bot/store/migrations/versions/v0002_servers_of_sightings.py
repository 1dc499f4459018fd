"""At which server something was seen: only the same one shows that it is over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The way here from the version before."""
    column = sa.Column(
        "server", sa.String(length=255), server_default=sa.text("''"), nullable=False
    )
    op.add_column("sightings", column)
