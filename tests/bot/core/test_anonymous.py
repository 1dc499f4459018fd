"""What could tell who wrote a text is taken out before it is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.anonymous import LONGEST, anonymous


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mail for taro.yamada@example.com fails", "mail for <address> fails"),
        ("taro＠example．jpに届かない", "<address>に届かない"),
        ("my server is mx3.example.co.jp ok", "my server is <host> ok"),
        ("サーバーはmail.example.ne.jpです", "サーバーは<host>です"),
        ("see https://example.com/a?b=c now", "see <link> now"),
        ("call 090-1234-5678 please", "call <number> please"),
        ("電話は０９０－１２３４－５６７８です", "電話は<number>です"),
        ("customer 1234567", "customer <number>"),
        ("from 192.0.2.7 and 2001:db8::1", "from <number> and <number>"),
    ],
)
def test_what_tells_people_apart_goes(text: str, kept: str) -> None:
    """Addresses, hosts, links, numbers, in half width and in full width."""
    assert anonymous(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "port 993 or 143",
        "ports 465 587 993 995",
        "error 0x800CCC0E in outlook",
        "535 5.7.8 refused",
        "550 5.7.512 access denied",
        "AADSTS700016",
        "port 2525",
        "ポート587で送れない",
    ],
)
def test_what_was_asked_about_stays(text: str) -> None:
    """Ports and codes tell nobody's name."""
    assert anonymous(text) == text


@given(st.text(alphabet="ab.@-_1", min_size=1, max_size=40))
def test_no_address_is_left(text: str) -> None:
    """Whatever stands around the sign."""
    assert "@" not in anonymous(f"x {text}@example.com y").replace("<address>", "")


def test_a_log_is_cut() -> None:
    """A question is short; the rest of a log is not kept."""
    assert len(anonymous("あ" * 5_000)) == LONGEST
