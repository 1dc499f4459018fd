"""The stand-in is held to its own shapes, so that it cannot drift."""

from __future__ import annotations

import pytest

from tests.slack_platform import payloads
from tests.slack_platform.payloads import SENT, callback, judge_sent
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.shapes import Json


def test_a_wrong_event_of_ours_is_found() -> None:
    """One field too many, or one too few."""
    slack = SlackPlatform()
    acme = slack.workspace("acme")
    event: Json = {"type": "app_uninstalled"}
    good = callback(acme, slack.app.id, event, "Ev1", 1)
    assert list(judge_sent("events_api", good)) == []
    assert list(judge_sent("events_api", good | {"colour": "red"}))
    assert list(judge_sent("events_api", {k: v for k, v in good.items() if k != "event_id"}))
    assert list(judge_sent("events_api", good | {"event": {"type": "no_such_event"}}))


async def test_a_wrong_payload_fails_the_test_that_made_it() -> None:
    """It is delivered, and remembered as the stand-in's own fault."""
    slack = SlackPlatform()
    acme = slack.workspace("acme")
    payload = payloads.context(acme, slack.app.id) | {"type": "shortcut", "callback_id": "x"}
    await slack.deliver("interactive", payload)
    assert "missing" in slack.take_violations()


@pytest.mark.parametrize("kind", SENT)
def test_no_kind_is_without_a_shape(kind: str) -> None:
    """An empty payload fits none of them."""
    assert list(SENT[kind]({}, kind))
