"""The judge of views."""

from __future__ import annotations

import pytest

from tests.slack_platform.shapes import Json
from tests.slack_platform.toy import MODAL
from tests.slack_platform.views import judge_view


def without(*names: str) -> Json:
    return {name: value for name, value in MODAL.items() if name not in names}


def titled(text: str) -> Json:
    return MODAL | {"title": {"type": "plain_text", "text": text}}


HOME: Json = {"type": "home", "blocks": [{"type": "divider"}]}
BAD = {
    "no title": ("missing", without("title")),
    "no blocks": ("missing", without("blocks")),
    "a long title": ("too_long", titled("あ" * 25)),
    "no way to send": ("input_without_submit", without("submit")),
    "a long memory": ("too_long", MODAL | {"private_metadata": "x" * 3001}),
    "an unknown field": ("unknown_field", MODAL | {"colour": "red"}),
    "a page that is sent": ("unknown_field", HOME | {"submit": MODAL["submit"]}),
    "no object": ("no_object", []),
}


@pytest.mark.parametrize(
    "view", [MODAL, HOME, titled("あ" * 24), MODAL | {"private_metadata": "🐕" * 3000}]
)
def test_good_views(view: Json) -> None:
    """What Slack takes passes, at its limits too."""
    assert list(judge_view(view)) == []


@pytest.mark.parametrize(("code", "view"), BAD.values(), ids=BAD)
def test_bad_views(code: str, view: Json) -> None:
    """What Slack refuses is refused, for the reason that it is."""
    assert code in [one.code for one in judge_view(view)]
