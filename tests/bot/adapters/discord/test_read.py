"""What Discord tells of something said, as the assistant hears it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.discord import ids
from bot.adapters.discord.kept import KeptReplies
from bot.adapters.discord.provider_names import ProviderNames
from bot.adapters.discord.read import (
    FILE_BYTES,
    Said,
    Seen,
    channel_of,
    is_text_file,
    language_of,
    read,
    text_of,
    user_of,
    without_mention,
)
from bot.adapters.discord.run.seen import typed
from bot.core.chat import Heard, Way, Where, Who
from knowledge.load import Knowledge
from knowledge.model import Language
from tests.bot.adapters.discord.scripted import reply


def test_in_a_channel() -> None:
    """Person and place by Discord's ids, the server before those of places."""
    place: dict[str, Any] = {"server": 3, "channel_name": "mail"}
    seen = Seen(1, 2, "Hanako", 4, **place, locale="ja", roles=frozenset({7}), admin=True)
    assert read(seen, Said("hello", Way.MENTION)) == Heard(
        "discord:1",
        "hello",
        Who("discord:2", "Hanako", frozenset({"discord:3:7"}), admin=True, language=Language.JA),
        Where("discord:3:4", "discord:3", "mail"),
        Way.MENTION,
    )


def test_in_a_thread() -> None:
    """The place is its channel."""
    where = read(Seen(1, 2, "x", 5, server=3, parent=4), Said("", Way.MENTION)).where
    assert where == Where("discord:3:4", "discord:3", thread="5")


def test_alone() -> None:
    """There is no server, and nobody else reads."""
    where = read(Seen(1, 2, "x", 5, alone=True), Said("", Way.DIRECT)).where
    assert where == Where("discord:@me:5", "discord:@me", direct=True)


def test_a_form() -> None:
    """What was typed is in no ``repr``."""
    heard = read(Seen(1, 2, "x", 3), Said("", Way.FORM, "go:1", {"password": "hush"}))
    assert (heard.form, dict(heard.values)) == ("go:1", {"password": "hush"})
    assert "hush" not in repr(heard)
    assert "hush" not in repr(Said("", Way.FORM, "go:1", {"password": "hush"}))


def test_a_pasted_password() -> None:
    """Neither is what was written: nobody has looked yet whether there is one in it."""
    said = Said("my password is hush", Way.DIRECT)
    assert "hush" not in repr(said) + repr(read(Seen(1, 2, "x", 3), said))


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("ja", Language.JA),
        ("en-US", Language.EN),
        ("en-GB", Language.EN),
        ("de", None),
        ("", None),
        ("javanese", None),
    ],
)
def test_languages(locale: str, language: Language | None) -> None:
    """Those that we speak."""
    assert language_of(locale) is language


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<@5> hello", "hello"),
        ("hello <@!5>", "hello"),
        ("<@5>", ""),
        ("<@6> hello", "<@6> hello"),
    ],
)
def test_our_name_is_not_part_of_what_is_said(text: str, said: str) -> None:
    """Other names are."""
    assert without_mention(text, 5) == said


@pytest.mark.parametrize(
    ("name", "kind", "size", "text"),
    [
        ("a.txt", "", 5, True),
        ("bounce.EML", "application/octet-stream", 5, True),
        ("noname", "text/plain; charset=utf-8", 5, True),
        ("mail", "message/rfc822", 5, True),
        ("photo.png", "image/png", 5, False),
        ("a.exe", "application/x-msdownload", 5, False),
        ("a.txt", "text/plain", FILE_BYTES + 1, False),
        ("a.txt", "text/plain", 0, False),
    ],
)
def test_which_files_are_read(name: str, kind: str, size: int, *, text: bool) -> None:
    """Texts that are not too long."""
    assert is_text_file(name, kind, size) is text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso2022_jp", "cp932"])
def test_files_in_any_usual_encoding(encoding: str) -> None:
    """A bounce comes as it comes."""
    assert text_of("宛先が見つかりません 550".encode(encoding)) == "宛先が見つかりません 550"


