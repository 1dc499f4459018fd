"""The same words at another stage: what they cannot mean there is not told."""

from __future__ import annotations

import pytest

from connectors.dialogue.exchange import refused
from connectors.model import Protocol, Reply, StepName
from knowledge.replies import ours

IMAP, POP3, SMTP = Protocol.IMAP, Protocol.POP3, Protocol.SMTP
GREETING, HELO = StepName.GREETING, StepName.CAPABILITY
MAILBOX, FETCH = StepName.MAILBOX, StepName.FETCH
MAIL, RCPT = StepName.SENDER, StepName.RECIPIENT


@pytest.mark.parametrize(
    ("protocol", "stage", "code", "enhanced", "text", "cause"),
    [
        # Who reads mail sends none.
        (IMAP, GREETING, "BYE", "", "* BYE Access denied", "server.refused"),
        (IMAP, GREETING, "BYE", "", "* BYE Server is too busy, try later", "server.unavailable"),
        (POP3, GREETING, "-ERR", "", "-ERR Your IP is on our blacklist", "server.refused"),
        # After a login it is the mailbox that was asked for.
        (POP3, MAILBOX, "-ERR", "", "-ERR internal server error", "mailbox.unavailable"),
        (POP3, MAILBOX, "-ERR", "SYS/TEMP", "-ERR [SYS/TEMP] later", "server.unavailable"),
        (IMAP, MAILBOX, "BYE", "", "* BYE shutting down", "server.unavailable"),
        # Who is inside is not turned away at the door.
        (IMAP, MAILBOX, "BYE", "", "* BYE Connection is closed. 13", "server.unavailable"),
        (IMAP, MAILBOX, "BYE", "", "* BYE connection refused", "server.unavailable"),
        (IMAP, FETCH, "BYE", "", "* BYE go away", "server.unavailable"),
        (POP3, MAILBOX, "-ERR", "", "-ERR Access refused", "mailbox.unavailable"),
        # Who hears an address and knows no such host means the address's.
        (SMTP, RCPT, "550", "", "550 unknown host in address", "send.domain_not_found"),
        (SMTP, RCPT, "450", "", "450 could not resolve host", "send.domain_not_found"),
        # EHLO names us, and nobody's domain that mail could go to.
        (SMTP, HELO, "501", "5.5.4", "501 5.5.4 Invalid domain name in EHLO", "send.helo_rejected"),
        (SMTP, HELO, "501", "", "501 Invalid domain name", "send.helo_rejected"),
        (SMTP, HELO, "550", "", "550 no", "send.helo_rejected"),
        (SMTP, HELO, "450", "4.7.1", "450 4.7.1 Greylisted, try later", "server.unavailable"),
        (SMTP, HELO, "502", "5.5.2", "502 5.5.2 Not implemented", "unknown"),
        (SMTP, HELO, "421", "4.3.2", "421 4.3.2 shutting down", "server.unavailable"),
        (SMTP, HELO, "554", "5.7.1", "554 5.7.1 Client host blocked by a list", "send.ip_blocked"),
        # Before RCPT there is no recipient.
        (
            SMTP,
            MAIL,
            "450",
            "4.7.1",
            "450 4.7.1 You have sent 500 messages this hour, quota exceeded",
            "send.rate_limited",
        ),
        (SMTP, MAIL, "552", "5.2.2", "552 5.2.2 Your mailbox is full", "mailbox.over_quota"),
        (SMTP, RCPT, "552", "5.2.2", "552 5.2.2 Mailbox is full", "send.recipient_over_quota"),
        # The parameter is not known, whatever it would have said.
        (SMTP, MAIL, "555", "5.5.4", "555 5.5.4 Unsupported option: SIZE", "send.rejected"),
    ],
)
def test_a_refusal_where_it_is_met(
    protocol: Protocol, stage: StepName, code: str, enhanced: str, text: str, cause: str
) -> None:
    """Its words are read, and only what can be meant at its stage is told."""
    failed = refused(ours(), protocol, stage, Reply(code, enhanced, text))
    assert failed.cause.value == cause
