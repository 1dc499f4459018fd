"""Which of the settings that work are handed out, and in what order."""

from __future__ import annotations

from connectors.card.account import account
from tests.connectors.card.accounts import (
    ADDRESS,
    FULL,
    IMAP,
    NONE,
    POP3,
    SMTP,
    STARTTLS,
    full,
    works,
)


def test_the_best_come_first() -> None:
    """IMAP before POP3, and the person's own order within a protocol."""
    mixed = account(ADDRESS, (FULL[3], FULL[1], FULL[2], FULL[0]))
    assert mixed.servers == (FULL[0], FULL[1], FULL[3], FULL[2])
    assert mixed.reading == FULL[0]
    assert mixed.sending == FULL[3]


def test_without_imap_mail_is_read_by_pop3() -> None:
    """And without either not at all."""
    assert account(ADDRESS, FULL[1:]).reading == FULL[1]
    assert account(ADDRESS, FULL[2:]).reading is None


def test_plain_text_is_handed_to_nobody() -> None:
    """It worked because somebody asked for it; nobody should be told to do so."""
    plain = works(IMAP, "imap.own.test", 143, NONE)
    assert account(ADDRESS, (plain, FULL[2])).servers == (FULL[2],)


def test_a_login_counts_more_than_an_answer() -> None:
    """Settings that only answered come after those with which somebody has logged in."""
    answered = works(SMTP, "smtp.own.test", 465, logged_in=False)
    assert account(ADDRESS, (answered, FULL[3])).servers == (FULL[3], answered)


def test_each_server_is_there_once() -> None:
    """With the better of what is known about it."""
    answered = works(POP3, "pop.own.test", 995, logged_in=False)
    assert account(ADDRESS, (answered, *FULL, *FULL)).servers == full().servers


def test_a_server_without_a_user_name_is_left_out() -> None:
    """Nobody could use it."""
    assert account(ADDRESS, (works(IMAP, "imap.own.test", 143, STARTTLS, user=""),)).servers == ()


def test_the_address_is_taken_apart() -> None:
    """At its last ``@``."""
    odd = account('"a@b"@Own.Test', FULL)
    assert (odd.local, odd.domain) == ('"a@b"', "own.test")
