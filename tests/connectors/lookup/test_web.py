"""Documents from web servers on loopback, honest and hostile."""

from __future__ import annotations

import asyncio

import pytest

from connectors.lookup.http import DOCUMENT_BYTES
from connectors.lookup.model import Answer, FetchFailed
from connectors.lookup.web import REDIRECTS_LIMIT
from connectors.policy import Policy
from knowledge.causes import Cause
from tests.connectors.lookup.world import world
from tests.servers.dns import Failing, Table
from tests.servers.web import Bad, Behaving, Page, Pages, redirect

URL = "https://web.test/file"

PAGES: Pages = {
    URL: Page(b"<clientConfig/>"),
    "https://web.test/large": Page(b"x" * DOCUMENT_BYTES),
    "https://web.test/huge": Page(b"x" * (DOCUMENT_BYTES + 1)),
    "https://web.test/flood": Behaving.FLOOD,
    "https://web.test/drip": Behaving.DRIP,
    "https://web.test/silence": Behaving.SILENCE,
    "https://web.test/noise": Behaving.NOISE,
    "https://web.test/half": Behaving.HALF,
    "https://web.test/hang-up": Behaving.HANG_UP,
    "https://web.test/login": Page(status=401),
    "https://web.test/forbidden": Page(status=403),
    "https://web.test/gone": Page(status=410),
    "https://web.test/broken": Page(status=503),
    "https://web.test/zipped": Page(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}),
    "https://web.test/many-headers": Page(headers={f"X-{i}": "x" for i in range(300)}),
    "https://web.test/long-header": Page(headers={"X-Long": "x" * 20_000}),
    "https://web.test/moved": redirect("/file"),
    "https://web.test/elsewhere": redirect("https://other.test/file", 308),
    "https://other.test/file": Page(b"other"),
    "https://web.test/round": redirect("/round"),
    "https://web.test/down": redirect("http://web.test/file"),
    "https://web.test/inside": redirect("https://inside.test/file"),
    "https://web.test/number": redirect("https://127.0.0.1/file"),
    "https://web.test/hidden-number": redirect("https://0x7f000001/file"),
    "https://web.test/half-number": redirect("https://127.1/file"),
    "https://web.test/metadata": redirect("https://[fd00:ec2::254]/latest"),
    "https://web.test/login-in-it": redirect("https://me:secret@other.test/file"),
    "https://web.test/port": redirect("https://web.test:22/file"),
    "https://web.test/file-scheme": redirect("file:///etc/passwd"),
    "https://web.test/nonsense": redirect("https://[web.test/"),
    "https://web.test/nowhere": redirect(""),
    "https://web.test/mixed": redirect("https://mixed.test/file"),
    "http://web.test/up": redirect("https://web.test/file"),
    "http://web.test/file": Page(b"in clear"),
    "https://stranger.test/file": Page(b"x"),
    "https://misnamed.test/file": Page(b"x"),
}

TABLE: Table = {
    "inside.test": {"A": ["10.0.0.1"]},
    "mixed.test": {"A": ["192.0.2.80", "169.254.169.254"]},
    "broken.test": Failing.SERVFAIL,
    "empty.test": {"MX": ["0 ."]},
}

BAD = {"stranger.test": Bad.UNTRUSTED, "misnamed.test": Bad.OTHER_NAME}


async def _get(url: str) -> bytes | Answer | Cause:
    async with world(PAGES, TABLE, bad=BAD, seconds=2.0) as there:
        try:
            return (await there.web.get(url)).body
        except FetchFailed as failed:
            return failed.outcome


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("file", b"<clientConfig/>"),
        ("moved", b"<clientConfig/>"),
        ("elsewhere", b"other"),
        ("absent", Answer.NOT_FOUND),
        ("gone", Answer.NOT_FOUND),
        ("login", Answer.LOGIN_WANTED),
        ("forbidden", Cause.SERVER_REFUSED),
        ("broken", Cause.SERVER_UNAVAILABLE),
        ("zipped", Answer.MALFORMED),
        ("huge", Answer.TOO_LARGE),
        ("flood", Answer.TOO_LARGE),
        ("noise", Cause.PROTO_MALFORMED),
        ("many-headers", Cause.PROTO_MALFORMED),
        ("long-header", Cause.PROTO_MALFORMED),
        ("half", Cause.NET_RESET),
        ("hang-up", Cause.NET_RESET),
        ("round", Answer.REDIRECT_REFUSED),
        ("down", Answer.REDIRECT_REFUSED),
        ("number", Answer.REDIRECT_REFUSED),
        ("hidden-number", Answer.REDIRECT_REFUSED),
        ("half-number", Answer.REDIRECT_REFUSED),
        ("metadata", Answer.REDIRECT_REFUSED),
        ("login-in-it", Answer.REDIRECT_REFUSED),
        ("file-scheme", Answer.REDIRECT_REFUSED),
        ("nonsense", Answer.REDIRECT_REFUSED),
        ("nowhere", Answer.REDIRECT_REFUSED),
        ("inside", Cause.CHECK_NOT_ALLOWED),
        ("mixed", Cause.CHECK_NOT_ALLOWED),
        ("port", Cause.CHECK_NOT_ALLOWED),
    ],
)
async def test_a_document_or_the_reason_why_there_is_none(
    path: str, expected: bytes | Answer | Cause
) -> None:
    """Whatever a server does, there is one of both."""
    assert await _get(f"https://web.test/{path}") == expected


