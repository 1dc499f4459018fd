"""Where the chats hand in their wishes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.config import PasswordEntry
from bot.core.check_talk import CheckRequest
from bot.core.model import Code, Form, Note, Style, Text, Tone
from bot.core.password import PasswordUnusable
from bot.core.plain import plain
from bot.web.wish import Checked, Ending, Stopped
from connectors.lookup.address import MalformedAddress
from connectors.model import Protocol, Security
from knowledge.causes import Cause
from knowledge.model import Language
from tests.bot.web.world import ASKER, PASSWORD, TARO, World

EN, JA = Language.EN, Language.JA


def entry(web: World, wanted: PasswordEntry) -> None:
    """As the operator chose."""
    web.desk._entry = wanted


@pytest.mark.parametrize("language", Language)
async def test_a_page(web: World, language: Language) -> None:
    """A private word with a link; nothing is begun before the password is typed."""
    taken = await web.ask(asker=replace(ASKER, language=language))
    links = [
        span.href
        for block in taken.reply.blocks
        if isinstance(block, Text)
        for span in block.spans
        if span.style is Style.LINK
    ]
    assert links == [taken.url]
    assert taken.reply.private
    assert taken.reply.language is language
    assert web.chat.endings.empty()


async def test_no_entry(web: World) -> None:
    """Everything up to the login, and the command with which to test that oneself."""
    entry(web, PasswordEntry.NONE)
    taken = await web.ask()
    assert taken.url == ""
    assert taken.reply.blocks[-1] == Code(f"mailmedic check {TARO}")
    ending = await web.ended()
    assert isinstance(ending, Checked)
    assert ending.report.ok
    assert {r.facts.login_mechanism for r in ending.report.checks} == {None}


@pytest.mark.parametrize("language", Language)
async def test_a_form(web: World, language: Language) -> None:
    """With the plain warning above it; what is typed into it is checked."""
    entry(web, PasswordEntry.FORM)
    taken = await web.ask(asker=replace(ASKER, language=language))
    warning, form = taken.reply.blocks
    assert isinstance(warning, Note)
    assert warning.tone is Tone.WARNING
    assert {EN: "app password", JA: "アプリパスワード"}[language] in plain((warning,))
    assert isinstance(form, Form)
    assert form.fields[0].value == TARO
    assert taken.form is not None
    web.desk.submit(taken.form, f" {PASSWORD}")
    ending = await web.ended()
    assert isinstance(ending, Checked)
    assert ending.report.ok
    assert ending.remarks


async def test_an_empty_form(web: World) -> None:
    """As in the terminal: the check stops before the login."""
    entry(web, PasswordEntry.FORM)
    taken = await web.ask()
    assert taken.form is not None
    with pytest.raises(PasswordUnusable):
        web.desk.submit(taken.form, "two\nlines")
    web.desk.submit(taken.form, "")
    ending = await web.ended()
    assert isinstance(ending, Checked)
    assert {r.facts.login_mechanism for r in ending.report.checks} == {None}


async def test_no_servers(web: World) -> None:
    """There is nothing to wait for."""
    taken = await web.ask("taro@nowhere.invalid")
    assert (taken.url, taken.pending) == ("", False)
    assert "taro@nowhere.invalid" in plain(taken.reply.blocks)


async def test_no_address(web: World) -> None:
    """The chat asks for one that can be one."""
    with pytest.raises(MalformedAddress):
        await web.ask("no address")


async def asked_for(web: World, request: CheckRequest) -> tuple[str, Checked]:
    """What is said at once, and what comes back."""
    taken = await web.desk.take(ASKER, request, web.chat.deliver)
    assert taken.url == ""
    ending = await web.ended()
    assert isinstance(ending, Checked)
    return plain(taken.reply.blocks), ending


async def test_a_host_that_nobody_vouches_for(web: World) -> None:
    """Checked without login, so that nobody is lured into typing a password for it."""
    request = CheckRequest(TARO, (Protocol.IMAP,), host="127.0.0.1", port=993)
    said, ending = await asked_for(web, request)
    assert "Nobody vouches for 127.0.0.1" in said
    assert ending.report.checks[0].facts.login_mechanism is None


@pytest.mark.parametrize(
    ("host", "port"), [("10.1.2.3", 993), ("169.254.169.254", 143), ("127.0.0.1", 22)]
)
async def test_a_target_that_may_not_be_dialled(web: World, host: str, port: int) -> None:
    """The rules of the operator, not of a person at their own machine."""
    request = CheckRequest(TARO, (Protocol.IMAP,), host=host, port=port)
    _, ending = await asked_for(web, request)
    assert ending.report.checks[0].cause is Cause.CHECK_NOT_ALLOWED


async def test_what_only_a_terminal_may_ask_for(web: World) -> None:
    """No login in clear, and no message to a stranger."""
    host = "localhost"
    request = CheckRequest(
        TARO,
        (Protocol.IMAP,),
        host=host,
        port=143,
        security=Security.NONE,
        send_test_to="stranger@example.com",
    )
    said, ending = await asked_for(web, request)
    assert "Nobody vouches" in said
    assert {step.name for step in ending.report.checks[0].steps}.isdisjoint({"message"})


@pytest.mark.parametrize("language", Language)
async def test_a_stopped_check_in_words(web: World, language: Language) -> None:
    """For the chat."""
    text = plain(web.desk.told(Stopped(), language).blocks)
    assert {EN: "Ask for a new check", JA: "もう一度"}[language] in text


async def test_a_chat_that_does_not_take_the_result(web: World) -> None:
    """Its trouble is not the page's: the result is there."""

    async def broken(ending: Ending) -> None:
        raise ZeroDivisionError

    taken = await web.desk.take(ASKER, CheckRequest(TARO), broken)
    begun = await web.post(taken.url)
    path = begun.headers["Location"]
    async with web.client.get(f"{web.desk.origin}{path}/steps") as response:
        await response.read()
    assert "Settings that work" in (await web.get(path)).text
