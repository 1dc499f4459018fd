"""``mailmedic cases``: what is printed, what is exported, and what a spreadsheet must not run."""

from __future__ import annotations

import asyncio
import csv
import io
import json

import pytest

from bot.adapters.terminal.context import Context
from bot.commands import cases as command
from bot.commands.arguments import UsageError
from bot.config import Settings, SettingsError
from bot.store import audit
from bot.store.store import opened
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot import results
from tests.bot.helpdesk.platform import AOI, BEN, CHANNEL
from tests.bot.helpdesk.world import World

FORMULA = "=HYPERLINK(1)"


class Terminal:
    """Runs the command and gives what it printed."""

    def __init__(self, url: str) -> None:
        self._environ = {"MAILMEDIC_DATABASE_URL": url}
        self.status = 0
        self.complaints = ""

    def __call__(self, *words: str, language: Language = Language.EN) -> str:
        """Standard output; the status and standard error stay."""
        context = Context(Settings(), language, self._environ)
        context.stdout, context.stderr = io.StringIO(), io.StringIO()
        self.status = command.run(words, context)
        self.complaints = context.stderr.getvalue()
        return context.stdout.getvalue()


@pytest.fixture
def terminal(url: str) -> Terminal:
    """A machine with a store of its own."""
    return Terminal(url)


async def two_cases(url: str, knowledge: Knowledge, speaker: Speaker) -> None:
    """One is resolved, the other one is not."""
    async with opened(url) as store:
        world = await World(store, knowledge, speaker).begin()
        await world.helpdesk.checked(BEN, CHANNEL, results.report(results.failed()), Language.EN)
        form = {"words": FORMULA, "report": "yes"}
        await world.fill("case:open:a1", BEN, CHANNEL, **form)
        await world.open(AOI, "開けません", "a2")
        await world.do("case:claim:1")
        await world.fill("case:resolve:1", reason="other", note="@SUM(1)")


def test_an_empty_store(terminal: Terminal) -> None:
    """Nothing is no error; one that is asked for by its number is."""
    assert "no such cases" in terminal()
    assert "ありません" in terminal("list", language=Language.JA)
    assert terminal("export", "--csv") == ""
    assert (terminal("show", "7"), terminal.status) == ("", 1)
    assert "no case 7" in terminal.complaints


@pytest.fixture
def filled_terminal(
    terminal: Terminal, url: str, knowledge: Knowledge, speaker: Speaker
) -> Terminal:
    """With two cases in the store."""
    asyncio.run(two_cases(url, knowledge, speaker))
    return terminal


def test_list(filled_terminal: Terminal) -> None:
    """Those that are not resolved, unless others are asked for."""
    assert [line.split()[0] for line in filled_terminal().splitlines()] == ["2"]
    resolved = filled_terminal("list", "--state", "resolved").splitlines()
    assert [line.split()[0] for line in resolved] == ["1"]
    everything = filled_terminal("list", "--state", "all", "--json").splitlines()
    assert [json.loads(line)["number"] for line in everything] == [1, 2]


@pytest.mark.parametrize(("language", "words"), [(Language.EN, "Case 1"), (Language.JA, "案件 1")])
def test_show(filled_terminal: Terminal, language: Language, words: str) -> None:
    """All of it, in the reader's language; and as JSON."""
    shown = filled_terminal("show", "1", language=language)
    assert words in shown
    assert "auth.wrong_credentials" in shown
    whole = json.loads(filled_terminal("show", "1", "--json"))
    assert [event["act"] for event in whole["history"]] == ["open", "claim", "resolve"]
    assert whole["reports"][0]["checks"][0]["host"] == results.HOST


def test_export(filled_terminal: Terminal) -> None:
    """JSON Lines with everything, CSV with a row a case; both are in the audit log."""
    lines = filled_terminal("export").splitlines()
    assert [json.loads(line)["words"] for line in lines] == [FORMULA, "開けません"]
    rows = list(csv.DictReader(io.StringIO(filled_terminal("export", "--csv"))))
    assert [row["number"] for row in rows] == ["1", "2"]
    assert rows[0]["words"] == f"'{FORMULA}"
    assert rows[0]["note"] == "'@SUM(1)"


async def test_the_audit_log_says_who_looked(
    url: str, knowledge: Knowledge, speaker: Speaker
) -> None:
    """Whoever exports sees everybody's words."""
    await two_cases(url, knowledge, speaker)
    await asyncio.to_thread(Terminal(url), "export")
    log = (await asyncio.to_thread(Terminal(url), "audit")).splitlines()
    assert "operator  export" in log[0]
    assert [line.split()[4] for line in log[1:]] == ["resolve", "claim"]
    async with opened(url) as store, store.reading() as connection:
        newest = (await audit.read(connection))[0]
    assert (newest.role, newest.act) == ("operator", "export")
    assert newest.who.startswith("local:")


def test_erase(filled_terminal: Terminal) -> None:
    """One person's words go, the other's stay."""
    assert "1" in filled_terminal("erase", BEN.id)
    export = filled_terminal("export")
    assert FORMULA not in export
    assert "開けません" in export


@pytest.mark.parametrize(
    "words",
    [
        ("burn",),
        ("show",),
        ("show", "one"),
        ("show", "1", "2"),
        ("list", "1"),
        ("list", "--state", "gone"),
    ],
)
def test_wrong_usage(terminal: Terminal, words: tuple[str, ...]) -> None:
    """Told before the store is opened."""
    with pytest.raises(UsageError):
        terminal(*words)


def test_a_url_that_cannot_be_used() -> None:
    """A wrong setting, told without its password."""
    with pytest.raises(SettingsError) as refused:
        Terminal("mysql://m:s3cret@db/m")("list")
    assert "s3cret" not in str(refused.value)
