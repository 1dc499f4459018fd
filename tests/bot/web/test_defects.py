"""When something breaks on our side, or too much is asked of it: a page, and no trace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.core.check_talk import CheckRequest
from bot.web.servers import Servers
from bot.web.wish import Checked, Stopped, Wish
from connectors.steps import IPAddress
from knowledge.load import Knowledge, open_knowledge
from knowledge.model import Language
from knowledge.providers import Protocol, Security
from tests.bot.overlays import provider
from tests.bot.web.test_sign_in import Names
from tests.bot.web.world import ASKER, PASSWORD, TARO, World, world
from tests.servers.daemon import free_ports
from tests.servers.script import Script
from tests.servers.scripted import scripted_server

PLANTED = "planted-in-a-bug"


class Broken(Names):
    """A resolver with a bug."""

    async def addresses(self, host: str) -> tuple[IPAddress, ...]:
        raise ZeroDivisionError(PLANTED)


async def test_a_check_that_breaks(
    demo_knowledge: Knowledge, ca_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The page and the chat are told; the log has what it was, and not its words."""
    async with world(demo_knowledge, ca_file, names=Broken()) as web:
        begun = await web.post(await web.link())
        assert await web.ended() == Stopped()
        page = await web.get(begun.headers["Location"])
    assert page.heading == "The check was stopped"
    assert "a check broke: ZeroDivisionError" in caplog.text
    assert PLANTED not in caplog.text + page.text


async def test_a_page_that_breaks(web: World, caplog: pytest.LogCaptureFixture) -> None:
    """A kind page in its place."""
    nobody = replace(ASKER, language=PLANTED)  # type: ignore[arg-type]  # a mistake of ours
    wish = Wish(nobody, CheckRequest(TARO), Servers(()), web.chat.deliver)
    page = await web.get(web.desk.page(wish), {"Accept-Language": "ja"})
    assert page.status == 500
    assert page.heading == "こちらの側で問題が起きました"
    assert "/check/{link} broke: KeyError" in caplog.text
    assert PLANTED not in caplog.text + page.text


async def test_too_many_at_once(web: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told to come again; the link stays good."""
    url = await web.link()
    with monkeypatch.context() as full:
        full.setattr("bot.web.runs.MOST_RUNS", 0)
        answer = await web.post(url)
        assert answer.status == 503
        assert answer.heading == "Too many checks at once"
        assert (await web.post("/sign-in/back", {"state": "x", "code": "y"})).status == 503
    assert (await web.post(url)).status == 303
    await web.ended()


async def test_a_result_is_forgotten_for_newer_ones(
    web: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is an end to what is kept."""
    monkeypatch.setattr("bot.web.runs.MOST_KEPT", 2)
    pages = []
    for _ in range(4):
        begun = await web.post(await web.link())
        await web.ended()
        pages.append(begun.headers["Location"])
    assert [(await web.get(page)).status for page in pages] == [410, 410, 200, 200]


@pytest.mark.parametrize("language", Language)
async def test_a_user_name_that_is_not_the_address(
    tmp_path: Path, ca_file: Path, language: Language
) -> None:
    """Asked for beside the password; one that cannot be one is told."""
    servers = [(Protocol.IMAP, "localhost", free_ports(1)[0], Security.TLS)]
    overlay = provider(tmp_path, "example.com", servers, user="other")
    async with world(open_knowledge(overlay), ca_file) as web:
        url = await web.link("taro@example.com", language)
        assert 'name="user"' in (await web.get(url)).text
        for user, words in (
            ("", {Language.EN: "Type the user name", Language.JA: "ユーザー名を入力"}),
            ("a\nb", {Language.EN: "cannot be a user name", Language.JA: "使えません"}),
            ("x" * 400, {Language.EN: "cannot be a user name", Language.JA: "使えません"}),
        ):
            fields = {"act": "login", "user": user, "password": PASSWORD}
            answer = await web.post(url, fields)
            assert answer.status == 422
            assert words[language] in answer.text
        fields = {"act": "login", "user": "d-taro", "password": PASSWORD}
        assert (await web.post(url, fields)).status == 303
        ending = await web.ended()
    assert isinstance(ending, Checked)
    assert ending.report.checks[0].target.user == "d-taro"


async def test_signs_of_life(
    tmp_path: Path, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would cut a silent line."""
    monkeypatch.setattr("bot.web.result_pages.HEARTBEAT_SECONDS", 0.01)
    async with scripted_server(Script().silence()) as mail, ClientSession() as browser:
        servers = [(Protocol.IMAP, "localhost", mail.port, Security.TLS)]
        knowledge = open_knowledge(provider(tmp_path, "example.com", servers))
        async with world(knowledge, ca_file) as web:
            begun = await web.post(await web.link("taro@example.com"))
            steps = f"{web.desk.origin}{begun.headers['Location']}/steps"
            async with browser.get(steps) as stream:
                lines = [await stream.content.readline() for _ in range(60)]
    assert b":\n" in lines
