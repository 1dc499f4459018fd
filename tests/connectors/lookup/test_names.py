"""Host names as people type them."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from connectors.lookup.names import MalformedName, host_name, is_localhost, is_within, literal


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("imap.example.com", "imap.example.com"),
        (" IMAP.Example.COM. ", "imap.example.com"),
        ("ｉｍａｐ．ｅｘａｍｐｌｅ．ｊｐ", "imap.example.jp"),
        ("メール.例え.test", "xn--4dkua4c.xn--r8jz45g.test"),
        ("mail", "mail"),
        ("mail_1.example", "mail_1.example"),
        ("3com.example", "3com.example"),
    ],
)
def test_a_host_name_becomes_what_dns_takes(text: str, name: str) -> None:
    """Full width and international names are converted."""
    assert host_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "mail server",
        "mail..example.com",
        "-mail.example.com",
        "mail.example.com:993",
        "https://mail.example.com",
        "mail\x00.example.com",
        "メール .example",
        "127.1",
        "0x7f.0x1",
        "2130706433",
        "mail.example.0x7f",
        "a" * 64 + ".example",
        ".".join(["a" * 60] * 5),
    ],
)
def test_what_is_no_host_name_is_refused(text: str) -> None:
    """Among them the short forms of IPv4 that some systems would dial unasked."""
    with pytest.raises(MalformedName):
        host_name(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        (" １９２.0.2.1 ", "192.0.2.1"),
    ],
)
def test_an_ip_address_spells_itself(text: str, address: str) -> None:
    """With brackets and in full width too."""
    assert literal(text) == ip_address(address)


@pytest.mark.parametrize("text", ["192.0.2", "192.0.2.256", "imap.example.com", ""])
def test_other_texts_spell_no_ip_address(text: str) -> None:
    """A name is not taken for an address."""
    assert literal(text) is None


def test_localhost_is_recognised_by_its_last_label() -> None:
    """RFC 6761 §6.3: the name and all names below it."""
    assert is_localhost("localhost")
    assert is_localhost("imap.localhost")
    assert not is_localhost("localhost.example.com")
    assert not is_localhost("notlocalhost")


def test_within_is_by_whole_labels() -> None:
    """A name that only ends with the same letters is outside."""
    assert is_within("example.com", "example.com")
    assert is_within("imap.example.com", "example.com")
    assert not is_within("evilexample.com", "example.com")
    assert not is_within("com", "example.com")
