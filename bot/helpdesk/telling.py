"""What others may be told of, in the transaction in which it happens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.cases import Case
from bot.store.incidents import Incident

OUTAGE_OPENED, OUTAGE_CLOSED = "outage.opened", "outage.closed"

Told = Callable[[AsyncConnection, Case | Incident, str], Awaitable[None]]
"""Gets a case and the ``Act`` that was done with it, or an outage that began or ended."""
