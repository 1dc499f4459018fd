"""Reads a configuration file for mail programs (draft-ietf-mailmaint-autoconfig, version 1.1 on).

>>> config = b'''<clientConfig version="1.1"><emailProvider id="example.com">
... <incomingServer type="imap"><hostname>imap.example.com</hostname><port>993</port>
... <socketType>SSL</socketType><username>%EMAILADDRESS%</username>
... <authentication>password-cleartext</authentication></incomingServer>
... </emailProvider></clientConfig>'''
>>> offer, = offers(config, Address("taro", "example.com"))
>>> offer.host, offer.port, offer.user, offer.auth
('imap.example.com', 993, 'taro@example.com', ('password',))
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from connectors.lookup.address import Address
from connectors.lookup.offer import Offer, offered
from connectors.lookup.xml import MalformedDocument, children, name, read, text
from connectors.model import Protocol, Security

PROTOCOLS = {
    ("incomingserver", "imap"): Protocol.IMAP,
    ("incomingserver", "pop3"): Protocol.POP3,
    ("outgoingserver", "smtp"): Protocol.SMTP,
}
"""Element and type; others (Exchange, JMAP) are passed over."""

SECURITY = {"ssl": Security.TLS, "starttls": Security.STARTTLS, "plain": Security.NONE}

PASSWORD, OAUTH2 = "password", "oauth2"

AUTHENTICATION = {
    "password-cleartext": PASSWORD,
    "plain": PASSWORD,
    "password-encrypted": PASSWORD,
    "secure": PASSWORD,
    "oauth2": OAUTH2,
    "oauth": OAUTH2,
    "oauthbearer": OAUTH2,
    "xoauth2": OAUTH2,
    "login": PASSWORD,
    "cram-md5": PASSWORD,
    "digest-md5": PASSWORD,
    "ntlm": "ntlm",
    "gssapi": "kerberos",
    "tls-client-cert": "client-certificate",
    "external": "client-certificate",
    "client-ip-address": "none",
    "none": "none",
    "smtp-after-pop": "pop-before-smtp",
}
"""The format's words, its older ones and SASL's, to the contract's."""

_PLACEHOLDER = re.compile(r"%[A-Z]+%?")


def offers(document: bytes, address: Address) -> tuple[Offer, ...]:
    """The mail servers in a file, in its order, as the owner of the address would write them.

    A server that is incomplete or cannot be meant is passed over, as are elements that nobody
    knows; so the result may be empty.

    Raises:
        MalformedDocument: no such file.
    """
    root = read(document)
    if name(root) != "clientconfig":
        raise MalformedDocument(name(root))
    return tuple(
        offer
        for provider in children(root, "emailprovider")
        for element in provider
        if (offer := _offer(element, address))
    )


def _offer(element: Element, address: Address) -> Offer | None:
    protocol = PROTOCOLS.get((name(element), element.get("type", "").lower()))
    security = next(_securities(element), None)
    if protocol is None or security is None:
        return None
    host = _filled(text(element, "hostname"), address)
    user = _filled(text(element, "username") or "%EMAILADDRESS%", address)
    if _PLACEHOLDER.search(user):  # one that only the provider can fill
        user = ""
    auth = (_authentication(child.text or "") for child in children(element, "authentication"))
    return offered(protocol, host, text(element, "port"), security, user, filter(None, auth))


def _securities(element: Element) -> Iterator[Security]:
    for child in children(element, "sockettype"):
        if security := SECURITY.get((child.text or "").strip().lower()):
            yield security


def _authentication(word: str) -> str:
    word = word.strip().lower()
    return PASSWORD if word.startswith("scram-") else AUTHENTICATION.get(word, "")


def _filled(template: str, address: Address) -> str:
    # In one pass: what is filled in is never looked at again.
    values = {
        "%EMAILADDRESS%": str(address),
        "%EMAILLOCALPART%": address.local,
        "%EMAILDOMAIN%": address.domain,
    }
    return _PLACEHOLDER.sub(lambda match: values.get(match[0], match[0]), template)
