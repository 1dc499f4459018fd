"""What must not be kept is not kept: passwords, headers, contents, words that nobody gave."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC

import pytest
from sqlalchemy import text

from bot.core.chat import Heard, Way
from bot.core.model import Outcome
from bot.core.plain import plain
from bot.helpdesk.mask import MARK, Mask
from bot.helpdesk.outbound.model import Happening, Webhook
from bot.helpdesk.outbound.tell import News, tell
from bot.helpdesk.redact import report_data
from bot.helpdesk.words import Words
from bot.store.preferences import Preferences
from bot.store.store import Store
from bot.store.tables import metadata
from connectors.model import Direction, Line
from knowledge.load import Knowledge
from knowledge.model import Language, Severity
from knowledge.speak import Speaker
from tests.bot import results
from tests.bot.helpdesk.platform import AOI, BEN, CHANNEL, asked, form_of, messages_of, picked
from tests.bot.helpdesk.world import SETTINGS, World

SECRET = "hunter2-Zq8!"


async def everything(world: World) -> str:
    """All that the store holds, as text."""
    found = []
    async with world.store.reading() as connection:
        for table in metadata.sorted_tables:
            rows = await connection.execute(table.select())
            found += [f"{table.name} {tuple(row)}" for row in rows]
    return "\n".join(found)


@pytest.fixture
def mask(speaker: Speaker) -> Mask:
    return Mask(Words(speaker, UTC))


@pytest.mark.parametrize(
    "written",
    [
        f"my password is {SECRET}",
        f"Password: {SECRET}",
        f"PASSWORD={SECRET}",
        f"the pwd was {SECRET} yesterday",
        f"パスワードは{SECRET}です",
        f"パスワード：{SECRET}",
        f"アプリパスワードは「{SECRET}」です",
        f"ﾊﾟｽﾜｰﾄﾞ: {SECRET}",
        f"暗証番号は {SECRET}",
        f"imap://taro:{SECRET}@mail.example.com/",
        "A1 AUTHENTICATE PLAIN AHRhcm8AaHVudGVyMi1acTgh",
        "AUTH PLAIN AHRhcm8AaHVudGVyMi1acTgh",
    ],
)
def test_a_password_is_struck_out(mask: Mask, written: str) -> None:
    """In both languages, however it is introduced."""
    struck = mask.struck(written)
    assert MARK in struck
    assert SECRET not in struck
    assert "AHRhcm8AaHVu" not in struck


@pytest.mark.parametrize(
    "written",
    [
        "The password is wrong, it says",
        "password: incorrect",
        "password=rejected.",
        "535 5.7.8 Username and Password not accepted",
        "パスワードが違うと出ます",
        "パスワードは正しいはずです",
        "my bypass: 5 o'clock",
        "https://mail.example.com:8443/login",
    ],
)
def test_other_words_stay(mask: Mask, written: str) -> None:
    """What a helpdesk needs to read."""
    assert mask.struck(written) == written


@pytest.mark.parametrize("language", list(Language))
async def test_a_password_gets_into_no_table(world: World, language: Language) -> None:
    """Not by a question, a case, a question back, a reply, a note."""
    said = f"パスワードは{SECRET}です" if language is Language.JA else f"password: {SECRET}"
    person = AOI if language is Language.JA else BEN
    await world.ask(person, said, "a1", language)
    await world.open(person, said)
    await world.fill("case:ask:1", text=said)
    await world.fill("case:reply:1", person, CHANNEL, text=said)
    await world.fill("case:resolve:1", reason="other", text=said, note=said)
    await world.fill("case:still:1", person, CHANNEL, text=said)
    assert SECRET not in await everything(world)
    assert SECRET not in str(world.slack)
    assert SECRET not in str(form_of(await world.hear(picked(person, "human:a1"))))


async def test_headers_are_names_and_sizes(world: World) -> None:
    """Subject and From of the newest message are their owner's; the helpdesk gets the size."""
    report = results.report(results.worked())
    await world.helpdesk.checked(BEN, CHANNEL, report, Language.EN)
    await world.fill("case:open:a1", BEN, CHANNEL, words="x", report="yes")
    kept = await everything(world)
    assert "imap.greeting" not in kept
    assert "192.0.2.7" in kept
    assert "Lunch" not in kept
    assert "aoi@example.com" not in kept
    assert '"size": 451' in json.dumps(report_data(report))


