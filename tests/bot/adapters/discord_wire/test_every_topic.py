"""Every topic that we ship, in both languages, as Discord would be given it."""

from __future__ import annotations

import pytest

from bot.adapters.discord.kept import KeptReplies
from bot.adapters.discord.offers import Offers
from bot.adapters.discord.run.screen import Screen
from bot.core.assistant import Assistant
from bot.core.model import Message
from bot.web.pictures import picture
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.discord_wire.test_any_reply import pages_of

OFFERS = Offers(follow_up=True, share="a1", keep="a1")


@pytest.mark.parametrize("language", Language)
def test_every_topic_fits(
    knowledge: Knowledge, speaker: Speaker, assistant: Assistant, language: Language
) -> None:
    """Brief and with its details, with the pictures that are shipped; short ones on one page."""
    screen = Screen(speaker, picture, KeptReplies())
    several: list[str] = []
    for topic in knowledge.topic_ids:
        for verb in ("topic", "details"):
            said = Message(f"{verb}:{topic}", "discord:1", "discord:1", True, language)
            reply = assistant.handle(said)
            assert reply.topic == topic
            pages = pages_of(screen, reply, OFFERS)
            if verb == "topic" and len(pages) > 1:
                several.append(topic)
    assert len(several) < len(knowledge.topic_ids) / 10, several
