"""How people log in for a check that a chat asked for, and what keeps them from too many."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

import pytest

from bot.config import PasswordEntry
from bot.core.chat import Way
from bot.core.model import Code, FieldKind, Mood, Note, Reply, Tone
from connectors.budget import Limits
from connectors.lookup.model import Srv
from connectors.model import Security
from connectors.steps import IPAddress, LookupFailed
from knowledge.causes import Cause
from knowledge.load import Knowledge, open_knowledge
from knowledge.model import Language
from knowledge.providers import Protocol
from knowledge.speak import Speaker
from tests.bot.chat.records import RecordingDesk
from tests.bot.chat.talk import (
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
from tests.bot.web.test_sign_in import Names, signing_in
from tests.bot.web.world import PASSWORD, TARO, world
from tests.servers import mailboxes
from tests.servers.certificates import HOST, Certificates
from tests.servers.real import RealServers

EN, JA = Language.EN, Language.JA


@pytest.fixture
def by_form(talk: Talk) -> Talk:
    """The operator has passwords typed into a form of the chat."""
    talk.web.desk._entry = PasswordEntry.FORM
    return talk


@pytest.mark.parametrize("language", Language)
async def test_by_a_form(
    by_form: Talk, language: Language, caplog: pytest.LogCaptureFixture
) -> None:
    """It opens at once, says plainly who can read it, and what is typed is nowhere afterwards."""
    card = await by_form.last({EN: f"check {TARO}", JA: f"{TARO} をチェックして"}[language])
    warning = {EN: "the chat's company can read it", JA: "チャットの会社からは読める"}
    assert warning[language] in text_of(card)
    opened = by_form.pick(card, "go")
    assert opened.later is None
    assert opened.first
    form = form_of(opened.first)
    assert [entry.kind for entry in form.fields] == [FieldKind.SECRET]
    assert any(isinstance(b, Note) and b.tone is Tone.WARNING for b in opened.first.blocks)
    with caplog.at_level(logging.DEBUG):
        replies = await read(by_form.fill(form, {"password": PASSWORD}))
    assert replies[-1].mood is Mood.OK
    for place in (repr(replies), caplog.text, repr(vars(by_form.conversation))):
        assert PASSWORD not in place


async def test_a_form_with_what_cannot_be_one(by_form: Talk) -> None:
    """It is said why, and the button opens it again."""
    card = await by_form.last(f"check {TARO}")
    opened = by_form.first(message_of(card, "go"), Way.PICK)
    *_, told = await read(by_form.fill(form_of(opened), {"password": "two\nlines"}))
    assert "line end" in text_of(told)
    again = by_form.first(message_of(told, "go"), Way.PICK)
    *_, result = await read(by_form.fill(form_of(again), {"password": PASSWORD}))
    assert result.mood is Mood.OK


async def test_an_empty_form(by_form: Talk) -> None:
    """As everywhere: the check stops before the login."""
    card = await by_form.last(f"check {TARO}")
    opened = by_form.first(message_of(card, "go"), Way.PICK)
    *_, result = await read(by_form.fill(form_of(opened), {"password": ""}))
    assert "Nobody logged in" in text_of(result)


async def test_a_form_of_somebody_else(by_form: Talk) -> None:
    """Its id is worth nothing to others, nor after a restart."""
    card = await by_form.last(f"check {TARO}")
    opened = by_form.first(message_of(card, "go"), Way.PICK)
    (told,) = await read(by_form.fill(form_of(opened), {"password": PASSWORD}, who=HANAKO))
    assert "no longer know" in text_of(told)
    by_form.__post_init__()
    (told,) = await read(by_form.fill(form_of(opened), {"password": PASSWORD}))
    assert "no longer know" in text_of(told)


async def test_nowhere(talk: Talk) -> None:
    """No login is offered; how to test it oneself stands in the answer while it runs."""
    talk.web.desk._entry = PasswordEntry.NONE
    card = await talk.last(f"check {TARO}")
    assert {c.message.partition(":")[0] for c in choices_of(card)} == {"dry", "stop"}
    replies = await read(talk.pick(card, "dry"))
    assert any(isinstance(b, Code) and TARO in b.text for r in replies for b in r.blocks)
    assert "Nobody logged in" in text_of(replies[-1])


@pytest.mark.real_servers
@pytest.mark.parametrize("stops", [True, False])
async def test_by_a_code(
    real_servers: RealServers, certificates: Certificates, tmp_path: Path, stops: bool
) -> None:
    """The code stays to be seen while it is waited for; stopping ends the waiting."""
    async with signing_in(real_servers, certificates, tmp_path) as (web, authorization):
        talk = Talk(web, Speaker(web.knowledge))
        card = await talk.last(f"check {mailboxes.TARO}")
        assert "provider's own page" in text_of(card)
        answer = talk.pick(card, "go")
        assert answer.later
        shown = await next_of(answer.later)
        (code,) = (block.text for block in shown.blocks if isinstance(block, Code))
        assert not shown.final
        if stops:
            await read(talk.pick(shown, "stop"))
        else:
            authorization.approve(code)
        *_, last = [reply async for reply in answer.later]
        assert last.final
        assert last.topic == "check.cancelled" if stops else last.mood is Mood.OK


@pytest.mark.real_servers
async def test_a_wrong_password_at_dovecot(real_servers: RealServers, tmp_path: Path) -> None:
    """Explained, with what may come next; the helpdesk hears of it, and nobody of the password."""
    servers = [
        (one, HOST, real_servers.dovecot.port(one, Security.TLS), Security.TLS) for one in Protocol
    ]
    knowledge = open_knowledge(provider(tmp_path, "example.com", servers))
    async with world(knowledge, real_servers.ca_file, names=Names(), limits=Limits()) as web:
        talk, desk = Talk(web, Speaker(knowledge)), RecordingDesk()
        talk.with_helpdesk(desk)
        card = await talk.last(f"check {mailboxes.TARO}")
        assert "10 checks are left" in text_of(card) or "4 checks are left" in text_of(card)
        answer = talk.pick(card, "go")
        assert answer.later
        await web.post(
            url_of(await next_of(answer.later)), {"act": "login", "password": "Wr0ng!one"}
        )
        *_, result = [reply async for reply in answer.later]
        assert result.mood is Mood.FAILED
        assert result.files == ()
        assert "password" in text_of(result)
        kinds = {choice.message.partition(":")[0] for choice in choices_of(result)}
        assert {"last", "human", f"check {mailboxes.TARO}"} <= kinds
        card = await talk.last(f"check {mailboxes.TARO}")
        assert "3 checks are left" in text_of(card)
        await talk.settled()
        assert ("checked", talk.who.id, False) in desk.told
        assert "Wr0ng!one" not in repr(result)


@dataclass
class SlowNames:
    """A name service that has not answered yet."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    answering: asyncio.Event = field(default_factory=asyncio.Event)

    async def addresses(self, host: str) -> tuple[IPAddress, ...]:
        self.asked.set()
        await self.answering.wait()
        return (ip_address("127.0.0.1"),)

    async def srv(self, name: str) -> tuple[Srv, ...]:
        raise LookupFailed(Cause.DNS_NO_ADDRESS)

    async def mx(self, domain: str) -> tuple[str, ...]:
        raise LookupFailed(Cause.DNS_NO_ADDRESS)

    async def txt(self, name: str) -> tuple[bytes, ...]:
        raise LookupFailed(Cause.DNS_NO_ADDRESS)


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """What we know, with a provider whose server is asked for by name."""
    folder = tmp_path_factory.mktemp("example")
    server = (Protocol.IMAP, HOST, 993, Security.TLS)
    return open_knowledge(provider(folder, "example.com", [server]))


