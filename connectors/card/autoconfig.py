"""A configuration file for mail programs (draft-ietf-mailmaint-autoconfig, in the form of 1.1)."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from connectors.card.account import Account
from connectors.model import Protocol, Security, Working

ELEMENTS = {
    Protocol.IMAP: ("incomingServer", "imap"),
    Protocol.POP3: ("incomingServer", "pop3"),
    Protocol.SMTP: ("outgoingServer", "smtp"),
}

SOCKETS = {Security.TLS: "SSL", Security.STARTTLS: "STARTTLS"}

SHORT_NAME_LIMIT = 20
"""Characters (draft-ietf-mailmaint-autoconfig, displayShortName)."""


def client_config(account: Account) -> bytes | None:
    """The file of an account; None where nothing is known to work.

    It fits every address of the domain whose user name has the same form as this one's.
    """
    if not account.servers:
        return None
    root = Element("clientConfig", version="1.1")
    provider = SubElement(root, "emailProvider", id=account.domain)
    SubElement(provider, "domain").text = account.domain
    SubElement(provider, "displayName").text = account.domain
    SubElement(provider, "displayShortName").text = account.domain[:SHORT_NAME_LIMIT]
    for server in account.servers:
        _add(provider, server, account)
    indent(root)
    document: bytes = tostring(root, "utf-8", xml_declaration=True)
    return document + b"\n"


def is_for_everybody(account: Account) -> bool:
    """Whether the file fits all addresses of the domain: no user name is this person's alone."""
    return all(user_template(server.user, account).startswith("%") for server in account.servers)


def user_template(user: str, account: Account) -> str:
    """A user name as a pattern over the address; itself where it is made otherwise."""
    templates = {
        account.local: "%EMAILLOCALPART%",
        f"{account.local}.{account.domain}": "%EMAILLOCALPART%.%EMAILDOMAIN%",
        account.address: "%EMAILADDRESS%",
    }
    return templates.get(user, user)


def _add(provider: Element, server: Working, account: Account) -> None:
    name, kind = ELEMENTS[server.protocol]
    element = SubElement(provider, name, type=kind)
    SubElement(element, "hostname").text = server.host
    SubElement(element, "port").text = str(server.port)
    SubElement(element, "socketType").text = SOCKETS[server.security]
    SubElement(element, "username").text = user_template(server.user, account)
    SubElement(element, "authentication").text = (
        "OAuth2" if account.by_token else "password-cleartext"
    )
