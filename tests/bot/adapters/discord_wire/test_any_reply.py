"""Whatever is replied, every page of it is within Discord's limits, by a judge of its own."""

from __future__ import annotations

import io
import re
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.discord.kept import KeptReplies
from bot.adapters.discord.modal import modal
from bot.adapters.discord.offers import Offers
from bot.adapters.discord.run import build
from bot.adapters.discord.run.screen import Screen, Shown
from bot.core.model import Code, Form, Note, Reply, Span, Text
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.any_reply import AnyReply
from tests.discord_platform.judge.components import BUTTON, every_part
from tests.discord_platform.judge.manners import judge_manners
from tests.discord_platform.judge.messages import NEW, NEW_MESSAGE, judge_message
from tests.discord_platform.judge.modals import judge_modal
from tests.discord_platform.posted import words_of

PAGES = 300
"""More than any reply below has."""

LETTERS = "ab*_`~|<>@#:/[](){}\\.!-+=&\"' \n\tあ漢ー。「𠮷👨‍👩‍👧\u0301\u200b\u202e"
words = st.one_of(
    st.text(LETTERS, max_size=60),
    st.builds(
        lambda one, times: one * times,
        st.text(LETTERS, min_size=1, max_size=5),
        st.integers(1, 900),
    ),
    st.sampled_from(
        ("", "@everyone", "<@1575481245696000001>", "```", "[x](https://evil.example)")
    ),
)
hrefs = st.sampled_from(("https://example.com/a", "https://example.com/" + "x" * 600, "", "a b"))
ANY = AnyReply(
    words,
    hrefs,
    words,
    form_ids=st.sampled_from(("check", "go:a@example.com")),
    pictures=st.sampled_from(("imap", "pop3")),
    topics=st.sampled_from(("", "imap4.what", "t" * 90)),
    files=st.sampled_from(("a.txt", "b.mobileconfig")),
)
form, reply = ANY.form, ANY.reply
OFFERS = (Offers(), Offers(follow_up=True, share="a1", keep="a1"))


def payload_of(shown: Shown) -> dict[str, Any]:
    """What the library would send."""
    return {
        "components": shown.view.to_components(),  # type: ignore[no-untyped-call]
        "flags": NEW,
        "allowed_mentions": {"parse": []},
        "attachments": [file.to_dict(number) for number, file in enumerate(shown.files)],
    }


def pages_of(screen: Screen, one: Reply, offers: Offers) -> list[dict[str, Any]]:
    """Every page, up to the last."""
    found: list[dict[str, Any]] = []
    for number in range(PAGES):
        shown = screen.show(one, "discord:1", key="key", page=number, offers=offers)
        payload = payload_of(shown)
        names = [file.filename for file in shown.files]
        faults = [
            *judge_message(NEW_MESSAGE, payload, flags_allowed=NEW, files=names),
            *judge_manners(payload),
        ]
        assert not faults, [str(fault) for fault in faults]
        found.append(payload)
        following = [part for part in every_part(payload["components"]) if _is_more(part)]
        if not following:
            return found
    raise AssertionError("it never ends")


def _is_more(part: dict[str, Any]) -> bool:
    return part["type"] == BUTTON and str(part.get("custom_id", "")).startswith("m:")


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(one=reply, offers=st.sampled_from(OFFERS))
def test_every_page_is_within_the_limits(speaker: Speaker, one: Reply, offers: Offers) -> None:
    """In sum and part by part, with pictures and files; and there is an end."""
    picture = io.BytesIO(b"png").getvalue()
    screen = Screen(speaker, lambda *_: picture, KeptReplies())
    assert pages_of(screen, one, offers)


@settings(
    max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
@given(one=form)
def test_every_form_is_within_the_limits(one: Form) -> None:
    """Whatever is asked."""
    payload = build.modal(modal(one)).to_dict()
    assert not [str(fault) for fault in judge_modal(payload, "")]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(text=st.text(LETTERS, min_size=1, max_size=3000))
def test_words_of_strangers_stay_words(speaker: Speaker, text: str) -> None:
    """No mention, no link, no command of Discord's is alive in what is shown of a text."""
    one = Reply((Text((Span(text),)), Note((Span(text),)), Code(text)), Language.EN)
    screen = Screen(speaker, lambda *_: None, KeptReplies())
    for page in pages_of(screen, one, OFFERS[0]):
        shown = "\n".join(words_of(page))
        alive = re.sub(r"```.*?```", "", shown, flags=re.DOTALL)
        alive = re.sub(r"\\.", "", alive, flags=re.DOTALL)
        assert not re.search(r"<[@#/]|<a?:\w+:\d+>|\]\(|@everyone|@here|https?://", alive), alive
