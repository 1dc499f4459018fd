"""Every topic and row that we ship, in both languages, as Slack gets it."""

from __future__ import annotations

import pytest

from bot.adapters.slack.limits import faults_of_message
from bot.adapters.slack.render import Dialect, Renderer
from bot.core.answer import Answerer
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker


def source(name: str, _language: Language) -> dict[str, object]:
    return {"image_url": f"https://help.example.com/{name}.png"}


@pytest.mark.parametrize("language", Language)
def test_all_that_we_know_fits(knowledge: Knowledge, speaker: Speaker, language: Language) -> None:
    """Each answer, brief and with its details, is one message within the limits."""
    answerer = Answerer(knowledge, speaker, brief=True)
    renderer = Renderer(speaker)
    for topic in (*knowledge.topic_ids, *knowledge.rows):
        for answer in (answerer.topic(topic, language), answerer.details(topic, language)):
            for dialect in Dialect:
                (page,) = renderer.pages(answer.reply, "KEY", dialect, source)
                message = {"text": page.text, "blocks": list(page.blocks)}
                assert faults_of_message(message) == [], topic
