"""Which dialogue speaks which protocol."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.imap4.talk import Talk as ImapTalk
from connectors.model import Protocol
from connectors.pop3.talk import Talk as Pop3Talk
from connectors.smtp.talk import Talk as SmtpTalk
from connectors.stages.run import MakeTalk

TALKS: Mapping[Protocol, MakeTalk] = {
    Protocol.SMTP: SmtpTalk,
    Protocol.POP3: Pop3Talk,
    Protocol.IMAP: ImapTalk,
}
"""The three that we speak."""
