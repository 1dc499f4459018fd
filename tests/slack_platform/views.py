"""Modals and Home pages as Slack takes them."""

from __future__ import annotations

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.views import View

from tests.slack_platform.blocks import Surface, judge_blocks
from tests.slack_platform.elements import ID, plain
from tests.slack_platform.shapes import Found, Violation, anything, boolean, exactly, record, text

TITLE_MOST, METADATA_MOST, VIEW_BYTES = 24, 3000, 250_000
MOST_VIEWS = 3

MODAL = record(
    {"type": exactly("modal"), "title": plain(TITLE_MOST), "blocks": anything},
    {
        "submit": plain(TITLE_MOST),
        "close": plain(TITLE_MOST),
        "callback_id": ID,
        "external_id": ID,
        "private_metadata": text(METADATA_MOST, 0),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
HOME = record(
    {"type": exactly("home"), "blocks": anything},
    {"callback_id": ID, "external_id": ID, "private_metadata": text(METADATA_MOST, 0)},
)


def judge_view(view: object, where: str = "view") -> Found:
    """Everything that is wrong with a view."""
    if not isinstance(view, dict):
        yield Violation(where, "no_object")
        return
    home = view.get("type") == "home"
    yield from (HOME if home else MODAL)(view, where)
    surface = Surface.HOME if home else Surface.MODAL
    blocks = view.get("blocks")
    yield from judge_blocks(blocks, f"{where}/blocks", surface)
    if not home and "submit" not in view and _asks(blocks):
        yield Violation(where, "input_without_submit")
    yield from _sdk(view, where)


def _asks(blocks: object) -> bool:
    return isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )


def _sdk(view: dict[str, object], where: str) -> Found:
    try:
        View(**view).to_dict()  # type: ignore[arg-type]
    except (SlackObjectFormationError, TypeError, ValueError, AttributeError) as bad:
        yield Violation(where, "slack_sdk", f"{type(bad).__name__}: {bad}"[:200])