def test_a_file_of_bytes() -> None:
    """Is no error."""
    assert text_of(b"a\xff\x00b")


@pytest.mark.parametrize(
    ("person", "user"), [("discord:42", 42), ("slack:42", 0), ("discord:x", 0), ("discord:", 0)]
)
def test_whose_id_it_is(person: str, user: int) -> None:
    """Nought where it is not of Discord."""
    assert user_of(person) == user


@pytest.mark.parametrize(
    ("place", "channel"),
    [("discord:1:42", 42), ("discord:42", 42), ("discord:@me:42", 42), ("slack:T:42", 0), ("", 0)],
)
def test_which_channel_it_is(place: str, channel: int) -> None:
    """Nought where it is not of Discord."""
    assert channel_of(place) == channel


def test_what_was_typed() -> None:
    """In labels and rows, in fields, menus and pickers of people."""
    data = {
        "custom_id": "form:x",
        "components": [
            {"type": 10, "id": 1},
            {"type": 18, "component": {"type": 4, "custom_id": "a", "value": "1"}},
            {"type": 18, "component": {"type": 3, "custom_id": "b", "values": ["2"]}},
            {"type": 18, "component": {"type": 3, "custom_id": "c", "values": []}},
            {"type": 18, "component": {"type": 5, "custom_id": "d", "values": ["42"]}},
            {"type": 1, "components": [{"type": 4, "custom_id": "e", "value": ""}]},
        ],
    }
    assert typed(data) == {"a": "1", "b": "2", "c": "", "d": "discord:42", "e": ""}


def test_kept_replies_are_whose_they_are() -> None:
    """A private one is found by its person only; the oldest goes first."""
    kept = KeptReplies(most=2)
    open_, mine = reply("a"), reply("b", private=True)
    first, second = kept.keep(open_, "p"), kept.keep(mine, "p")
    assert kept.find(first, "q") is open_
    assert kept.find(second, "p") is mine
    assert kept.find(second, "q") is None
    assert kept.keep(reply("c"), "p", second) == second
    assert kept.find(first, "p") is open_
    kept.keep(reply("d"), "p")
    assert kept.find(first, "p") is None
    assert kept.find("guess", "p") is None


@pytest.mark.parametrize(
    "identifier",
    [
        ids.choice("topic:port.143", "k", 1),
        ids.choice("x" * 200, "k", 1),
        ids.choice("", "k", 1),
        ids.choice("多行\n" * 20, "k", 1),
        ids.more("k" * 12, 3, "t" * 200),
        ids.form("k" * 12, "f" * 200),
        ids.show("k" * 12),
        ids.menu(24),
        ids.modal("f" * 200),
        ids.own_modal("ask"),
        ids.FOLLOW_UP,
    ],
)
def test_ids_fit_and_are_read_again(identifier: str) -> None:
    """By exactly one pattern, and by the class of buttons that answers to them."""
    from bot.adapters.discord.run.items import ITEMS

    assert 1 <= len(identifier) <= ids.LONGEST
    patterns = (ids.PICK, ids.CHOICE, ids.MORE, ids.FORM, ids.SHOW, ids.MENU, ids.MODAL)
    read_by = [p for p in patterns if p.fullmatch(identifier)]
    assert len(read_by) == (identifier != ids.FOLLOW_UP)
    if ids.MODAL not in read_by:
        templates = [kind.__discord_ui_compiled_template__ for kind in ITEMS]
        assert sum(bool(template.fullmatch(identifier)) for template in templates) == 1


@pytest.mark.parametrize("language", Language)
def test_providers_by_their_names(knowledge: Knowledge, language: Language) -> None:
    """Nicknames and the other language's names included; those that begin so first."""
    names = ProviderNames(knowledge.providers)
    assert ("topic:provider.gmail") in [message for _, message in names.of("gmail", language)]
    assert names.of("ヤフー", language) == names.of("やふー", language)
    assert names.of("yahoo", language)[0][0].casefold().startswith("yahoo")
    assert len(names.of("", language)) == 25
    assert names.of("no such provider", language) == ()
