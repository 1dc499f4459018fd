"""The protocols' names as people write them."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.model import Protocol

PROTOCOL_NAMES: Mapping[Protocol, str] = {
    Protocol.IMAP: "IMAP",
    Protocol.POP3: "POP3",
    Protocol.SMTP: "SMTP",
}
