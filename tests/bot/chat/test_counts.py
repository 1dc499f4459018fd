"""What an operator's monitoring sees of the chats."""

from __future__ import annotations

from bot.chat.conversation import MOST_HEARD, Conversation
from bot.chat.counts import ChatCounts
from bot.core.chat import Way
from tests.bot.chat.talk import CHANNEL, Talk


async def test_numbers_and_no_names(talk: Talk) -> None:
    """How much was heard in which way, and what was turned away; nobody's words or ids."""
    web = talk.web
    counts = ChatCounts(web.desk.metrics.registry, web.clock)
    talk.conversation = Conversation(
        web.knowledge, talk.speaker, web.desk, web.clock, counts=counts
    )
    heard = talk.heard("what's port 143?", Way.MENTION, where=CHANNEL)
    talk.conversation.hear(heard)
    talk.conversation.hear(heard)
    talk.say("my password is hunter2")
    for _ in range(MOST_HEARD):
        talk.say("topic:port.143", Way.PICK)
    shown = (await web.get("/metrics")).text
    assert 'mailmedic_chat_heard_total{platform="slack",way="mention"} 2.0' in shown
    assert 'mailmedic_chat_turned_away_total{reason="repeated"} 1.0' in shown
    assert 'mailmedic_chat_turned_away_total{reason="secret"} 1.0' in shown
    assert 'mailmedic_chat_turned_away_total{reason="flood"} 2.0' in shown
    assert "mailmedic_chat_seconds_bucket" in shown
    for word in (talk.who.id, "U1", "C1", "hunter2"):
        assert word not in shown
