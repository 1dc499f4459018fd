"""People can do what Discord's clients let them do, and see what is theirs to see."""

from __future__ import annotations

from typing import Any

import pytest

from tests.discord_platform.actors import Actor
from tests.discord_platform.filled import Modal
from tests.discord_platform.offered import NotOffered, data_of, find, offered
from tests.discord_platform.places import ADMINISTRATOR, MANAGE_GUILD
from tests.discord_platform.platform import Discord

OPTIONS = [
    {"type": 3, "name": "text", "description": "d", "required": True, "max_length": 3},
    {"type": 4, "name": "number", "description": "d", "min_value": 1, "max_value": 9},
    {"type": 3, "name": "pick", "description": "d", "choices": [{"name": "A", "value": "a"}]},
]
COMMAND: dict[str, Any] = {
    "id": "1575481245696000099",
    "type": 1,
    "name": "mail",
    "name_localizations": {"ja": "メール"},
    "description": "d",
    "options": [{"type": 1, "name": "ask", "description": "d", "options": OPTIONS}],
    "integration_types": [0],
    "contexts": None,
    "default_member_permissions": None,
}


def known(discord: Discord, **changes: Any) -> None:
    """The application has this one command."""
    discord.state.commands[""] = [COMMAND | changes]


def is_offered(actor: Actor) -> bool:
    """Whether a client shows it."""
    return bool(offered(actor.discord.state, actor.user, actor.channel))


@pytest.mark.parametrize(
    ("values", "takes"),
    [
        ({"text": "abc"}, True),
        ({}, False),
        ({"text": "abcd"}, False),
        ({"text": 3}, False),
        ({"text": "a", "number": 9}, True),
        ({"text": "a", "number": 10}, False),
        ({"text": "a", "number": "1"}, False),
        ({"text": "a", "pick": "a"}, True),
        ({"text": "a", "pick": "b"}, False),
        ({"text": "a", "other": "b"}, False),
    ],
)
def test_a_client_checks_what_is_filled_in(
    discord: Discord, values: dict[str, Any], takes: bool
) -> None:
    """Before it sends anything."""
    try:
        data_of(discord.state, COMMAND, ["ask"], values)
    except NotOffered:
        assert not takes
    else:
        assert takes


def test_a_subcommand_must_be_named(discord: Discord) -> None:
    """The command alone cannot be sent, nor one that it does not have."""
    for path in ([], ["tell"]):
        with pytest.raises(NotOffered):
            data_of(discord.state, COMMAND, path, {"text": "a"})


@pytest.mark.parametrize(
    ("types", "contexts", "places"),
    [
        ([0], None, {"server", "alone"}),
        ([0, 1], None, {"server", "alone", "elsewhere", "beside"}),
        ([0, 1], [0], {"server", "elsewhere"}),
        ([0, 1], [1, 2], {"alone", "beside"}),
        ([1], None, {"server", "alone", "elsewhere", "beside"}),
    ],
)
def test_where_commands_are_offered(
    discord: Discord, types: list[int], contexts: list[int] | None, places: set[str]
) -> None:
    """By who installed the application, and by the command's contexts."""
    known(discord, integration_types=types, contexts=contexts)
    here, there = discord.guild(), discord.guild("Elsewhere", has_app=False)
    taro = here.member("taro", installed=True)
    jiro = there.join(taro.user)
    found = {"server": taro, "alone": taro.alone, "elsewhere": jiro}
    found["beside"] = taro.beside(discord.user("saburo"))
    assert {name for name, actor in found.items() if is_offered(actor)} == places


@pytest.mark.parametrize(
    ("wanted", "has", "takes"),
    [
        (None, 0, True),
        ("0", MANAGE_GUILD, False),
        ("0", ADMINISTRATOR, True),
        (str(MANAGE_GUILD), 0, False),
        (str(MANAGE_GUILD), MANAGE_GUILD, True),
    ],
)
def test_who_is_offered_a_command(
    discord: Discord, wanted: str | None, has: int, takes: bool
) -> None:
    """By ``default_member_permissions``."""
    known(discord, default_member_permissions=wanted)
    server = discord.guild()
    taro = server.member("taro")
    server.guild.members[taro.user.id].permissions = has
    assert is_offered(taro) is takes


def test_commands_are_found_by_either_name(discord: Discord) -> None:
    """The one that the person sees, and the English one."""
    known(discord)
    server = discord.guild()
    hanako, taro = server.member("hanako", "ja"), server.member("taro")
    assert (hanako.commands, taro.commands) == (("メール",), ("mail",))
    for name in ("メール", "mail"):
        assert find(discord.state, hanako.user, hanako.channel, name)
    with pytest.raises(NotOffered):
        find(discord.state, taro.user, taro.channel, "メール")


def test_who_reads_what(discord: Discord) -> None:
    """A channel's members read it; a direct message has one reader."""
    server = discord.guild()
    taro, hanako = server.member("taro"), server.member("hanako")
    outsider = discord.guild("Elsewhere").member("jiro")
    in_channel, direct = taro.says("hello"), taro.dm("psst")
    assert hanako.sees == (in_channel,)
    assert taro.sees == (in_channel, direct)
    assert outsider.sees == ()


async def test_buttons_that_cannot_be_pressed(discord: Discord) -> None:
    """Of messages that are not theirs to see; disabled; links; not there."""
    server = discord.guild()
    taro, hanako = server.member("taro"), server.member("hanako")
    message = taro.says("x")
    parts = [
        {"type": 2, "style": 5, "label": "Link", "url": "https://example.com", "id": 2},
        {"type": 2, "style": 1, "label": "Off", "custom_id": "x", "disabled": True, "id": 3},
    ]
    message.raw["components"] = [{"type": 1, "id": 1, "components": parts}]
    for label in ("Link", "Off"):
        with pytest.raises(NotOffered):
            await taro.press(message, label)
    with pytest.raises(AssertionError):
        await taro.press(message, "Elsewhere")
    message.only_for = taro.user
    with pytest.raises(NotOffered):
        await hanako.press(message, "Off")


FORM = {
    "title": "T",
    "custom_id": "m",
    "components": [
        {
            "type": 18,
            "id": 1,
            "label": "Text",
            "component": {"type": 4, "id": 2, "custom_id": "t", "style": 1, "max_length": 3},
        },
        {
            "type": 18,
            "id": 3,
            "label": "Pick",
            "component": {
                "type": 3,
                "id": 4,
                "custom_id": "p",
                "required": False,
                "options": [{"label": "A", "value": "a"}],
            },
        },
    ],
}


@pytest.mark.parametrize(
    ("values", "takes"),
    [
        ({"Text": "abc"}, True),
        ({"t": "abc", "p": "a"}, True),
        ({"Text": "abc", "Pick": "A"}, True),
        ({"Text": ""}, False),
        ({}, False),
        ({"Text": "abcd"}, False),
        ({"Text": "a\nb"}, False),
        ({"Text": "a", "Pick": "B"}, False),
        ({"Text": "a", "Other": "B"}, False),
    ],
)
def test_a_client_checks_a_form(discord: Discord, values: dict[str, str], takes: bool) -> None:
    """Required parts, lengths, lines and options; and a form is sent once."""
    modal = Modal(FORM, discord.guild().member("taro").user, None)
    if not takes:
        with pytest.raises(NotOffered):
            modal.submission(values)
        return
    assert modal.submission(values)["custom_id"] == "m"
    with pytest.raises(NotOffered):
        modal.submission(values)