@pytest.fixture
async def slow(example: Knowledge, ca_file: Path) -> AsyncIterator[tuple[Talk, SlowNames]]:
    """A check that does not get on."""
    names = SlowNames()
    async with world(example, ca_file, names=names) as web:
        yield Talk(web, Speaker(web.knowledge)), names


async def running(talk: Talk, names: SlowNames) -> tuple[AsyncIterator[Reply], Reply]:
    """A check under way, and what is shown of it."""
    answer = talk.pick(await talk.last("check taro@example.com"), "dry")
    assert answer.later
    await next_of(answer.later)
    await names.asked.wait()
    return answer.later, await next_of(answer.later)


@pytest.mark.parametrize("language", Language)
async def test_stopped_while_it_runs(slow: tuple[Talk, SlowNames], language: Language) -> None:
    """The stop button really stops it, and nobody else's finger does."""
    talk, names = slow
    await read(talk.say("language:" + language, Way.PICK))
    later, progress = await running(talk, names)
    (told,) = await read(talk.pick(progress, "stop", who=HANAKO))
    assert told.private
    await read(talk.pick(progress, "stop"))
    (end,) = [reply async for reply in later]
    assert end.topic == "check.cancelled"
    assert {EN: "as you wished", JA: "ご指示どおり"}[language] in text_of(end)
    (told,) = await read(talk.pick(progress, "stop"))
    assert {EN: "ended already", JA: "もう終わって"}[language] in text_of(told)


