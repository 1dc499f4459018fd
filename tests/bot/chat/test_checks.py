"""Checks that are asked for in a chat, from the wish to the result."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.chat.checks import LOOK_UPS
from bot.core.chat import Way
from bot.core.model import Facts, Mood, Reply
from connectors.model import Protocol, Security
from knowledge.load import open_knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.chat.talk import (
    CHANNEL,
    DIRECT,
    HANAKO,
    Talk,
    choices_of,
    form_of,
    message_of,
    next_of,
    read,
    text_of,
    url_of,
)
from tests.bot.overlays import provider
from tests.bot.web.test_sign_in import Names
from tests.bot.web.world import JIRO, PASSWORD, TARO, world
from tests.servers import mailboxes
from tests.servers.certificates import HOST
from tests.servers.real import RealServers

EN, JA = Language.EN, Language.JA
WISH = {EN: f"check {TARO}", JA: f"{TARO} をチェックして"}


@pytest.mark.parametrize("language", Language)
async def test_consent_first(talk: Talk, language: Language) -> None:
    """Which servers, whose account, what is sent and kept; nothing is dialled before the yes."""
    first, card = await read(talk.say(WISH[language]))
    assert not first.final
    assert first.private
    assert TARO in text_of(first)
    assert card.final
    assert card.private
    assert card.language is language
    text = text_of(card)
    assert "imap" in text.lower()
    assert TARO in text
    assert {EN: "nothing of it is kept", JA: "どこにも残しません"}[language] in text
    kinds = [choice.message.partition(":")[0] for choice in choices_of(card)]
    assert kinds == ["go", "dry", "stop"]
    assert all(len(choice.message) <= 90 for choice in choices_of(card))


async def test_no_more_is_kept_than_who_and_where(talk: Talk) -> None:
    """A question may wait for an hour; the words and files before it do not wait along."""
    said, file = f"check {TARO}", "thunderbird wrote this"
    await read(talk.say(said, files={"my.log": file}))
    await read(talk.say("", Way.FORM, form="check", values={"address": TARO}))
    kept = list(talk.conversation._checks._consents.values())
    assert kept
    assert all(not (one.heard.text or one.heard.files or one.heard.values) for one in kept)


async def test_by_the_page(talk: Talk) -> None:
    """A link for the asker, the stages while it runs, and the result with all its buttons."""
    card = await talk.last(WISH[EN])
    answer = talk.pick(card, "go")
    assert answer.later
    link = await next_of(answer.later)
    assert not link.final
    await talk.web.post(url_of(link))
    *progress, result = [reply async for reply in answer.later]
    assert progress
    assert all(not reply.final and reply.private for reply in progress)
    assert any(isinstance(block, Facts) for block in progress[-1].blocks)
    assert result.final
    assert result.private
    assert result.mood is Mood.OK
    messages = {choice.message for choice in choices_of(result)}
    assert {"last:details", "last:conversation", f"check {TARO}"} <= messages
    assert {file.name for file in result.files} >= {"read-me.txt"}
    conversation = talk.first("last:conversation", Way.PICK)
    assert "LOGIN" in text_of(conversation) or "AUTHENTICATE" in text_of(conversation)
    for shown in (repr(result), text_of(conversation), repr(vars(talk.conversation))):
        assert PASSWORD not in shown


async def test_from_the_channel_to_oneself(talk: Talk) -> None:
    """Whatever is asked in a channel about an account is answered to the asker alone."""
    first, card = await read(talk.say(WISH[EN], Way.MENTION, where=CHANNEL))
    replies = [first, card, *await read(talk.pick(card, "dry", where=CHANNEL))]
    assert all(reply.private for reply in replies)
    # The buttons below the result work where it was delivered, too.
    assert talk.first("last:details", Way.PICK, where=DIRECT).private
    assert "127.0.0.1" in text_of(talk.first("last:details", Way.PICK, where=DIRECT))


async def test_first_without_login_then_with(talk: Talk) -> None:
    """The page tests without a password, stays open, and takes it afterwards."""
    card = await talk.last(WISH[EN])
    answer = talk.pick(card, "go")
    assert answer.later
    url = url_of(await next_of(answer.later))
    await talk.web.post(url, {"act": "look"})
    seen: list[Reply] = []
    while not seen or "Nobody logged in" not in text_of(seen[-1]):
        seen.append(await next_of(answer.later))
    assert not seen[-1].final
    await talk.web.post(url)
    *_, result = [reply async for reply in answer.later]
    assert result.final
    assert "Nobody logged in" not in text_of(result)


@pytest.mark.parametrize("language", Language)
async def test_a_page_that_nobody_uses(talk: Talk, language: Language) -> None:
    """After ten minutes the answer ends, and says so."""
    card = await talk.last(WISH[language])
    answer = talk.pick(card, "go")
    assert answer.later
    await next_of(answer.later)
    end = asyncio.ensure_future(next_of(answer.later))
    await asyncio.sleep(0)
    talk.web.clock.move(601)
    reply = await end
    assert reply.final
    assert {EN: "not used in time", JA: "時間内に使われなかった"}[language] in text_of(reply)


async def test_the_same_again(talk: Talk) -> None:
    """Of two links for one account only the newer works, and the older answer ends."""
    first = talk.pick(await talk.last(WISH[EN]), "go")
    second = talk.pick(await talk.last(WISH[EN]), "go")
    assert first.later
    assert second.later
    assert (await next_of(first.later)).final is False
    old = [reply async for reply in first.later]
    assert [reply.final for reply in old] == [True]
    assert "once more" in text_of(old[0])
    await talk.web.post(url_of(await next_of(second.later)))
    *_, result = [reply async for reply in second.later]
    assert result.mood is Mood.OK


async def test_a_double_click(talk: Talk) -> None:
    """One check, however often the button is pressed."""
    card = await talk.last(WISH[EN])
    answer = talk.pick(card, "dry")
    (told,) = await read(talk.pick(card, "dry"))
    assert "under way already" in text_of(told)
    *_, result = await read(answer)
    assert result.final


async def test_without_login(talk: Talk) -> None:
    """No password is asked for."""
    card = await talk.last(WISH[EN])
    *_, result = await read(talk.pick(card, "dry"))
    assert "Nobody logged in" in text_of(result)
    assert result.files == ()


async def test_cancelled_before_it_began(talk: Talk) -> None:
    """Nothing was dialled, and the buttons of the question are dead."""
    card = await talk.last(WISH[EN])
    (reply,) = await read(talk.pick(card, "stop"))
    assert "Nothing was checked" in text_of(reply)
    (reply,) = await read(talk.pick(card, "go"))
    assert "I no longer know" in text_of(reply)


async def test_stopped_while_the_page_waits(talk: Talk) -> None:
    """The link closes, and the answer that waited for it ends."""
    card = await talk.last(WISH[EN])
    answer = talk.pick(card, "go")
    assert answer.later
    link = await next_of(answer.later)
    await read(talk.pick(link, "stop"))
    (end,) = [reply async for reply in answer.later]
    assert end.topic == "check.cancelled"
    got = await talk.web.get(url_of(link))
    assert got.status == 410
    assert "cancelled" in got.text


async def test_nobody_else_decides(talk: Talk) -> None:
    """Whoever sees the buttons of somebody else's question can do nothing with them."""
    card = await talk.last(WISH[EN])
    for kind in ("go", "dry", "stop"):
        (reply,) = await read(talk.pick(card, kind, who=HANAKO))
        assert "Only the person" in text_of(reply)
    assert message_of(card, "go")
    assert talk.first("last:conversation", Way.PICK, who=HANAKO).topic == ""