def test_what_a_server_quotes_of_a_message_is_counted() -> None:
    """A header may come as a quoted string, a whole conversation as one line."""
    said = '* 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)] "Subject: Lunch \\"today\\"" UID 7)'
    result = results.worked()
    line = Line(3.0, Direction.SERVER, said, "")
    report = results.report(replace(result, transcript=(*result.transcript, line)))
    data = json.dumps(report_data(report))
    assert "Lunch" not in data
    assert "* 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)]" in data


async def test_the_check_goes_along_only_by_consent(world: World) -> None:
    """Who says no in the form keeps it."""
    await world.helpdesk.checked(BEN, CHANNEL, results.report(results.failed()), Language.EN)
    await world.fill("case:open:a1", BEN, CHANNEL, words="x", report="no")
    assert "192.0.2.7" not in await everything(world)
    assert "auth.wrong_credentials" not in world.slack.card()


@pytest.mark.parametrize("language", list(Language))
async def test_questions_are_counted_without_their_words(world: World, language: Language) -> None:
    """What was asked stays in memory; the store knows how it went."""
    words = "ポート143の秘密" if language is Language.JA else "secret of port 143"
    heard = asked(BEN, words)
    await world.helpdesk.asked(heard, "a1", Outcome.ANSWERED, language, "port.143")
    await world.helpdesk.asked(heard, "a1", Outcome.ANSWERED, language, "port.143")
    await world.helpdesk.feedback(BEN, "a1", "port.143", helpful=False)
    await world.helpdesk.feedback(BEN, "a1", "port.143", helpful=True)
    async with world.store.reading() as connection:
        for table, count in (("questions", 1), ("feedback", 1)):
            rows = await connection.execute(text(f"SELECT COUNT(*) FROM {table}"))  # noqa: S608
            assert rows.scalar_one() == count
    kept = await everything(world)
    assert words not in kept
    assert "port.143" in kept


async def test_whoever_asks_is_forgotten(world: World) -> None:
    """Nothing names them any more, in the store or on the card; others' things stay."""
    await world.preferences.set_language(BEN.id, Language.JA)
    for who, answer in ((BEN, "a1"), (AOI, "a2")):
        await world.ask(who, "mail.example.com says 421", answer)
        await world.helpdesk.checked(who, CHANNEL, results.report(results.failed()), Language.EN)
        await world.fill(f"case:open:{answer}", who, CHANNEL, words="My words", report="yes")
        await world.helpdesk.feedback(who, answer, "port.143", helpful=True)
    await world.fill("case:ask:1", text="Ben, which program?")
    await world.fill("case:reply:1", BEN, CHANNEL, text="Thunderbird")
    await world.helpdesk.erase(BEN.id)
    await world.helpdesk.tick()
    kept = await everything(world)
    for gone in (BEN.id, "Ben", "Thunderbird"):
        assert gone not in kept.replace("preferences ('language', 'slack:T1:U2', ''", "")
    assert "My words" not in world.slack.card(0)
    assert "Ben" not in world.slack.card(0)
    assert "My words" in world.slack.card(1)
    assert AOI.id in kept
    assert (await Preferences.loaded(world.store, world.clock)).language(BEN.id) is None
    world.clock.forward(days=2)
    await world.helpdesk.tick()
    assert BEN.id not in await everything(world)


