"""Addresses on the web: one way to read each."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from connectors.lookup.place import MalformedPlace, Place, place


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://web.test", Place("https", "web.test", 443, "/")),
        ("https://WEB.test./a?b=c#d", Place("https", "web.test", 443, "/a?b=c")),
        ("http://web.test:80/", Place("http", "web.test", 80, "/")),
        ("https://web.test:8443/", Place("https", "web.test", 8443, "/")),
        ("https://日本.test/", Place("https", "xn--wgv71a.test", 443, "/")),
        ("https://web.test/a b", Place("https", "web.test", 443, "/a%20b")),
        ("https://web.test/%41", Place("https", "web.test", 443, "/%41")),
        ("https://web.test/日", Place("https", "web.test", 443, "/%E6%97%A5")),
        ("https://ｗｅｂ．test/", Place("https", "web.test", 443, "/")),
    ],
)
def test_an_address_is_read(url: str, expected: Place) -> None:
    """The host as DNS takes it, the rest as HTTP takes it."""
    assert place(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "web.test",
        "ftp://web.test/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://user@web.test/",
        "https://user:pw@web.test/",
        "https://@web.test/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://web.test:0/",
        "https://web.test:65536/",
        "https://web.test:port/",
        "https://web test/",
        "https://web.test\\@evil.test/",
        "https://web.test%2f@evil.test/",
        "https://①②⑦.0.0.1/",
        "https://web.test/" + "x" * 3000,
    ],
)
def test_what_we_do_not_go_to(url: str) -> None:
    """Other schemes, logins, numbers in whatever writing, and what is no address."""
    with pytest.raises(MalformedPlace):
        place(url)


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/other", "https://web.test/other"),
        ("next", "https://web.test/a/next"),
        ("?q", "https://web.test/a/b?q"),
        ("//other.test/x", "https://other.test/x"),
        (" https://other.test/x ", "https://other.test/x"),
        ("https://other.test:444/x", "https://other.test:444/x"),
    ],
)
def test_where_a_redirect_leads(location: str, url: str) -> None:
    """Relative to where it came from (RFC 3986 §5)."""
    assert place("https://web.test/a/b").to(location).url == url


@given(st.text(max_size=80) | st.from_regex(r"https?://[\x00-\xff]{0,40}", fullmatch=True))
def test_an_address_is_read_in_one_way_only(text: str) -> None:
    """Whatever is accepted is read the same again, and by the two other readers there are."""
    try:
        once = place(text)
    except MalformedPlace:
        return
    assert place(once.url) == once
    assert urlsplit(once.url).hostname == once.host
    assert URL(once.url, encoded=True).raw_host == once.host
    assert URL(once.url, encoded=True).port == once.port
