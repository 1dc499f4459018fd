"""``mailmedic config check``: what of the settings is missing or wrong."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.adapters.terminal.context import Context
from bot.commands.arguments import UsageError
from bot.commands.config import _check, run
from bot.config import Settings
from knowledge.load import Knowledge
from knowledge.model import Language
from tests.bot.adapters.slack_wire.office import app_config
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.strict import strict

EN, JA = Language.EN, Language.JA
UNKNOWN = "xoxb-" + "no-such-token"


def context(knowledge: Knowledge, environ: Mapping[str, str], language: Language = EN) -> Context:
    """A run of the command line in this environment."""
    made = Context(Settings.from_env(environ), language, environ, stdout=io.StringIO())
    made.__dict__["knowledge"] = knowledge
    return made


def shown(made: Context) -> str:
    """What was written."""
    assert isinstance(made.stdout, io.StringIO)
    return made.stdout.getvalue()


@pytest.mark.parametrize("language", Language)
def test_nothing_is_set(knowledge: Knowledge, language: Language) -> None:
    """Nothing is wrong with that; it is said what will not be there."""
    made = context(knowledge, {}, language)
    assert run(["check"], made) == 0
    lines = shown(made).splitlines()
    assert len(lines) == 3
    assert all(line.startswith("–") for line in lines)
    assert "Slack" in lines[1]
    assert "Discord" in lines[2]


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"MAILMEDIC_LISTEN": "0.0.0.0:8025"}, "MAILMEDIC_LISTEN"),
        ({"MAILMEDIC_CA_FILE": "/no/such/file"}, "/no/such/file"),
        ({"MAILMEDIC_SLACK_BOT_TOKEN": "xoxp-1"}, "MAILMEDIC_SLACK_BOT_TOKEN"),
        ({"MAILMEDIC_DISCORD_TOKEN": "x", "MAILMEDIC_DISCORD_TRANSPORT": "?"}, "TRANSPORT"),
    ],
)
def test_what_cannot_be_meant(knowledge: Knowledge, environ: dict[str, str], words: str) -> None:
    """Told in one line each, and the rest is looked at all the same."""
    made = context(knowledge, environ)
    assert run(["check"], made) == 1
    wrong = [line for line in shown(made).splitlines() if line.startswith("✗")]
    assert len(wrong) == 1
    assert words in wrong[0]
    assert len(shown(made).splitlines()) >= 3


@pytest.mark.parametrize("known", [True, False])
async def test_slack_is_asked(knowledge: Knowledge, tmp_path: Path, known: bool) -> None:
    """Who we are there, or that the token is not taken; a token is never shown."""
    platform = SlackPlatform(app_config())
    token = platform.workspace("acme").installation.token if known else UNKNOWN
    async with strict(platform):
        environ = {
            "MAILMEDIC_SLACK_BOT_TOKEN": token,
            "MAILMEDIC_SLACK_APP_TOKEN": platform.app.app_token,
            "MAILMEDIC_SLACK_API_URL": platform.api_url,
            "MAILMEDIC_DATABASE_URL": f"sqlite:///{tmp_path}/mailmedic.db",
        }
        made = context(knowledge, environ)
        assert await _check(made) == (0 if known else 1)
        platform.take_violations()
    assert ("✗ Slack" in shown(made)) is not known
    assert "✓ The database" in shown(made)
    assert token not in shown(made)


async def test_a_database_that_cannot_be_opened(knowledge: Knowledge, tmp_path: Path) -> None:
    """Told by its kind: an address may hold a password."""
    (tmp_path / "file").touch()
    platform = SlackPlatform(app_config())
    async with strict(platform):
        environ = {
            "MAILMEDIC_SLACK_BOT_TOKEN": platform.workspace("acme").installation.token,
            "MAILMEDIC_SLACK_APP_TOKEN": platform.app.app_token,
            "MAILMEDIC_SLACK_API_URL": platform.api_url,
            "MAILMEDIC_DATABASE_URL": f"sqlite:///{tmp_path}/file/no.db",
        }
        made = context(knowledge, environ)
        assert await _check(made) == 1
    assert "MAILMEDIC_DATABASE_URL" in shown(made)


@pytest.mark.parametrize("words", [[], ["mend"]])
def test_wrongly_called(knowledge: Knowledge, words: list[str]) -> None:
    """There is one thing to do."""
    with pytest.raises(UsageError):
        run(words, context(knowledge, {}))
