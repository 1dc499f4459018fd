"""The one message that ``--send-test`` sends, and how its sender and its finder wait for it."""

from __future__ import annotations

import asyncio
import secrets
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from connectors.clock import Clock
from connectors.model import Protocol, Target
from connectors.steps import Plan, ProbeMessage


def probe_message(plan: Plan, sender: str, clock: Clock) -> ProbeMessage:
    """A message from oneself to oneself, or to whom the plan names; nobody has written one like it.

    Marked as automatic (RFC 3834 §5), so that no absence notice answers it.
    """
    recipient = plan.send_test_to or sender
    token = secrets.token_hex(16)
    message_id = f"<{token}@{sender.rpartition('@')[2]}>"
    subject, text = plan.test_words
    message = EmailMessage(SMTP if (sender + recipient).isascii() else SMTPUTF8)
    message["From"] = _address(sender)
    message["To"] = _address(recipient)
    message["Subject"] = subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    # In seven bits: not every server has 8BITMIME (RFC 6152).
    encoding = "7bit" if text.isascii() else "base64"
    message.set_content(f"{text}\n\n{token}\n", charset="utf-8", cte=encoding)
    return ProbeMessage(sender, recipient, message_id, message.as_bytes())


def _address(address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(username=local, domain=domain)


class Post:
    """Between the target that sends the message and the one that looks for it.

    ``message`` is ``None`` when none is sent; ``looker`` when nobody is to look for it.
    """

    def __init__(self, plan: Plan, sender: str, clock: Clock) -> None:
        wanted = plan.send_test or bool(plan.send_test_to)
        sends = any(target.protocol is Protocol.SMTP for target in plan.targets)
        can = wanted and sends and plan.login and bool(sender)
        self.message = probe_message(plan, sender, clock) if can else None
        self.looker = _looker(plan) if self.message and not plan.send_test_to else None
        self._sent = asyncio.get_running_loop().create_future()

    def settle(self, sent: bool) -> None:
        """The sending target has done what it could; called by each, the first word counts."""
        if not self._sent.done():
            self._sent.set_result(sent)

    async def was_sent(self) -> bool:
        """Wait until that is known."""
        return await asyncio.shield(self._sent)


def _looker(plan: Plan) -> Target | None:
    """IMAP sees new mail in the running session; POP3 has to log in again for each look."""
    for protocol in (Protocol.IMAP, Protocol.POP3):
        for target in plan.targets:
            if target.protocol is protocol:
                return target
    return None
