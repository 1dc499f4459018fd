"""Reads what Autodiscover answers in XML ([MS-OXDSCLI] §2.2.4, the "plain old XML" of Outlook).

Only what mail programs other than Outlook use of it: servers by IMAP, POP3 and SMTP, and where
else to ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from connectors.lookup.address import Address
from connectors.lookup.clientconfig import PASSWORD
from connectors.lookup.offer import Offer, offered
from connectors.lookup.xml import MalformedDocument, children, name, read, text
from connectors.model import Protocol, Security

REQUEST = "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"
RESPONSE = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"

PROTOCOLS = {
    "imap": Protocol.IMAP,
    "pop3": Protocol.POP3,
    "pop": Protocol.POP3,
    "smtp": Protocol.SMTP,
}

TLS_PORTS = {Protocol.IMAP: "993", Protocol.POP3: "995", Protocol.SMTP: "465"}

ENCRYPTION = {"ssl": Security.TLS, "tls": Security.STARTTLS, "none": Security.NONE}
"""Outlook's own words; "Auto", and none, leave it to the port and to ``SSL``."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a server answered: settings, or where to ask instead, or none of it."""

    offers: tuple[Offer, ...] = ()
    redirect_url: str = ""
    redirect_address: str = ""


def request(address: Address) -> bytes:
    """The question for an address; nothing else about a person is in it."""
    root = Element("Autodiscover", xmlns=REQUEST)
    asked = SubElement(root, "Request")
    SubElement(asked, "EMailAddress").text = str(address)
    SubElement(asked, "AcceptableResponseSchema").text = RESPONSE
    document: bytes = tostring(root, "utf-8", xml_declaration=True)
    return document


def answered(document: bytes, address: Address) -> Answered:
    """What a document says to the owner of an address.

    Raises:
        MalformedDocument: no such document.
    """
    root = read(document)
    if name(root) != "autodiscover":
        raise MalformedDocument(name(root))
    accounts = [
        account
        for response in children(root, "response")
        for account in children(response, "account")
    ]
    offers = (
        _offer(protocol, address)
        for account in accounts
        for protocol in children(account, "protocol")
    )
    return Answered(
        tuple(offer for offer in offers if offer),
        next((url for account in accounts if (url := text(account, "redirecturl"))), ""),
        next((other for account in accounts if (other := text(account, "redirectaddr"))), ""),
    )


def _offer(element: Element, address: Address) -> Offer | None:
    protocol = PROTOCOLS.get(text(element, "type").lower())
    if protocol is None:
        return None
    port = text(element, "port") or TLS_PORTS[protocol]
    # With a Windows domain in front of it, the user name is not one that we could know.
    in_domain = text(element, "domainrequired").lower() == "on"
    user = "" if in_domain else text(element, "loginname") or str(address)
    host = text(element, "server")
    return offered(protocol, host, port, _security(element, protocol, port), user, (PASSWORD,))


def _security(element: Element, protocol: Protocol, port: str) -> Security:
    if security := ENCRYPTION.get(text(element, "encryption").lower()):
        return security
    if port == TLS_PORTS[protocol]:
        return Security.TLS
    return Security.NONE if text(element, "ssl").lower() == "off" else Security.STARTTLS
