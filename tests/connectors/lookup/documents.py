"""Configuration documents for the tests, the smallest that are valid."""

from __future__ import annotations

import base64
import hashlib
import json

IMAP = (
    '<incomingServer type="imap"><hostname>{host}</hostname><port>993</port>'
    "<socketType>SSL</socketType><username>%EMAILADDRESS%</username>"
    "<authentication>password-cleartext</authentication></incomingServer>"
)
POP3 = (
    '<incomingServer type="pop3"><hostname>{host}</hostname><port>995</port>'
    "<socketType>SSL</socketType><username>%EMAILADDRESS%</username></incomingServer>"
)
SMTP = (
    '<outgoingServer type="smtp"><hostname>{host}</hostname><port>587</port>'
    "<socketType>STARTTLS</socketType><username>%EMAILADDRESS%</username></outgoingServer>"
)
PLAIN_POP3 = (
    '<incomingServer type="pop3"><hostname>{host}</hostname><port>110</port>'
    "<socketType>plain</socketType></incomingServer>"
)


def client_config(*servers: str, host: str = "mail.own.test") -> bytes:
    """A file for mail programs with these servers, all on one host."""
    body = "".join(servers).replace("{host}", host)
    provider = f'<emailProvider id="own.test"><domain>own.test</domain>{body}</emailProvider>'
    return f'<?xml version="1.0"?><clientConfig version="1.1">{provider}</clientConfig>'.encode()


def pacc_document(**services: str) -> bytes:
    """A domain's document with these services on these hosts."""
    protocols = {service: {"host": host} for service, host in services.items()}
    root = {
        "protocols": protocols,
        "authentication": {"oauth-public": {"issuer": "https://id.own.test"}, "password": True},
        "info": {"provider": {"name": "Own"}},
    }
    return json.dumps(root).encode()


def digest(document: bytes) -> str:
    """The TXT record of a document, in quotes."""
    return f'"v=UAAC1; a=sha256; d={base64.b64encode(hashlib.sha256(document).digest()).decode()}"'


def pox(*protocols: str, host: str = "mail.own.test", more: str = "") -> bytes:
    """An answer of Autodiscover: ``IMAP 993 on`` is type, port and SSL."""
    blocks = ""
    for protocol in protocols:
        kind, port, ssl = protocol.split()
        blocks += (
            f"<Protocol><Type>{kind}</Type><Server>{host}</Server><Port>{port}</Port>"
            f"<SSL>{ssl}</SSL></Protocol>"
        )
    outer = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"
    inner = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
    account = f"<Account><AccountType>email</AccountType>{more}{blocks}</Account>"
    return (
        f'<?xml version="1.0"?><Autodiscover xmlns="{outer}"><Response xmlns="{inner}">'
        f"{account}</Response></Autodiscover>"
    ).encode()
