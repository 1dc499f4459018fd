"""Who may do what: the table, as it is in the code, in the README, and at work."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from bot.core.chat import Heard, Way, Where, Who
from bot.helpdesk.roles import MAY, Act, Role, Roles
from bot.helpdesk.settings import HelpdeskSettings
from bot.store import audit, cases
from bot.store.cases import State
from bot.store.store import Store
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.helpdesk.platform import ANN, BEN, BOB, CHANNEL, DESK
from tests.bot.helpdesk.world import SETTINGS, World

README = Path(__file__).parents[3] / "bot" / "helpdesk" / "README.md"
EVE = Who("slack:T1:U9", "Eve", language=Language.EN)
LISTED = replace(SETTINGS, agents=frozenset({"slack:T1:S1"}), admins=frozenset({"U8"}))
AGENT = Who("slack:T1:U6", "Agent", frozenset({"slack:T1:S1"}), language=Language.EN)
ADMIN = Who("slack:T1:U8", "Admin", language=Language.EN)
DIRECT = Where("slack:T1:D1", "slack:T1", direct=True)

COMMANDS = ("claim", "take", "release", "show")
FORMS = {
    "ask": {"text": "Which program?"},
    "resolve": {"reason": "device"},
    "handover": {"to": "slack:T1:A2"},
    "reply": {"text": "hello"},
    "still": {"text": "hello"},
}


def test_the_readme_shows_the_table() -> None:
    """Act by act, role by role."""
    rows = re.findall(r"^\| (\w+) \|(.*)\|$", README.read_text("utf-8"), re.MULTILINE)
    told = {
        row: {role for role, cell in zip(Role, cells.split("|"), strict=True) if "yes" in cell}
        for row, cells in rows
        if row != "act"
    }
    assert told == {str(act): set(MAY[act]) for act in Act}


def test_every_act_is_in_the_table() -> None:
    """One that was forgotten would be nobody's."""
    assert set(MAY) == set(Act)
    assert all(MAY.values())


@pytest.mark.parametrize(
    ("who", "where", "settings", "roles"),
    [
        (EVE, CHANNEL, SETTINGS, set()),
        (EVE, DESK, SETTINGS, {Role.DESK}),
        (EVE, DESK, LISTED, set()),
        (EVE, DIRECT, SETTINGS, set()),
        (replace(EVE, outside=True), DESK, SETTINGS, set()),
        (replace(EVE, admin=True), CHANNEL, SETTINGS, set()),
        (AGENT, DIRECT, LISTED, {Role.AGENT}),
        (replace(AGENT, outside=True), DIRECT, LISTED, set()),
        (ADMIN, CHANNEL, LISTED, {Role.ADMIN}),
        (replace(ADMIN, outside=True), CHANNEL, LISTED, {Role.ADMIN}),
        (EVE, DESK, replace(SETTINGS, agents=frozenset({DESK.id})), {Role.AGENT}),
        (
            replace(EVE, outside=True),
            DESK,
            replace(SETTINGS, agents=frozenset({DESK.id})),
            set(),
        ),
        (BEN, CHANNEL, LISTED, {Role.ASKER}),
        (replace(BEN, outside=True), CHANNEL, LISTED, {Role.ASKER}),
    ],
)
def test_from_whom_somebody_has_a_role(
    who: Who, where: Where, settings: HelpdeskSettings, roles: set[Role]
) -> None:
    """By a list, by a group, by the channel; outsiders by their own id alone."""
    assert Roles(settings).of(who, where, desk=DESK.id, person=BEN.id) == roles


async def test_a_stranger_gets_nothing_done(world: World) -> None:
    """No act, from the channel or in direct messages, whether or not there is such a case."""
    await world.open(BEN, "The secret trouble")
    for where, number in product((CHANNEL, DIRECT), (1, 99)):
        said = [
            await world.do(f"case:{act}:{number}", EVE, where) for act in (*COMMANDS, "withdraw")
        ]
        said += [
            await world.fill(f"case:{act}:{number}", EVE, where, **values)
            for act, values in FORMS.items()
        ]
        assert {text.replace(str(number), "N") for text in said} == {
            "There is no case N that you may see or change."
        }
    async with world.store.reading() as connection:
        case = await cases.by_number(connection, 1)
        assert case is not None
        assert (case.state, case.version) == (State.OPEN, 1)
        refused = await audit.read(connection)
    assert {entry.allowed for entry in refused} == {False}
    assert {entry.who for entry in refused} == {EVE.id}


