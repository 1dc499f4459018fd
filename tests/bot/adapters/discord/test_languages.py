"""Which language somebody is spoken to in, by what they and their server chose in Discord."""

from __future__ import annotations

import pytest

from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.discord_wire.world import world_of


@pytest.mark.parametrize(
    ("own", "server", "spoken"),
    [
        ("ja", "en-US", Language.JA),
        ("en-GB", "ja", Language.EN),
        ("de", "ja", Language.JA),
        ("de", "en-US", Language.EN),
        ("de", "fr", None),
    ],
)
async def test_the_servers_language_helps_where_we_do_not_speak_the_persons(
    knowledge: Knowledge, speaker: Speaker, own: str, server: str, spoken: Language | None
) -> None:
    """What we say of our own is English where neither is known."""
    async with world_of(knowledge, speaker) as world:
        person = world.discord.guild("Office", locale=server).member("kim", own)
        async with world.started():
            form = await person.slash("mail triage")
            assert form.modal.title == world.label("form.triage_title", spoken or "en")
            await person.slash("mail help")
            assert world.chat.last.who.language is spoken
