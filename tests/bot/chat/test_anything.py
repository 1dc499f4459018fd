"""Whatever is said, picked or filled in, there is an answer or silence, and never a defect."""

from __future__ import annotations

from typing import cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.conversation import Conversation
from bot.core.chat import Heard, Way, Where, Who
from bot.core.plain import plain
from bot.web.desk import Desk
from knowledge.load import open_knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.servers.moved_clock import MovedClock

KNOWLEDGE = open_knowledge(None, None)
SPEAKER = Speaker(KNOWLEDGE)
DEFECT = {SPEAKER.plain("chats.defect", language) for language in Language}

KINDS = (
    "go stop dry works feedback still human language rule desk topic details last check settings "
    "triage case outage share keep"
).split()
TEXT = st.one_of(
    st.text(max_size=200),
    st.builds("{}:{}".format, st.sampled_from(KINDS), st.text(max_size=60)),
    st.builds("{} {}".format, st.sampled_from(KINDS), st.text(max_size=60)),
    st.sampled_from(["what's port 143?", "メールが送れません", "535 5.7.8 authentication failed"]),
)
WHO = st.builds(
    Who,
    st.sampled_from(["slack:T1:U1", "discord:42", ""]),
    st.text(max_size=10),
    outside=st.booleans(),
    admin=st.booleans(),
    language=st.sampled_from([None, *Language]),
)
WHERE = st.builds(
    Where,
    st.sampled_from(["slack:T1:C1", ""]),
    st.sampled_from(["slack:T1", ""]),
    st.text(max_size=10),
    st.sampled_from(["", "1.2"]),
    st.booleans(),
)
HEARD = st.builds(
    Heard,
    st.just(""),
    TEXT,
    WHO,
    WHERE,
    st.sampled_from(Way),
    st.one_of(st.text(max_size=30), st.builds("{}:{}".format, st.sampled_from(KINDS), TEXT)),
    st.dictionaries(st.sampled_from(["address", "password", "ask", "host", "port"]), TEXT),
    st.dictionaries(st.sampled_from(["a.eml", "b.log", "c.png", ""]), st.text(max_size=300)),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(HEARD, max_size=4))
def test_anything(said: list[Heard]) -> None:
    """In any order, by anybody, anywhere."""
    # The desk is asked in later replies only, which nobody reads here.
    conversation = Conversation(KNOWLEDGE, SPEAKER, cast("Desk", None), MovedClock())
    for heard in said:
        answer = conversation.hear(heard)
        assert answer.first is None or plain(answer.first.blocks).strip() not in DEFECT