@pytest.mark.parametrize("address", ["taro@@example.com", "taro@exa mple", "taro"])
async def test_no_address(talk: Talk, address: str) -> None:
    """What is wrong with it, and the form once more."""
    form = form_of(talk.first("check"))
    *_, reply = await read(talk.fill(form, {"address": address}))
    assert form_of(reply).id == form.id


async def test_an_address_by_form(talk: Talk) -> None:
    """The form asks for no password; it leads to the same question."""
    form = form_of(talk.first("check", Way.DIRECT))
    assert [field.id for field in form.fields] == ["address"]
    *_, card = await read(talk.fill(form, {"address": TARO}))
    assert message_of(card, "go")


async def test_given_settings(talk: Talk) -> None:
    """Protocol, port and encryption of a command; a host that nobody vouches for has no login."""
    values = {"address": TARO, "protocol": "imap", "host": "127.0.0.1", "port": "993"}
    *_, card = await read(talk.say(f"check {TARO}", Way.COMMAND, values=values))
    assert "127.0.0.1:993" in text_of(card)
    assert "SMTP" not in text_of(card)
    assert {c.message.partition(":")[0] for c in choices_of(card)} == {"dry", "stop"}
    assert "Nobody vouches for 127.0.0.1" in text_of(card)


async def test_no_servers(talk: Talk) -> None:
    """There is nothing to agree to."""
    *_, reply = await read(talk.say("check taro@nowhere.invalid"))
    assert "taro@nowhere.invalid" in text_of(reply)
    assert not any(choice.message.startswith("go:") for choice in choices_of(reply))


