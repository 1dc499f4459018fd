"""Faults that show when something is sent: the sender, the recipient, the message."""

from __future__ import annotations

from knowledge.causes import Cause
from knowledge.providers import Protocol
from tests.servers.laboratory_fault import Fault
from tests.servers.laboratory_parts import smtp, smtp_with_message

SMTP = Protocol.SMTP


def _at(word: str, name: str, cause: Cause, wrong: str, reply: bytes) -> Fault:
    return Fault(name, cause, wrong, SMTP, smtp({word: reply}), login=True)


def _message(name: str, cause: Cause, wrong: str, reply: bytes) -> Fault:
    return Fault(name, cause, wrong, SMTP, smtp_with_message(reply), login=True, send_test=True)


SENDER = (
    Fault(
        "helo-rejected",
        Cause.SEND_HELO_REJECTED,
        "It does not like how we introduce ourselves",
        SMTP,
        smtp({"EHLO": b"550 5.7.1 HELO name refused", "HELO": b"550 5.7.1 HELO name refused"}),
    ),
    _at(
        "MAIL",
        "auth-required",
        Cause.SEND_AUTH_REQUIRED,
        "It wants a login before sending",
        b"530 5.7.0 Authentication required",
    ),
    _at(
        "MAIL",
        "sender-rejected",
        Cause.SEND_SENDER_REJECTED,
        "The account may not use that sender",
        b"553 5.7.1 Sender address rejected: not owned by user",
    ),
    _at(
        "MAIL",
        "sending-suspended",
        Cause.SEND_ACCOUNT_SUSPENDED,
        "The account sent spam and may not send any more",
        b"550 5.1.8 Bad outbound sender",
    ),
    _at(
        "MAIL",
        "rate-limited",
        Cause.SEND_RATE_LIMITED,
        "Too much was sent in a short time",
        b"450 4.2.1 Too many messages in this hour",
    ),
    _at(
        "MAIL",
        "server-full",
        Cause.SERVER_OUT_OF_SPACE,
        "The server's own disk is full",
        b"452 4.3.1 Insufficient system storage",
    ),
    _at(
        "MAIL",
        "too-large",
        Cause.SEND_MESSAGE_TOO_LARGE,
        "The message is too large",
        b"552 5.3.4 Message size exceeds the limit",
    ),
    _at(
        "MAIL",
        "ip-blocked",
        Cause.SEND_IP_BLOCKED,
        "Our address is on a block list",
        b"554 5.7.1 Your IP address is on a blocklist",
    ),
)

RECIPIENT = (
    _at(
        "RCPT",
        "relay-denied",
        Cause.SEND_RELAY_DENIED,
        "It passes nothing on for us",
        b"554 5.7.1 Relay access denied",
    ),
    _at(
        "RCPT",
        "recipient-unknown",
        Cause.SEND_RECIPIENT_UNKNOWN,
        "The recipient does not exist",
        b"550 5.1.1 No such user",
    ),
    _at(
        "RCPT",
        "recipient-full",
        Cause.SEND_RECIPIENT_OVER_QUOTA,
        "The recipient's mailbox is full",
        b"452 4.2.2 Mailbox full",
    ),
    _at(
        "RCPT",
        "recipient-disabled",
        Cause.SEND_RECIPIENT_DISABLED,
        "The recipient takes no mail",
        b"550 5.2.1 Mailbox disabled",
    ),
    _at(
        "RCPT",
        "recipient-restricted",
        Cause.SEND_RECIPIENT_RESTRICTED,
        "The group takes mail from its members only",
        b"550 5.7.133 Sender not authenticated for group",
    ),
    _at(
        "RCPT",
        "domain-not-found",
        Cause.SEND_DOMAIN_NOT_FOUND,
        "The recipient's domain does not exist",
        b"550 5.1.2 Domain not found",
    ),
    _at(
        "RCPT",
        "no-mail-service",
        Cause.DNS_NO_MAIL_SERVICE,
        "The recipient's domain takes no mail at all",
        b"556 5.1.10 Recipient address has null MX",
    ),
    _at(
        "RCPT",
        "greylisted",
        Cause.SEND_GREYLISTED,
        "It wants us to come again in some minutes",
        b"451 4.7.1 Greylisted, come again in 300 seconds",
    ),
    _at(
        "RCPT",
        "temporary",
        Cause.SEND_TEMPORARY_FAILURE,
        "It cannot just now",
        b"451 4.3.0 Not just now",
    ),
)

MESSAGE = (
    _message(
        "spam",
        Cause.SEND_CONTENT_REJECTED,
        "The message was judged to be spam",
        b"554 5.7.1 Message rejected as spam",
    ),
    _message(
        "dmarc",
        Cause.SEND_SENDER_AUTHENTICATION,
        "The sender's domain does not vouch for it",
        b"550 5.7.26 Fails SPF and DKIM",
    ),
    _message(
        "message-malformed",
        Cause.SEND_MESSAGE_MALFORMED,
        "The message breaks the format",
        b"550 5.6.0 Headers are malformed",
    ),
    _message(
        "message-rejected",
        Cause.SEND_REJECTED,
        "The message is refused without a reason",
        b"554 5.0.0 No",
    ),
)
