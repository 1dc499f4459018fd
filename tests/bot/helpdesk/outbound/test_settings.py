"""The operator's file of webhooks, and what is wrong with it in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config import SettingsError
from bot.helpdesk.outbound.body import READY
from bot.helpdesk.outbound.deliver import GAPS
from bot.helpdesk.outbound.mail import MailSettings
from bot.helpdesk.outbound.model import Happening
from bot.helpdesk.outbound.settings import webhooks_from_env
from knowledge.model import Language
from knowledge.speak import Speaker

SECRET = "whsec_" + "c2VjcmV0" * 6
GOOD = """
[[webhook]]
name = "desk"
url = "https://jira.example/rest/servicedeskapi/request"
body = "jira"
happenings = ["case.opened"]
secret = "${DESK_SECRET}"
headers = { Authorization = "Basic ${DESK_TOKEN}" }
values = { service_desk = 1, request_type = 25 }

[[webhook]]
name = "own"
url = "https://own.example/in"
body = "own.json.j2"
"""
ENVIRONMENT = {"DESK_SECRET": SECRET, "DESK_TOKEN": "dG9rZW4="}


def read(folder: Path, text: str) -> SettingsError | None:
    """What is wrong with a file, if anything."""
    (folder / "own.json.j2").write_text('{"text": {{ subject | tojson }}}')
    file = folder / "webhooks.toml"
    file.write_text(text)
    try:
        webhooks_from_env({"MAILMEDIC_WEBHOOKS": str(file), **ENVIRONMENT})
    except SettingsError as error:
        return error
    return None


def test_it_is_read(tmp_path: Path) -> None:
    """Secrets from the environment; bodies ready or one's own; all happenings by default."""
    assert read(tmp_path, GOOD) is None
    desk, own = webhooks_from_env(
        {"MAILMEDIC_WEBHOOKS": str(tmp_path / "webhooks.toml"), **ENVIRONMENT}
    )
    assert desk.headers == {"Authorization": "Basic dG9rZW4="}
    assert desk.secret == b"secret" * 6
    assert desk.happenings == {Happening.CASE_OPENED}
    assert own.happenings == set(Happening)
    assert "secret" not in repr(desk).replace("service", "")
    assert "dG9rZW4" not in repr(desk)


def test_nobody_is_told_without_it() -> None:
    """It is the operator's choice."""
    assert webhooks_from_env({}) == ()


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ('name = "desk"', 'name = "Desk!"', "name"),
        ('name = "own"', 'name = "desk"', "name"),
        ('"https://own', '"http://own', "url"),
        ('"https://own', '"https://me:pw@own', "url"),
        ('"case.opened"', '"case.exploded"', "happenings"),
        ("${DESK_SECRET}", "hunter2", "secret"),
        ("${DESK_SECRET}", "${NOT_SET}", "NOT_SET"),
        ("Authorization", '"Auth\\nX"', "headers"),
        ('body = "own.json.j2"', 'body = "missing.j2"', "body"),
        ('body = "own.json.j2"', 'colour = "red"', "colour"),
        ("request_type = 25", "other = 1", "request_type"),
        ("[[webhook]]", "[webhook]", "webhook"),
        ("[[webhook]]", "[[webhook", "line 2"),
    ],
)
@pytest.mark.parametrize("language", list(Language))
def test_what_is_wrong_is_named(
    tmp_path: Path, speaker: Speaker, language: Language, before: str, after: str, field: str
) -> None:
    """The file, the webhook and what of it; never a secret."""
    error = read(tmp_path, GOOD.replace(before, after))
    assert error
    told = speaker.plain(f"settings.{error.code}", language, **error.values)
    assert "webhooks.toml" in told
    assert field in told
    assert "hunter2" not in told


def test_the_guide_is_true(tmp_path: Path) -> None:
    """Its example is read, and it names every body, happening and gap that there is."""
    guide = (Path(__file__).parents[4] / "deploy" / "webhooks.md").read_text("utf-8")
    example = guide.partition("```toml\n")[2].partition("```")[0]
    file = tmp_path / "webhooks.toml"
    file.write_text(example, "utf-8")
    environ = {"MAILMEDIC_WEBHOOKS": str(file), "JIRA_TOKEN": "t", "OWN_SECRET": SECRET}
    assert [hook.name for hook in webhooks_from_env(environ)] == ["jira", "own"]
    assert [name for name in READY if f"`{name}`" not in guide] == []
    assert [one for one in Happening if f"`{one}`" not in guide] == []
    assert (
        len(GAPS) == len(re.findall(r"\d+", guide.partition("2xx: after")[2].partition(".")[0])) + 1
    )


MAIL = {
    "MAILMEDIC_MAIL_URL": "smtps://desk%40example.com:p%40ss@mail.example",
    "MAILMEDIC_MAIL_FROM": "desk@example.com",
    "MAILMEDIC_MAIL_TO": "help@example.com",
}


def test_the_mail_server_is_read() -> None:
    """As a URL, whose password nothing shows."""
    settings = MailSettings.from_env(MAIL)
    assert settings
    assert (settings.host, settings.port, settings.user) == (
        "mail.example",
        465,
        "desk@example.com",
    )
    assert settings.password == "p@ss"
    assert "p@ss" not in repr(settings)
    assert MailSettings.from_env({}) is None


@pytest.mark.parametrize(
    "change",
    [
        {"MAILMEDIC_MAIL_URL": "https://mail.example"},
        {"MAILMEDIC_MAIL_URL": "smtps://:hunter2@"},
        {"MAILMEDIC_MAIL_URL": "smtps://u:hunter2@mail.example:99999"},
        {"MAILMEDIC_MAIL_FROM": ""},
        {"MAILMEDIC_MAIL_TO": "nobody"},
    ],
)
def test_a_wrong_mail_server_is_told_without_its_password(
    speaker: Speaker, change: dict[str, str]
) -> None:
    """The variable is named, the URL is not."""
    with pytest.raises(SettingsError) as wrong:
        MailSettings.from_env(MAIL | change)
    told = speaker.plain(f"settings.{wrong.value.code}", Language.EN, **wrong.value.values)
    assert "MAILMEDIC_MAIL_URL" in told
    assert "hunter2" not in told
