"""What a text names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.entities import Entities, Names, read_entities

NAMES = Names(
    providers={"gmail": "gmail", "yahoo! japan": "yahoo_jp", "yahoo": "yahoo", "さくら": "sakura"},
    clients={"outlook": "outlook", "さんだーばーど": "thunderbird"},
    domains={"gmail.com": "gmail", "sakura.ne.jp": "sakura"},
    words=frozenset({"AUTHENTICATIONFAILED", "IN-USE", "ALERT", "CRAM-MD5", "PLAIN"}),
    replies=frozenset({"250", "535", "550", "554", "421"}),
    ports=frozenset({443, 993, 4190}),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what's port 143?", Entities(ports=(143,))),
        ("ポート１４３は？", Entities(ports=(143,))),
        ("ﾎﾟｰﾄ993", Entities(ports=(993,))),
        ("143番ポートって何", Entities(ports=(143,))),
        ("465番", Entities(ports=(465,))),
        ("is 587 right", Entities(ports=(587,))),
        ("port number is 8025", Entities(ports=(8025,))),
        ("smtp 25", Entities(ports=(25,), protocols=("smtp",))),
        ("we are 25 people", Entities()),
        ("mailbox of 250 MB", Entities()),
        ("250件のメール", Entities()),
        ("imap.example.com:993", Entities(ports=(993,), hosts=("imap.example.com",))),
        ("POPでもIMAPでも", Entities(protocols=("pop3", "imap"))),
        ("SMTPS and IMAP4rev2", Entities(protocols=("smtp", "imap"))),
        ("popular smtpd", Entities()),
        ("error 535 5.7.8", Entities(replies=("535",), statuses=("5.7.8",))),
        ("550-5.1.1 no such user", Entities(replies=("550",), statuses=("5.1.1",))),
        ("version 5.7.8.1", Entities()),
        ("Outlook 0x800CCC0E", Entities(client_codes=("0x800ccc0e",), clients=("outlook",))),
        ("０ｘ８００ＣＣＣ９２", Entities(client_codes=("0x800ccc92",))),
        ("800ccc0e", Entities(client_codes=("0x800ccc0e",))),
        ("NO [AUTHENTICATIONFAILED] x", Entities(words=("AUTHENTICATIONFAILED",))),
        ("-ERR [IN-USE] locked", Entities(words=("IN-USE",))),
        ("red ALERT here", Entities()),
        ("* NO [ALERT] full", Entities(words=("ALERT",))),
        ("CRAM-MD5とは", Entities(words=("CRAM-MD5",))),
        ("yahoo! japanのメール", Entities(providers=("yahoo_jp",))),
        ("さくらでサンダーバード", Entities(providers=("sakura",), clients=("thunderbird",))),
        ("mygmailer", Entities()),
        ("taro@gmail.com", Entities(addresses=("taro@gmail.com",), providers=("gmail",))),
        ("a.sakura.ne.jp", Entities(hosts=("a.sakura.ne.jp",), providers=("sakura",))),
        ("setup.exe", Entities()),
        ("ports 993 and 4190", Entities(ports=(993, 4190))),
        ("4190", Entities(ports=(4190,))),
        ("tcp 443", Entities(ports=(443,))),
        ("cram-md5", Entities(words=("CRAM-MD5",))),
        ("auth plain", Entities(words=("PLAIN",))),
        ("plain text", Entities()),
        ("error 999", Entities(unknown=("999",))),
        ("エラー999", Entities(unknown=("999",))),
        ("9.9.9", Entities(unknown=("9.9.9",))),
        ("port -1", Entities(unknown=("-1",))),
    ],
)
def test_what_is_named_is_found(text: str, expected: Entities) -> None:
    """Ports, protocols, codes, hosts, names: in both widths, next to kanji, and not elsewhere."""
    assert read_entities(text, NAMES) == expected


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("gmail password refused", "password refused"),
        ("taro@gmail.com refused", "refused"),
        ("what's port 993?", "what's port ?"),
        ("error 535 5.7.8", "error"),
        ("さくらのパスワード", "のぱすわーど"),
    ],
)
def test_what_is_said_of_names_is_left(text: str, rest: str) -> None:
    """The text without names, addresses and codes, which would drown what is asked of them."""
    assert " ".join(read_entities(text, NAMES).rest.split()) == rest


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    """No text makes it fail, and nothing is named twice."""
    found = read_entities(text, NAMES)
    assert len(set(found.ports)) == len(found.ports)


def test_a_megabyte_of_digits_is_read_at_once() -> None:
    """Only the beginning of a long text is looked at."""
    assert read_entities("9" * (1 << 20), NAMES) == Entities()


@pytest.mark.parametrize("word", ["port", "ポート", "error", "code の"])
@pytest.mark.parametrize("blank", [" ", "\t", "\u3000"])
def test_a_megabyte_of_blanks_is_read_at_once(word: str, blank: str) -> None:
    """After a word that a number may follow: no blank is looked at a thousand times."""
    assert read_entities(word + blank * (1 << 20) + "x", NAMES) == Entities()


def test_a_thousand_names_are_read_at_once() -> None:
    """However often a provider is named, it is named once, and nothing of it is left."""
    found = read_entities("gmail " * 3_000, NAMES)
    assert found.providers == ("gmail",)
    assert not found.rest.strip()