async def test_too_many_look_ups(talk: Talk) -> None:
    """Each asks name servers and web servers; nobody can have any number of them."""
    for _ in range(LOOK_UPS):
        assert talk.say("check taro@nowhere.invalid").later
        talk.web.clock.move(10)
    assert talk.say("check taro@nowhere.invalid").later is None
    assert talk.say("check taro@nowhere.invalid", who=HANAKO).later


async def test_after_a_restart(talk: Talk) -> None:
    """Buttons of a question that we have forgotten lead to a new one."""
    card = await talk.last(WISH[EN])
    talk.__post_init__()
    (reply,) = await read(talk.pick(card, "go"))
    *_, again = await read(talk.pick(reply, f"check {TARO}"))
    assert message_of(again, "go")


async def test_my_last_checks(talk: Talk) -> None:
    """On one's own page, and on nobody else's."""
    await read(talk.pick(await talk.last(WISH[EN]), "dry"))
    home = talk.conversation.home(talk.who)
    assert TARO in text_of(home)
    assert f"check {TARO}" in {choice.message for choice in choices_of(home)}
    assert TARO not in text_of(talk.conversation.home(HANAKO))


@pytest.mark.parametrize("language", Language)
async def test_my_last_check_failed(talk: Talk, language: Language) -> None:
    """With its cause in words, in the language of the page."""
    await read(talk.pick(await talk.last(f"check {JIRO}"), "dry"))
    await read(talk.say(f"language:{language}", Way.PICK))
    home = talk.conversation.home(talk.who)
    assert {EN: "expired", JA: "期限"}[language] in text_of(home)


@pytest.mark.real_servers
async def test_what_answered_instead(real_servers: RealServers, tmp_path: Path) -> None:
    """Settings that answer in place of those that fail are tried at the press of a button."""
    clear = real_servers.dovecot.port(Protocol.IMAP, Security.STARTTLS)
    wrong = (Protocol.IMAP, HOST, clear, Security.TLS)
    knowledge = open_knowledge(provider(tmp_path, "example.com", [wrong]))
    async with world(knowledge, real_servers.ca_file, names=Names()) as web:
        talk = Talk(web, Speaker(knowledge))
        *_, failed = await read(talk.pick(await talk.last("check taro@example.com"), "dry"))
        assert failed.mood is Mood.FAILED
        (stranger,) = await read(talk.pick(failed, "works", who=HANAKO))
        assert not any(choice.message.startswith("go:") for choice in choices_of(stranger))
        (card,) = await read(talk.pick(failed, "works"))
        assert f"{HOST}:{clear} (STARTTLS)" in text_of(card)
        assert "SSL/TLS" not in text_of(card)
        answer = talk.pick(card, "go")
        assert answer.later
        fields = {"act": "login", "password": mailboxes.PASSWORD}
        await web.post(url_of(await next_of(answer.later)), fields)
        *_, result = [reply async for reply in answer.later]
        assert "Everything that was tested works" in text_of(result)
        assert "config-v1.1.xml" in {file.name for file in result.files}


async def test_no_room(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of very many at once the last are asked to come back; their question stays good."""
    card = await talk.last(WISH[EN])
    with monkeypatch.context() as crowded:
        crowded.setattr("bot.web.runs.MOST_RUNS", 0)
        (told,) = await read(talk.pick(card, "dry"))
    assert "in a minute" in text_of(told)
    *_, result = await read(talk.pick(card, "dry"))
    assert result.final
