"""Each form in each language: opened by whatever way, filled in, corrected, and secret."""

from __future__ import annotations

import pytest

from bot.adapters.slack import ways
from bot.core.chat import Answer, Way
from bot.core.model import Choice, Field, FieldKind, Form, Reply, Span, Text
from knowledge.model import Language
from tests.bot.adapters.slack_wire.office import COMMAND, Office
from tests.bot.adapters.slack_wire.script import Later, Script, reply
from tests.slack_platform.faults import Refuse
from tests.slack_platform.records import OpenView

TITLES = {
    "en": "Your account, in a few words",
    "ja": "アカウントについて教えてください、できるだけくわしく",
}
LABELS = {
    "en": ("Address", "Password", "Protocol", "Country", "The error", "Colleague"),
    "ja": ("メールアドレス", "パスワード", "プロトコル", "国", "エラー", "同僚"),
}
SENDS = {"en": "Send", "ja": "送信"}
PASSWORD = "correct horse battery staple"


def form(language: str, name: str = "account") -> Form:
    """One field of every kind; the menu of countries is too long for radio buttons."""
    address, password, protocol, country, error, colleague = LABELS[language]
    countries = tuple(Choice(f"Country {number}", f"c{number}") for number in range(40))
    return Form(
        name,
        TITLES[language],
        (
            Field("address", address, value="taro@example.com", required=True, hint="taro@…"),
            Field("password", password, FieldKind.SECRET, required=True),
            Field(
                "protocol",
                protocol,
                FieldKind.CHOICE,
                options=(Choice("IMAP", "imap4"), Choice("POP3", "pop3")),
                value="imap4",
            ),
            Field("country", country, FieldKind.CHOICE, options=countries),
            Field("error", error, FieldKind.LINES),
            Field("colleague", colleague, FieldKind.PERSON),
        ),
        SENDS[language],
    )


def asking(language: str, name: str = "account") -> Answer:
    """A reply that asks, with a word before it."""
    blocks = (Text((Span("First:"),)), form(language, name))
    return Answer(Reply(blocks, Language(language), private=True))


def filled(language: str, colleague: str) -> dict[str, str]:
    """What somebody enters."""
    _, password, protocol, country, error, who = LABELS[language]
    return {
        password: PASSWORD,
        protocol: "POP3",
        country: "Country 7",
        error: "550 5.7.1\n二行目",
        who: colleague,
    }


async def opened(stage: Office, way: str) -> OpenView:
    """The form, asked for in this way."""
    if way == "command":
        await stage.taro.command(COMMAND, "ask", channel=stage.channel)
    elif way == "shortcut":
        await stage.taro.picks_shortcut(ways.CHECK)
    else:
        if way == "mention":
            await stage.taro.mentions("ask", stage.channel)
        else:
            await stage.taro.writes("ask")
        message = await stage.taro.waits_for_answer("", wanted=lambda one: bool(one.labels))
        await stage.taro.click(message, message.labels[0])
    return await stage.taro.waits_for_modal()


@pytest.mark.parametrize("way", ["command", "shortcut", "mention", "direct"])
async def test_a_form_of_every_kind(
    stage: Office, script: Script, language: str, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Its values arrive by the fields' ids; its password is seen nowhere on the way."""
    caplog.set_level("DEBUG")
    stage.slack.plant(PASSWORD)
    script.says("ask", asking(language))
    script.says("check", asking(language))
    script.says("account", Answer(reply("Thank you", Language(language))))
    view = await opened(stage, way)
    assert view.fields == list(LABELS[language])
    if way in ("command", "shortcut"):
        assert "First:" in view.words
    assert PASSWORD not in str(view.view)
    values = filled(language, stage.hana.person.id)
    assert await stage.taro.submits(view, values) == {}
    await stage.taro.waits_for_answer("Thank you")
    assert stage.taro.modal is None
    heard = script.heard[-1]
    assert heard.way is Way.FORM
    assert dict(heard.values) == {
        "address": "taro@example.com",
        "password": PASSWORD,
        "protocol": "pop3",
        "country": "c7",
        "error": "550 5.7.1\n二行目",
        "colleague": f"slack:{stage.acme.id}:{stage.hana.person.id}",
    }
    assert PASSWORD not in repr(heard)
    assert PASSWORD not in caplog.text
    assert stage.hana.answers() == []
    if way in ("command", "mention"):
        assert stage.taro.answers(stage.channel)


async def test_what_is_wrong_is_said_in_the_form(
    stage: Office, script: Script, language: str
) -> None:
    """It stays open, and what was typed stays in it; then it is right."""
    script.says("ask", asking(language))
    wrong = (Text((Span("No such address."),)), form(language, "again"))
    script.says("account", Answer(Reply(wrong, Language(language), private=True)))
    script.says("again", Answer(reply("Thank you", Language(language))))
    view = await opened(stage, "command")
    values = filled(language, stage.hana.person.id)
    await stage.taro.submits(view, values)
    corrected = await stage.taro.waits_for_modal("No such address.")
    assert corrected is view
    await stage.taro.submits(corrected, values)
    await stage.taro.waits_for_answer("Thank you")
    assert stage.taro.modal is None


async def test_a_form_that_is_sent_twice(stage: Office, script: Script, language: str) -> None:
    """Is heard once."""
    script.says("ask", asking(language))
    script.says("account", Answer(reply("Thank you", Language(language))))
    view = await opened(stage, "command")
    await stage.taro.submits(view, filled(language, stage.hana.person.id))
    await stage.taro.waits_for_answer("Thank you")
    sent = stage.slack.delivered[-1].parcel
    await stage.slack.deliver(sent.kind, sent.payload)
    await stage.fence()
    assert [one.way for one in script.heard].count(Way.FORM) == 1


async def test_a_form_that_is_left(stage: Office, script: Script, language: str) -> None:
    """Nothing comes of it."""
    script.says("ask", asking(language))
    view = await opened(stage, "command")
    await stage.taro.closes(view)
    await stage.fence()
    assert Way.FORM not in [one.way for one in script.heard]


async def test_a_trigger_that_is_spent(stage: Office, script: Script, language: str) -> None:
    """Slack opens no form any more: the asker gets a button that opens it."""
    script.says("ask", asking(language))
    stage.slack.faults.order("views.open", Refuse("expired_trigger_id"))
    await stage.taro.command(COMMAND, "ask", channel=stage.channel)
    message = await stage.taro.waits_for_answer("", wanted=lambda one: bool(one.labels))
    await stage.taro.click(message, message.labels[0])
    await stage.taro.waits_for_modal()
    assert stage.hana.answers() == []


async def test_a_form_leads_to_a_check(stage: Office, script: Script, language: str) -> None:
    """Its answer goes on where only the asker reads."""
    later = Later()
    script.says("ask", asking(language))
    first = reply("Beginning", Language(language), final=False, private=True)
    script.says("account", Answer(first, later()))
    view = await opened(stage, "command")
    await stage.taro.submits(view, filled(language, stage.hana.person.id))
    message = await stage.taro.waits_for_answer("Beginning", stage.taro.dm)
    later.say(reply("Done", Language(language), private=True))
    assert await stage.taro.waits_for_answer("Done", stage.taro.dm) is message
    await later.closed.wait()
