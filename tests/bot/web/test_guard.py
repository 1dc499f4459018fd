"""Headers, hosts, origins and proxies."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from bot.web.guard import Guard, origin_of, policy

ORIGIN = "https://help.example"
GUARD = Guard(ORIGIN, (ip_network("10.0.0.0/8"), ip_network("::1/128")))


@pytest.mark.parametrize(
    ("origin", "site", "ours"),
    [
        (ORIGIN, "same-origin", True),
        (ORIGIN, None, True),
        ("null", "same-origin", True),
        ("null", None, False),
        ("null", "cross-site", False),
        ("null", "none", False),
        (ORIGIN, "cross-site", False),
        (None, "same-origin", False),
        (None, None, False),
        ("", "same-origin", False),
        ("http://help.example", "same-origin", False),
        ("https://help.example:8443", None, False),
        ("https://help.example.evil.example", None, False),
        ("https://evil.example", "cross-site", False),
    ],
)
def test_where_a_form_came_from(origin: str | None, site: str | None, ours: bool) -> None:
    """From our page, or it is not looked at."""
    given = {"Origin": origin, "Sec-Fetch-Site": site}
    headers = {name: value for name, value in given.items() if value is not None}
    assert GUARD.is_same_origin(headers) is ours


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("help.example", True),
        ("HELP.example", True),
        ("help.example:443", False),
        ("evil.example", False),
        ("127.0.0.1:8025", False),
        ("", False),
    ],
)
def test_whom_a_request_means(host: str, ours: bool) -> None:
    """A name that somebody else has pointed at us is not ours."""
    assert GUARD.is_ours(host) is ours


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.7", None, "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.9", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "not an address", "10.0.0.1"),
        ("10.0.0.1", "x" * 5_000, "10.0.0.1"),
        ("::1", "2001:db8::7", "2001:db8::7"),
    ],
)
def test_whose_request_it_is(peer: str, forwarded: str | None, client: str) -> None:
    """What a header says counts only from a proxy that the operator trusts."""
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    assert GUARD.client(peer, headers) == client


def test_nobody_is_trusted_by_default() -> None:
    """Not even this machine."""
    assert Guard(ORIGIN).client("127.0.0.1", {"X-Forwarded-For": "198.51.100.1"}) == "127.0.0.1"


def test_https_is_asked_for_only_where_it_is() -> None:
    """HSTS on plain http would be ignored, or lock people out."""
    assert "Strict-Transport-Security" in GUARD.headers
    assert "Strict-Transport-Security" not in Guard("http://127.0.0.1:8025").headers


def test_the_policy_allows_nothing_inline() -> None:
    """And forms go to us, and where a sign-in leads."""
    assert "unsafe" not in policy()
    assert "default-src 'none'" in policy()
    assert "frame-ancestors 'none'" in policy()
    assert "form-action 'self';" in policy()
    google = origin_of("https://accounts.google.com/o/oauth2/v2/auth")
    assert "form-action 'self' https://accounts.google.com;" in policy((google,))
