"""Readers of strangers' documents, given anything."""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.lookup import clientconfig, pacc, pox
from connectors.lookup.address import Address
from connectors.lookup.autodiscover import named_url
from connectors.lookup.dns import Resolver
from connectors.lookup.model import SourceName
from connectors.lookup.names import host_name
from connectors.lookup.offer import SERVERS_LIMIT, Offer, found
from connectors.lookup.source import Query, Trail
from connectors.lookup.web import Fetcher
from connectors.lookup.xml import MalformedDocument
from connectors.model import Protocol, Security
from connectors.policy import Policy
from knowledge.causes import Cause
from knowledge.providers import Providers
from tests.connectors.lookup.world import ALL, TODAY
from tests.servers.web import trusting

TARO = Address("taro", "own.test")

Reader = Callable[[bytes], object]

READERS: dict[str, Reader] = {
    "clientconfig": lambda document: clientconfig.offers(document, TARO),
    "pox": lambda document: pox.answered(document, TARO),
    "pacc": lambda document: pacc.offers(document, TARO),
    "version 2": named_url,
    "digest": pacc.digest_of,
}

NAMES = st.sampled_from(
    "clientConfig emailProvider incomingServer outgoingServer hostname port socketType username "
    "authentication Autodiscover Response Account Protocol Type Server Port SSL Encryption "
    "LoginName RedirectUrl RedirectAddr DomainRequired x".split()
)
TEXTS = st.one_of(
    st.sampled_from(
        "imap pop3 smtp IMAP SSL STARTTLS plain on off TLS 993 0 65536 %EMAILADDRESS% "
        "%EMAILDOMAIN% %X% mail.own.test 127.0.0.1 -1 ９９３ OAuth2".split()
    ),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=20),
)


def _element(name: str, kind: str, content: str) -> str:
    return f"<{name} type={quoteattr(kind)}>{content}</{name}>"


ELEMENTS: st.SearchStrategy[str] = st.recursive(
    TEXTS.map(escape),
    lambda inner: st.builds(
        _element, NAMES, TEXTS, st.lists(inner, max_size=6).map(lambda parts: "".join(parts))
    ),
    max_leaves=40,
)
FIELDS = st.lists(st.builds(_element, NAMES, TEXTS, TEXTS.map(escape)), max_size=3)


def _server(outer: str, kind: str, before: list[str], port: str, host: str) -> str:
    valid = (
        f"<hostname>{host}</hostname><port>{port}</port><socketType>SSL</socketType>"
        f"<Type>{kind}</Type><Server>{host}</Server><Port>{port}</Port>"
    )
    return _element(outer, kind, "".join(before) + valid)


SERVERS = st.builds(
    _server,
    st.sampled_from(["incomingServer", "outgoingServer", "Protocol"]),
    st.sampled_from(["imap", "pop3", "smtp"]),
    FIELDS,
    st.sampled_from(["993", "587"]) | st.integers(1, 65535).map(str) | TEXTS.map(escape),
    st.sampled_from(["a.test", "日本.test", "ａ.test", "x_y.test"]) | TEXTS.map(escape),
)

WRAPPED = (
    "<clientConfig><emailProvider>{}</emailProvider></clientConfig>",
    "<Autodiscover><Response><Account>{}</Account></Response></Autodiscover>",
    "{}",
)
DOCUMENTS = st.builds(
    lambda outer, inner: outer.replace("{}", inner).encode(),
    st.sampled_from(WRAPPED),
    ELEMENTS | SERVERS,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                "protocols imap pop3 submit smtp host authentication password Url x".split()
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)


@pytest.mark.parametrize("reader", READERS)
@given(document=st.binary(max_size=200) | DOCUMENTS | VALUES.map(lambda v: json.dumps(v).encode()))
@settings(deadline=None, max_examples=300)
def test_a_document_is_read_or_malformed(reader: str, document: bytes) -> None:
    """There is no third way, whatever the bytes are."""
    try:
        READERS[reader](document)
    except MalformedDocument:
        return


@given(document=DOCUMENTS)
@settings(deadline=None, max_examples=300)
def test_every_server_that_is_read_could_be_tried(document: bytes) -> None:
    """A host name, a port, and a user name without anything that could end a line."""
    read: list[Offer] = []
    for reader in (clientconfig.offers, lambda d, a: pox.answered(d, a).offers):
        try:
            read += reader(document, TARO)
        except MalformedDocument:
            continue
    for offer in read:
        assert host_name(offer.host) == offer.host
        assert 0 < offer.port < 65536
        assert offer.user.isprintable()


OFFERS = st.lists(
    st.builds(
        Offer,
        st.sampled_from(Protocol),
        st.sampled_from(["a.test", "b.test"]),
        st.integers(1, 3),
        st.sampled_from(Security),
        st.just("taro"),
    ),
    max_size=30,
)


async def _closed(*_: object) -> Cause:
    return Cause.NET_REFUSED


def _query() -> Query:
    names = Resolver("127.0.0.1:9")
    web = Fetcher(names, Policy.public(), trusting)
    trail = Trail(SourceName.ISPDB)
    return Query(TARO, Providers([]), names, web, _closed, trail, ALL, TODAY)


@given(offers=OFFERS)
@settings(deadline=None)
def test_plain_text_never_comes_first(offers: list[Offer]) -> None:
    """Whatever is offered in whatever order, and no protocol gets lost or grows without bound."""
    finding = found(_query(), SourceName.ISPDB, offers, trusted=True)
    for protocol in Protocol:
        modes = [c.target.security for c in finding.servers if c.target.protocol is protocol]
        assert modes == sorted(modes, key=lambda mode: mode is Security.NONE)
        assert not modes or modes[0] is not Security.NONE
        assert bool(modes) == any(offer.protocol is protocol for offer in offers)
        assert len(modes) <= SERVERS_LIMIT + 1
