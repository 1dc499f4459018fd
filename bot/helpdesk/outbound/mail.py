"""E-mail to the helpdesk, as the last resort where no chat reaches it, by the operator's server.

| variable | meaning |
| --- | --- |
| ``MAILMEDIC_MAIL_URL`` | ``smtps://USER:PASSWORD@HOST:465`` or ``smtp://USER:PASSWORD@HOST:587`` |
| ``MAILMEDIC_MAIL_FROM`` | the address that it comes from |
| ``MAILMEDIC_MAIL_TO`` | the address that it goes to |

``smtp`` begins with STARTTLS. The line is always encrypted and its certificate verified before the
password is said.
"""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from bot.config import SettingsError
from connectors.lookup.address import MalformedAddress
from connectors.lookup.address import parse as parse_address

VARIABLE = "MAILMEDIC_MAIL_URL"
PORTS = {"smtps": 465, "smtp": 587}
SECONDS = 30.0


class NotSent(Exception):  # noqa: N818 - says what was found
    """No server took the message; ``reason`` is a code for a log, without a part of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The operator's server, and from whom to whom. The password is hidden from ``repr``."""

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    sender: str
    recipient: str

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> MailSettings | None:
        """The settings of an environment; None where there is no server.

        Raises:
            SettingsError: they cannot be used. The URL, which may hold a password, is not told.
        """
        written = environ.get(VARIABLE, "").strip()
        if not written:
            return None
        try:
            return cls._read(written, environ)
        except (ValueError, MalformedAddress):
            raise SettingsError("mail_url", variable=VARIABLE) from None

    @classmethod
    def _read(cls, written: str, environ: Mapping[str, str]) -> MailSettings:
        parts = urlsplit(written)
        if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/"):
            raise ValueError
        addresses = (environ.get(f"MAILMEDIC_MAIL_{end}", "").strip() for end in ("FROM", "TO"))
        sender, recipient = (str(parse_address(address)) for address in addresses)
        return cls(
            parts.scheme,
            parts.hostname,
            parts.port or PORTS[parts.scheme],
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            sender,
            recipient,
        )


class Mailer:
    """Sends by the operator's server; ``context`` makes the rules of TLS when first needed."""

    def __init__(self, settings: MailSettings, context: Callable[[], ssl.SSLContext]) -> None:
        self._settings = settings
        self._context = context

    async def send(self, subject: str, text: str) -> None:
        """Send one message.

        Raises:
            NotSent: the server was not reached, or did not take it.
        """
        try:
            await asyncio.to_thread(self._send, self._message(subject, text))
        except smtplib.SMTPResponseException as error:
            # Its words may quote what we said.
            raise NotSent(f"reply {error.smtp_code}") from None
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(type(error).__name__) from None

    def _message(self, subject: str, text: str) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = " ".join(subject.split())[:200]
        message["From"] = Address("mailmedic", addr_spec=self._settings.sender)
        message["To"] = Address(addr_spec=self._settings.recipient)
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=self._settings.sender.rpartition("@")[2])
        # So that no absence message comes back (RFC 3834 §5).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message

    def _send(self, message: EmailMessage) -> None:
        with self._connected() as server:
            if self._settings.user:
                server.login(self._settings.user, self._settings.password)
            server.send_message(message)

    def _connected(self) -> smtplib.SMTP:
        host, port, context = self._settings.host, self._settings.port, self._context()
        if self._settings.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
        server = smtplib.SMTP(host, port, timeout=SECONDS)
        try:
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
        return server
