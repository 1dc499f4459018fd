"""Mail addresses as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.lookup.address import Address, AddressFault, MalformedAddress, parse


@pytest.mark.parametrize(
    ("text", "local", "domain"),
    [
        ("taro@example.com", "taro", "example.com"),
        ("  Taro.Yamada@EXAMPLE.com ", "Taro.Yamada", "example.com"),
        ("<taro@example.com>", "taro", "example.com"),
        ("mailto:taro@example.com", "taro", "example.com"),
        ("MAILTO:taro@example.com", "taro", "example.com"),
        ("taro@example.com.", "taro", "example.com"),
        ("taro+shop@example.com", "taro+shop", "example.com"),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", "taro", "example.com"),
        ("taro@example。jp", "taro", "example.jp"),
        ("taro@example｡jp", "taro", "example.jp"),
        ("\u3000taro@example.jp\u3000", "taro", "example.jp"),
        ("ta\u200bro@example.jp\ufeff", "taro", "example.jp"),
        ("taro..y.@example.jp", "taro..y.", "example.jp"),
        (".taro@example.jp", ".taro", "example.jp"),
        ("太郎@example.jp", "太郎", "example.jp"),
        ("taro@例え.test", "taro", "xn--r8jz45g.test"),
        ("taro@メール。日本", "taro", "xn--4dkua4c.xn--wgv71a"),
        ("taro@straße.example", "taro", "xn--strae-oqa.example"),
        ("taro@xn--r8jz45g.test", "taro", "xn--r8jz45g.test"),
        ("taro@localhost", "taro", "localhost"),
        ('"taro yamada"@example.com', '"taro yamada"', "example.com"),
        ('"a@b"@example.com', '"a@b"', "example.com"),
    ],
)
def test_what_people_type_becomes_a_local_part_and_a_domain(
    text: str, local: str, domain: str
) -> None:
    """Full width, blanks, brackets and international domains are understood."""
    assert parse(text) == Address(local, domain)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", AddressFault.EMPTY),
        (" \u3000\u200b", AddressFault.EMPTY),
        ("taro", AddressFault.NO_AT),
        ("example.com", AddressFault.NO_AT),
        ("@example.com", AddressFault.NO_LOCAL_PART),
        ("taro@", AddressFault.NO_DOMAIN),
        ("taro yamada@example.com", AddressFault.BAD_LOCAL_PART),
        ("taro@hanako@example.com", AddressFault.BAD_LOCAL_PART),
        ("taro\x00@example.com", AddressFault.BAD_LOCAL_PART),
        ("taro\r\nRCPT TO:<x@example.com>@example.com", AddressFault.BAD_LOCAL_PART),
        ('"taro@example.com', AddressFault.BAD_LOCAL_PART),
        ("taro,hanako@example.com", AddressFault.BAD_LOCAL_PART),
        ("taro@exa mple.com", AddressFault.BAD_DOMAIN),
        ("taro@example..com", AddressFault.BAD_DOMAIN),
        ("taro@-example.com", AddressFault.BAD_DOMAIN),
        ("taro@example.com\nx", AddressFault.BAD_DOMAIN),
        ("taro@.", AddressFault.BAD_DOMAIN),
        ("taro@192.0.2.1", AddressFault.BAD_DOMAIN),
        ("taro@[192.0.2.1]", AddressFault.BAD_DOMAIN),
        ("taro@exam/ple.com", AddressFault.BAD_DOMAIN),
        ("taro@日 本.jp", AddressFault.BAD_DOMAIN),
        ("taro@" + "a" * 64 + ".com", AddressFault.BAD_DOMAIN),
        ("t" * 65 + "@example.com", AddressFault.TOO_LONG),
        ("太" * 22 + "@example.jp", AddressFault.TOO_LONG),
        ("t" * 60 + "@" + ".".join(["a" * 60] * 4), AddressFault.TOO_LONG),
        ("t" * 1_000_000 + "@example.com", AddressFault.TOO_LONG),
    ],
)
def test_a_malformed_address_says_what_is_wrong(text: str, fault: AddressFault) -> None:
    """Each fault has its code, and the text itself is in no exception."""
    with pytest.raises(MalformedAddress) as raised:
        parse(text)
    assert raised.value.fault is fault
    assert str(raised.value) == fault.value


@given(st.text())
def test_any_text_is_an_address_or_has_a_fault(text: str) -> None:
    """No text, however strange, raises anything else, and what is found can be read again."""
    try:
        address = parse(text)
    except MalformedAddress:
        return
    assert parse(str(address)) == address
