"""A profile that sets up Mail on iPhone, iPad and Mac: a ``.mobileconfig`` file.

The format is Apple's property list with one payload, ``com.apple.mail.managed``. It holds no
password and no sender's name: the device asks for both at the installation. It is unsigned, and the
device says so.
"""

from __future__ import annotations

import json
import plistlib
from typing import Any
from uuid import UUID, uuid5

from connectors.card.account import Account
from connectors.model import Protocol, Working

MEDIA_TYPE = "application/x-apple-aspen-config"

TYPES = {Protocol.IMAP: "EmailTypeIMAP", Protocol.POP3: "EmailTypePOP"}

NAMESPACE = UUID("5f6b2f0e-2c5d-5e0b-9d53-7a1f5d2f9c11")
"""Ours, drawn once: identifiers made in it meet nobody else's."""


def apple_profile(account: Account, title: str, description: str) -> bytes | None:
    """The profile of an account; ``title`` and ``description`` are shown before it is installed.

    None where there is none: nothing to read from or to send by, or no password (the format does
    not know OAuth). The same account has the same profile, byte by byte; installed again, it
    takes the old one's place.
    """
    reading, sending = account.reading, account.sending
    if reading is None or sending is None or account.by_token:
        return None
    mail = _mail(account, reading, sending)
    mail |= _payload("com.apple.mail.managed", mail, account.address, account.address)
    profile: dict[str, Any] = {"PayloadContent": [mail], "PayloadDescription": description}
    profile |= _payload("Configuration", profile, account.address, title)
    return plistlib.dumps(profile, fmt=plistlib.FMT_XML, sort_keys=True)


def _mail(account: Account, reading: Working, sending: Working) -> dict[str, Any]:
    return {
        "EmailAccountDescription": account.address,
        "EmailAccountType": TYPES[reading.protocol],
        "EmailAddress": account.address,
        "OutgoingPasswordSameAsIncomingPassword": True,
        **_server("Incoming", reading),
        **_server("Outgoing", sending),
    }


def _server(direction: str, server: Working) -> dict[str, Any]:
    # UseSSL stands for TLS from the first byte and for STARTTLS alike: the port decides.
    return {
        f"{direction}MailServerAuthentication": "EmailAuthPassword",
        f"{direction}MailServerHostName": server.host,
        f"{direction}MailServerPortNumber": server.port,
        f"{direction}MailServerUseSSL": True,
        f"{direction}MailServerUsername": server.user,
    }


def _payload(kind: str, content: dict[str, Any], address: str, title: str) -> dict[str, Any]:
    """What every payload has: by the identifier a device knows it again, by the UUID its state."""
    return {
        "PayloadDisplayName": title,
        "PayloadIdentifier": f"mailmedic.{kind.lower()}.{uuid5(NAMESPACE, address.lower())}",
        "PayloadType": kind,
        "PayloadUUID": str(uuid5(NAMESPACE, kind + json.dumps(content, sort_keys=True))).upper(),
        "PayloadVersion": 1,
    }