async def test_we_end_while_it_runs(slow: tuple[Talk, SlowNames]) -> None:
    """It is given a few seconds, then broken off with words; nothing new begins."""
    talk, names = slow
    later, _ = await running(talk, names)
    reading = asyncio.ensure_future(read_on(later))
    draining = asyncio.ensure_future(talk.conversation.drain(20))
    await asyncio.sleep(0)
    (told,) = await read(talk.say("check hanako@example.com"))
    assert "about to be restarted" in text_of(told)
    talk.web.clock.move(11)
    *_, end = await reading
    assert "being restarted" in text_of(end)
    await draining


async def test_it_ends_in_time_while_we_end(slow: tuple[Talk, SlowNames]) -> None:
    """Then its result is told, as if nothing were."""
    talk, names = slow
    later, _ = await running(talk, names)
    reading = asyncio.ensure_future(read_on(later))
    draining = asyncio.ensure_future(talk.conversation.drain(20))
    names.answering.set()
    *_, end = await reading
    assert end.final
    assert end.mood is Mood.FAILED
    await draining


async def read_on(later: AsyncIterator[Reply]) -> list[Reply]:
    return [reply async for reply in later]


async def test_nobody_reads_on(slow: tuple[Talk, SlowNames]) -> None:
    """A face that is gone does not keep us from ending."""
    talk, names = slow
    later, _ = await running(talk, names)
    await later.aclose()  # type: ignore[attr-defined]  # every later is a generator
    names.answering.set()
    draining = asyncio.ensure_future(talk.conversation.drain(20))
    for _ in range(5):
        await asyncio.sleep(0)
    talk.web.clock.move(11)
    await draining


@pytest.fixture
async def counted(demo_knowledge: Knowledge, ca_file: Path) -> AsyncIterator[Talk]:
    """A talk whose checks are counted: two for one person."""
    async with world(demo_knowledge, ca_file, limits=Limits(person=2)) as web:
        yield Talk(web, Speaker(web.knowledge))


@pytest.mark.parametrize("language", Language)
async def test_what_is_left(counted: Talk, language: Language) -> None:
    """Said before each check; with the last gone there is no button, and an old one is refused."""
    wish = {EN: f"check {TARO}", JA: f"{TARO} をチェックして"}[language]
    first = await counted.last(wish)
    assert {EN: "2 checks are left", JA: "あと2回"}[language] in text_of(first)
    await read(counted.pick(first, "dry"))
    unused = await counted.last(wish)
    await read(counted.pick(unused, "dry"))
    spent = await counted.last(wish)
    assert {EN: "The next is possible", JA: "次は"}[language] in text_of(spent)
    assert {c.message.partition(":")[0] for c in choices_of(spent)} == {"stop"}
    (_, refused) = await read(counted.pick(unused, "dry"))
    assert refused.final
    assert {EN: "minutes", JA: "分"}[language] in text_of(refused)
    assert message_of(await counted.last(wish, who=HANAKO), "go")


async def test_after_the_logins_of_an_account(demo_knowledge: Knowledge, ca_file: Path) -> None:
    """Where no login is left, or a server has had enough of them, a look may still be had."""
    async with world(demo_knowledge, ca_file, limits=Limits(account=1)) as web:
        talk = Talk(web, Speaker(web.knowledge))
        answer = talk.pick(await talk.last(f"check {TARO}"), "go")
        assert answer.later
        await web.post(url_of(await next_of(answer.later)))
        assert (await read_on(answer.later))[-1].mood is Mood.OK
        card = await talk.last(f"check {TARO}")
        assert {c.message.partition(":")[0] for c in choices_of(card)} == {"dry", "stop"}
        assert "Nobody logged in" in text_of((await read(talk.pick(card, "dry")))[-1])


async def test_an_old_question(talk: Talk) -> None:
    """After an hour it is asked anew: other servers may have taken the place of those."""
    card = await talk.last(f"check {TARO}")
    talk.web.clock.move(3601)
    (told,) = await read(talk.pick(card, "go"))
    assert "no longer know" in text_of(told)
    assert message_of(told, f"check {TARO}")