@pytest.mark.parametrize("way", [Way.SHORTCUT, Way.WATCHED, Way.MENTION])
async def test_an_agent_who_looks_at_a_strangers_words_does_nothing(world: World, way: Way) -> None:
    """A stranger writes what a button says, and has an agent explain the message."""
    await world.open(BEN, "It is broken")
    for message in ("case:claim:1", "case:show:1", "outage:close:1", "human:a1"):
        assert world.helpdesk.hear(Heard("h0", message, ANN, DESK, way)) is None


async def test_another_channel_of_mine_is_no_helpdesk(
    store: Store, knowledge: Knowledge, speaker: Speaker
) -> None:
    """Who administers another workspace makes a helpdesk there, and gets at nothing of ours."""
    world = await World(store, knowledge, speaker).begin()
    await world.open(BEN, "The secret trouble")
    theirs = Where("slack:T2:C7", "slack:T2")
    await world.preferences.set_desk("slack:T2", theirs.id)
    mallory = Who("slack:T2:U1", "Mallory", admin=True, language=Language.EN)
    for act in COMMANDS:
        assert "no case 1" in await world.do(f"case:{act}:1", mallory, theirs)
    await world.open(
        Who("slack:T2:U2", "Own", language=Language.EN), "x", "a9", Where("slack:T2:C8", "slack:T2")
    )
    assert "yours" in await world.do("case:claim:2", mallory, theirs)


async def test_the_person_is_not_the_helpdesk(world: World) -> None:
    """Whose case it is sees how it stands, and does nothing of the helpdesk's."""
    await world.open(BEN, "It is broken")
    for act in ("claim", "take", "release"):
        assert "no case 1" in await world.do(f"case:{act}:1", BEN, CHANNEL)
    assert "waits for somebody" in await world.do("case:show:1", BEN, CHANNEL)


async def test_agents_do_not_answer_for_the_person(world: World) -> None:
    """Nor reopen, nor withdraw."""
    await world.open(BEN, "It is broken")
    for act in ("reply", "still"):
        assert "no case 1" in await world.fill(f"case:{act}:1", ANN, DESK, text="x")
    assert "no case 1" in await world.do("case:withdraw:1", ANN, DESK)


async def test_a_claimed_case_is_its_agents(world: World) -> None:
    """Another agent takes it over first, and everybody sees so."""
    await world.open(BEN, "It is broken")
    await world.do("case:claim:1", ANN)
    for act in ("ask", "resolve", "handover"):
        assert "belongs to Ann" in await world.fill(f"case:{act}:1", BOB, DESK, **FORMS[act]) or (
            "Ann が担当" in await world.fill(f"case:{act}:1", BOB, DESK, **FORMS[act])
        )
    assert "案件 1" in await world.do("case:take:1", BOB)
    assert "taken over" in world.slack.card()
    assert "Bob" in world.slack.card()


async def test_acts_are_in_the_audit_log_without_words(world: World) -> None:
    """Who, in which role, what, which case; nothing that anybody wrote."""
    await world.open(BEN, "My private words")
    await world.do("case:claim:1", ANN)
    await world.do("case:show:1", ANN)
    await world.fill("case:ask:1", text="A private question?")
    await world.fill("case:resolve:1", reason="other", note="A private note")
    async with world.store.reading() as connection:
        entries = await audit.read(connection)
    assert [(entry.act, entry.role, entry.subject) for entry in reversed(entries)] == [
        (act, "desk", "case:1") for act in ("claim", "show", "ask", "resolve")
    ]
    assert "private" not in str(entries)