async def test_nothing_waits_for_other_systems_any_more(world: World) -> None:
    """What was put aside for them says all of a case once more."""
    await world.ask(BEN, "mail.example.com says 421", "a1")
    await world.fill("case:open:a1", BEN, CHANNEL, words="My words", report="yes")
    news = News(Happening.CASE_OPENED, "mailmedic-1", "s", "Bens Worte", Severity.LOW)
    other = News(Happening.CASE_OPENED, "mailmedic-11", "s", "others", Severity.LOW)
    hooks = (Webhook("own", "https://own.example/", "", frozenset(Happening)),)
    async with world.store.writing() as connection:
        for one in (news, other):
            await tell(connection, one, hooks, world.clock())
    assert "Bens Worte" in await everything(world)
    await world.helpdesk.erase(BEN.id)
    kept = await everything(world)
    assert "Bens Worte" not in kept
    assert "others" in kept


@pytest.mark.parametrize(
    ("wish", "asked_back", "done"),
    [
        ("Delete my data", "I can delete", "Deleted."),
        ("forget me!", "I can delete", "Deleted."),
        ("私のデータを削除して。", "削除できます", "削除しました"),
    ],
)
async def test_on_request(world: World, wish: str, asked_back: str, done: str) -> None:
    """Asked once, then done; for whoever picks the button, and never by a stranger's words."""
    person = AOI if "私" in wish else BEN
    other = BEN if person is AOI else AOI
    language = Language.JA if person is AOI else Language.EN
    for who in (person, other):
        await world.ask(who, "words", f"q{len(who.name)}", language)
        await world.open(who, "My words", "a1")
    reply = await world.hear(Heard("h-1", wish, person, CHANNEL, Way.DIRECT))
    assert asked_back in plain(reply.blocks)
    assert messages_of(reply) == ["erase:me"]
    assert person.id in await everything(world)
    assert done in await world.do("erase:me", person, CHANNEL)
    kept = await everything(world)
    assert person.id not in kept
    assert other.id in kept
    for way in (Way.SHORTCUT, Way.WATCHED, Way.MENTION, Way.DIRECT):
        assert world.helpdesk.hear(Heard("h-2", "erase:me", other, CHANNEL, way)) is None


async def test_what_is_old_is_forgotten(world: World) -> None:
    """Ninety days after the last act, without anybody asking; a day before, it is there."""
    await world.ask(BEN, "mail.example.com says 421", "a1")
    await world.open(BEN, "My words")
    await world.fill("case:resolve:1", reason="device")
    world.clock.forward(days=89)
    await world.helpdesk.tick()
    assert "My words" in await everything(world)
    world.clock.forward(days=2)
    await world.helpdesk.tick()
    kept = await everything(world)
    assert "My words" not in kept
    assert BEN.id not in kept
    assert "device" in kept


@pytest.mark.parametrize("keep", [False, True])
async def test_words_are_kept_by_the_operators_choice(
    store: Store, knowledge: Knowledge, speaker: Speaker, keep: bool
) -> None:
    """Of what was not answered, and of what did not help; masked, and nothing of the others."""
    settings = replace(SETTINGS, keep_questions=keep)
    world = await World(store, knowledge, speaker, settings).begin()
    for outcome, answer, word in (
        (Outcome.UNSURE, "a1", "squirrels"),
        (Outcome.ANSWERED, "a2", "walnuts"),
        (Outcome.ANSWERED, "a3", "acorns"),
    ):
        text = f"taro@example.com sees {word} on mail.example.com, 0312345678"
        await world.helpdesk.asked(asked(BEN, text), answer, outcome, Language.EN)
    await world.helpdesk.feedback(BEN, "a2", "", helpful=False)
    await world.helpdesk.feedback(BEN, "a3", "", helpful=True)
    kept = await everything(world)
    assert [word in kept for word in ("squirrels", "walnuts", "acorns")] == [keep, keep, False]
    for masked in ("taro@example.com", "mail.example.com", "0312345678"):
        assert masked not in kept