async def test_the_largest_document_is_read_whole() -> None:
    """The bound is the last size that is taken."""
    body = await _get("https://web.test/large")
    assert isinstance(body, bytes)
    assert len(body) == DOCUMENT_BYTES


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://stranger.test/file", Cause.TLS_UNTRUSTED_ISSUER),
        ("https://misnamed.test/file", Cause.TLS_HOSTNAME_MISMATCH),
        ("https://nowhere.test/file", Cause.DNS_NO_SUCH_HOST),
        ("https://empty.test/file", Cause.DNS_NO_ADDRESS),
        ("https://broken.test/file", Cause.DNS_FAILURE),
        ("https://192.0.2.80/file", Answer.NOT_FOUND),
        ("ftp://web.test/file", Answer.NOT_FOUND),
        ("https://web.test/" + "x" * 3000, Answer.NOT_FOUND),
        ("http://web.test/file", b"in clear"),
        ("http://web.test/up", b"<clientConfig/>"),
    ],
)
async def test_hosts_and_their_certificates(url: str, expected: bytes | Answer | Cause) -> None:
    """Why a host gives nothing is told apart; no number is ever a host."""
    assert await _get(url) == expected


@pytest.mark.parametrize("path", ["silence", "drip"])
async def test_a_slow_server_costs_no_more_than_its_time(path: str) -> None:
    """A server that says nothing, and one that says a byte at a time."""
    async with world(PAGES, seconds=0.3) as there:
        with pytest.raises(FetchFailed) as failed:
            await there.web.get(f"https://web.test/{path}")
    assert failed.value.outcome is Cause.NET_TIMEOUT
    assert len(asyncio.all_tasks()) == 1


@pytest.mark.parametrize(
    ("path", "secure"), [("https://web.test/moved", True), ("http://web.test/up", False)]
)
async def test_a_document_tells_how_it_came(path: str, secure: bool) -> None:
    """One step in clear makes the whole way one in clear."""
    async with world(PAGES) as there:
        document = await there.web.get(path)
    assert (document.asked, document.url, document.secure) == (path, URL, secure)


async def test_each_hop_is_asked_once_and_no_more_than_allowed() -> None:
    """A circle of redirects ends."""
    async with world(PAGES) as there:
        with pytest.raises(FetchFailed):
            await there.web.get("https://web.test/round")
        assert len(there.site.asked) == REDIRECTS_LIMIT + 1


async def test_a_refused_place_is_never_dialled() -> None:
    """What stands behind an address of the inside is not even connected to."""
    async with world(PAGES, TABLE) as there:
        for path in ("inside", "mixed"):
            with pytest.raises(FetchFailed):
                await there.web.get(f"https://web.test/{path}")
        assert set(there.site.dialled) == {"192.0.2.80"}


async def test_a_name_is_looked_up_once_for_a_connection() -> None:
    """So it cannot lead elsewhere after it was judged."""
    async with world(PAGES) as there:
        await there.web.get(URL)
        assert there.dns.asked.count(("web.test", "A")) == 1


async def test_in_a_terminal_everything_may_be_dialled() -> None:
    """Private addresses and other ports: the person's own machine dials."""
    table: Table = {"intranet.test": {"A": ["10.1.2.3"]}}
    pages: Pages = {"https://intranet.test/file": Page(b"inside")}
    async with world(pages, table, policy=Policy.terminal()) as there:
        assert (await there.web.get("https://intranet.test/file")).body == b"inside"
        with pytest.raises(FetchFailed) as failed:
            await there.web.get("https://intranet.test:8443/file")
    assert failed.value.outcome is Cause.NET_REFUSED


async def test_what_is_sent_tells_nothing_more_than_it_must() -> None:
    """A post is posted again where it is redirected to, and no cookie comes back."""
    pages: Pages = {
        "https://web.test/a": Page(
            status=302, headers={"Location": "/b", "Set-Cookie": "who=me; Path=/"}
        ),
        "https://web.test/b": Page(b"said"),
    }
    async with world(pages) as there:
        assert (await there.web.post("https://web.test/a", b"<ask/>")).body == b"said"
        assert there.site.asked == [
            ("POST", "https://web.test/a", b"<ask/>"),
            ("POST", "https://web.test/b", b"<ask/>"),
        ]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://web.test/up", URL),
        ("http://web.test/file", Answer.NOT_FOUND),
        ("https://web.test/down", Answer.REDIRECT_REFUSED),
        ("https://web.test/login", Answer.LOGIN_WANTED),
    ],
)
async def test_where_an_address_leads_is_told_and_not_followed(
    url: str, expected: str | Answer
) -> None:
    """One question, whatever the answer."""
    async with world(PAGES) as there:
        try:
            told: str | Answer | Cause = await there.web.location(url)
        except FetchFailed as failed:
            told = failed.outcome
        assert told == expected
        assert len(there.site.asked) == 1


async def test_a_closed_port_is_told() -> None:
    """A web server that is not there."""
    async with world(PAGES) as there:
        there.site.https = 9
        with pytest.raises(FetchFailed) as failed:
            await there.web.get(URL)
    assert failed.value.outcome is Cause.NET_REFUSED
