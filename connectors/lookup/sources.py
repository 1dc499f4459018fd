"""Everybody who may know an address's servers, surest first, and when each is asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from connectors.lookup.autoconfig import autoconfig, autoconfig_in_clear, well_known
from connectors.lookup.autodiscover import autodiscover
from connectors.lookup.guess import guess
from connectors.lookup.ispdb import ispdb
from connectors.lookup.known import known
from connectors.lookup.model import SourceName
from connectors.lookup.mx import mx
from connectors.lookup.pacc import pacc
from connectors.lookup.source import Source
from connectors.lookup.srv import srv


class Start(IntEnum):
    """When a source is asked."""

    FIRST = 0
    """Alone: it answers at once, and nobody else need hear of the address then."""

    TOGETHER = 1
    """With all others like it."""

    LAST = 2
    """When those have had a head start: it is a bother to servers, or is said in clear."""


@dataclass(frozen=True, slots=True)
class Row:
    """One source: its name in the contract, whom to ask, and when."""

    name: SourceName
    ask: Source
    start: Start = Start.TOGETHER


SOURCES: tuple[Row, ...] = (
    Row(SourceName.KNOWN, known, Start.FIRST),
    Row(SourceName.PACC, pacc),
    Row(SourceName.AUTOCONFIG, autoconfig),
    Row(SourceName.WELL_KNOWN, well_known),
    Row(SourceName.ISPDB, ispdb),
    Row(SourceName.MX, mx),
    Row(SourceName.SRV, srv),
    Row(SourceName.AUTODISCOVER, autodiscover),
    Row(SourceName.AUTOCONFIG, autoconfig_in_clear, Start.LAST),
    Row(SourceName.GUESS, guess, Start.LAST),
)
"""Surest first: a source counts for what those before it left open.

The order is that of draft-ietf-mailmaint-pacc and -autoconfig. What comes in clear counts after
all that does not, and names that nobody has named come last.
"""
