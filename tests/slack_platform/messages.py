"""What is sent to be shown as a message: judged whatever way it came."""

from __future__ import annotations

from enum import StrEnum

from tests.slack_platform.blocks import Surface, judge_blocks
from tests.slack_platform.elements import no_ping
from tests.slack_platform.shapes import (
    NONE,
    Found,
    Json,
    Shape,
    Violation,
    anything,
    boolean,
    either,
    exactly,
    record,
    text,
)

TEXT_MOST = 4000
"""Slack cuts at 40,000; ``chat.update`` refuses more than this, and more is not read anyway."""


class Way(StrEnum):
    """How a message is sent."""

    POST = "post"
    UPDATE = "update"
    EPHEMERAL = "ephemeral"
    RESPONSE = "response"
    """To a response URL, or in an acknowledgement."""


SHOWN: dict[str, Shape] = {
    "text": text(TEXT_MOST),
    "blocks": anything,
    "mrkdwn": boolean,
    "metadata": anything,
}
IN_RESPONSES = record(
    {},
    SHOWN
    | {
        "response_type": exactly("ephemeral", "in_channel"),
        "replace_original": boolean,
        "delete_original": boolean,
        "thread_ts": text(40),
        "unfurl_links": boolean,
        "unfurl_media": boolean,
    },
)
FALSE = either(exactly(False), exactly("false"), exactly("0"), exactly(0))


def judge_message(message: Json, where: str, way: Way) -> Found:
    """Its text, its blocks, and nothing that pings or unfurls."""
    if way is Way.RESPONSE:
        yield from IN_RESPONSES(message, where)
        if message.get("delete_original") and message.keys() <= {"delete_original"}:
            return
    yield from text(TEXT_MOST)(message.get("text"), f"{where}/text")
    if message.get("mrkdwn", True):
        yield from no_ping(message.get("text"), f"{where}/text")
    if blocks := message.get("blocks"):
        # An empty list is none: so an update takes blocks away.
        yield from judge_blocks(blocks, f"{where}/blocks", Surface.MESSAGE)
    if way is Way.POST or message.get("response_type") == "in_channel":
        for name in ("unfurl_links", "unfurl_media"):
            if list(FALSE(message.get(name), where)):
                yield Violation(f"{where}/{name}", "unfurls")
    for name in ("parse", "link_names"):
        if list(NONE(message.get(name), where)):
            yield Violation(f"{where}/{name}", "parses")
