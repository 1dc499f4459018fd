"""Any reply at all, drawn for Slack, is nothing that the stand-in would refuse.

The product's own checker is held to its own table of limits; here its drawings meet another one.
"""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from bot.adapters.slack.home import home_view
from bot.adapters.slack.manifest import manifest
from bot.adapters.slack.modal import Place, modal
from bot.adapters.slack.render import Dialect, Renderer
from bot.core.model import Form, Reply
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.slack.any_reply import reply
from tests.slack_platform.calls import PROMPTS
from tests.slack_platform.messages import Way, judge_message
from tests.slack_platform.shapes import Json
from tests.slack_platform.views import judge_view

QUIET: Json = {"unfurl_links": False, "unfurl_media": False}
MANY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def source(_name: str, _language: Language) -> Json:
    return {"slack_file": {"id": "F1"}}


@MANY
@given(reply=reply)
def test_messages(speaker: Speaker, reply: Reply) -> None:
    """Each page, in each dialect, with pictures."""
    for dialect in Dialect:
        for page in Renderer(speaker).pages(reply, "KEY", dialect, source):
            message = {"text": page.text, "blocks": list(page.blocks), **QUIET}
            found = list(map(str, judge_message(message, "message", Way.POST)))
            assert found == [], message


@MANY
@given(reply=reply)
def test_views(speaker: Speaker, reply: Reply) -> None:
    """Each form as a modal, and the whole as a home tab."""
    renderer = Renderer(speaker)
    assert list(map(str, judge_view(home_view(reply, renderer)))) == []
    for form in (block for block in reply.blocks if isinstance(block, Form)):
        view = modal(reply, form, Place(form.id, "C1", "1.2", False, "KEY"), renderer)
        assert list(map(str, judge_view(view))) == []


def test_prompts_of_the_manifest(speaker: Speaker) -> None:
    """As many and as long as a call that sets them may have."""
    for language in Language:
        features = manifest(speaker, language)["features"]
        assert isinstance(features, dict)
        view = features["agent_view"]
        assert isinstance(view, dict)
        assert list(PROMPTS(view["suggested_prompts"], "prompts")) == []
