"""What the stand-in says has the documented shape, and a drift from it would be seen."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.discord_platform import described
from tests.discord_platform.actors import Actor
from tests.discord_platform.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    Interaction,
)
from tests.discord_platform.platform import Discord
from tests.discord_platform.shapes import INTERACTION, MESSAGE_EVENT, USER

DATA: dict[int, dict[str, Any]] = {
    COMMAND: {"id": "1575481245696000099", "name": "mail", "type": 1, "options": []},
    AUTOCOMPLETE: {
        "id": "1575481245696000099",
        "name": "mail",
        "type": 1,
        "options": [{"name": "q", "type": 3, "value": "x", "focused": True}],
    },
    COMPONENT: {"custom_id": "go", "component_type": 2, "id": 2},
    MODAL_SUBMIT: {
        "custom_id": "m",
        "components": [
            {
                "type": 18,
                "id": 1,
                "component": {"type": 4, "id": 2, "custom_id": "t", "value": "x"},
            }
        ],
    },
}


def places(discord: Discord) -> Iterator[Actor]:
    """Everywhere that somebody can be."""
    here = discord.guild(locale="ja").member("hanako", "ja", installed=True)
    yield here
    yield here.alone
    yield here.beside(discord.user("jiro"))
    yield discord.guild("Elsewhere", has_app=False).join(here.user)


def issued(actor: Actor, kind: int) -> Interaction:
    """An interaction of a kind, there."""
    about = actor.says("x") if kind == COMPONENT else None
    return actor.discord.issue(actor, kind, DATA[kind], about)


@pytest.mark.parametrize("kind", DATA)
def test_interactions_say_where_and_who(discord: Discord, kind: int) -> None:
    """Member in a server, user elsewhere; context, installers, languages, permissions."""
    told = [issued(actor, kind).payload for actor in places(discord)]
    assert [one["context"] for one in told] == [0, 1, 2, 0]
    assert ["member" in one for one in told] == [True, False, False, True]
    assert ["user" in one for one in told] == [False, True, True, False]
    assert [sorted(one["authorizing_integration_owners"]) for one in told] == [
        ["0", "1"],
        ["0", "1"],
        ["1"],
        ["1"],
    ]
    assert {one["locale"] for one in told} == {"ja"}
    assert ["message" in one for one in told] == [kind == COMPONENT] * 4


@pytest.mark.parametrize("kind", DATA)
def test_a_drift_would_be_seen(discord: Discord, kind: int) -> None:
    """Each field that is documented must be there, and one that is not must not."""
    payload = dict(issued(next(places(discord)), kind).payload)
    assert not list(INTERACTION(payload, ""))
    optional = {"guild", "guild_id", "guild_locale", "member", "user", "message"}
    for name in payload.keys() - optional:
        without = {key: value for key, value in payload.items() if key != name}
        assert list(INTERACTION(without, "")), name
    assert list(INTERACTION({**payload, "invented": 1}, ""))
    for name in ("id", "token", "locale", "app_permissions"):
        assert list(INTERACTION({**payload, name: 7}, "")), name


def test_messages_and_people(discord: Discord) -> None:
    """The same for what else is told."""
    taro = discord.guild().member("taro")
    message = described.message_event(taro.says("x").raw, taro.channel, taro.user, content=True)
    assert not list(MESSAGE_EVENT(message, ""))
    for name in ("author", "content", "timestamp", "mentions", "components", "flags"):
        changed = copy.deepcopy(message)
        del changed[name]
        assert list(MESSAGE_EVENT(changed, "")), name
    assert list(USER({**described.user(taro.user), "email": "a@example.com"}, ""))
