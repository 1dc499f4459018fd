"""The configuration that a domain publishes with its digest in DNS (draft-ietf-mailmaint-pacc).

A document whose SHA-256 stands in the domain's TXT record was written by whoever controls both
the web server and the DNS of the domain. Its services are TLS from the first byte, on their
registered ports, with the address as the user name.

>>> record = digest_record(b"{}")
>>> record
'v=UAAC1; a=sha256; d=RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='
>>> is_digest_of(record.encode(), b"{}")
True
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator
from typing import Any

from connectors.lookup.address import Address
from connectors.lookup.autoconfig import vouches
from connectors.lookup.clientconfig import OAUTH2, PASSWORD
from connectors.lookup.model import Answer, FetchFailed, SourceName
from connectors.lookup.offer import Offer, found, offered
from connectors.lookup.source import NOTHING, Finding, Query
from connectors.lookup.xml import MalformedDocument
from connectors.model import Protocol, Security
from connectors.steps import LookupFailed
from knowledge.causes import Cause

SERVICES = {
    "imap": (Protocol.IMAP, 993),
    "pop3": (Protocol.POP3, 995),
    "submit": (Protocol.SMTP, 465),
    "smtp": (Protocol.SMTP, 465),
}
"""The document's names; ``submit`` was called ``smtp`` until version 03 of the draft."""

FILE = ".well-known/user-agent-configuration.json"


def pacc_url(domain: str) -> str:
    """Where a domain's document lies."""
    return f"https://ua-auto-config.{domain}/{FILE}"


def record_name(domain: str) -> str:
    """Where a domain's digest stands in DNS."""
    return f"_ua-auto-config.{domain}"


async def pacc(query: Query) -> Finding:
    """What the domain's document says, if the digest in DNS is the document's.

    A domain without the record has no document: the web server is not asked then.
    """
    records = await _records(query)
    if not records:
        return NOTHING
    url = pacc_url(query.address.domain)
    query.trail.asks(url)
    try:
        document = await query.web.get(url)
        if not any(is_digest_of(record, document.body) for record in records):
            raise FetchFailed(Answer.DIGEST_MISMATCH)
        named = offers(document.body, query.address)
    except FetchFailed as failed:
        query.trail.heard(url, failed.outcome)
        return NOTHING
    except MalformedDocument:
        query.trail.heard(url, Answer.MALFORMED)
        return NOTHING
    query.trail.heard(url, Answer.FOUND if named else Answer.NOT_FOUND)
    return found(query, SourceName.PACC, named, trusted=vouches(query, document))


async def _records(query: Query) -> tuple[bytes, ...]:
    url = f"dns:{record_name(query.address.domain)}?type=TXT"  # RFC 4501
    query.trail.asks(url)
    try:
        records = await query.names.txt(record_name(query.address.domain))
    except LookupFailed as failed:
        absent = failed.cause in (Cause.DNS_NO_SUCH_HOST, Cause.DNS_NO_ADDRESS)
        query.trail.heard(url, Answer.NOT_FOUND if absent else failed.cause)
        return ()
    # A wildcard's record, which is about something else, is no digest.
    digests = tuple(record for record in records if digest_of(record) is not None)
    query.trail.heard(url, Answer.FOUND if digests else Answer.NOT_FOUND)
    return digests


def digest_record(document: bytes) -> str:
    """The text of the TXT record for a document."""
    digest = base64.b64encode(hashlib.sha256(document).digest()).decode("ascii")
    return f"v=UAAC1; a=sha256; d={digest}"


def is_digest_of(record: bytes, document: bytes) -> bool:
    """Whether a TXT record holds this document's digest."""
    return digest_of(record) == hashlib.sha256(document).digest()


def digest_of(record: bytes) -> bytes | None:
    """The digest in a TXT record; None where it holds none that we know how to read.

    Tags come in any order, blanks around them and unknown ones do not count.
    """
    tags = [tag.partition(b"=") for tag in record.split(b";")]
    values = {name.strip(): value.strip() for name, _, value in tags}
    if values.get(b"v") != b"UAAC1" or values.get(b"a") != b"sha256":
        return None
    try:
        digest = base64.b64decode(values.get(b"d", b""), validate=True)
    except (binascii.Error, ValueError):
        return None
    return digest if len(digest) == hashlib.sha256().digest_size else None


def offers(document: bytes, address: Address) -> tuple[Offer, ...]:
    """The mail servers in a document; services and fields that nobody knows are passed over.

    Raises:
        MalformedDocument: no such document.
    """
    try:
        root = json.loads(document)
    except (ValueError, RecursionError) as malformed:
        raise MalformedDocument(str(malformed)) from malformed
    services = root.get("protocols") if isinstance(root, dict) else None
    if not isinstance(services, dict):
        raise MalformedDocument("protocols")
    auth = tuple(_authentication(root.get("authentication")))
    named = (_offer(service, services.get(service), address, auth) for service in SERVICES)
    return tuple(dict.fromkeys(offer for offer in named if offer))


def _offer(service: str, fields: Any, address: Address, auth: tuple[str, ...]) -> Offer | None:
    host = fields.get("host") if isinstance(fields, dict) else None
    if not isinstance(host, str):
        return None
    protocol, port = SERVICES[service]
    return offered(protocol, host, port, Security.TLS, str(address), auth)


def _authentication(fields: Any) -> Iterator[str]:
    if not isinstance(fields, dict):
        return
    if isinstance(fields.get("oauth-public"), dict):
        yield OAUTH2
    if fields.get("password") is True:
        yield PASSWORD
