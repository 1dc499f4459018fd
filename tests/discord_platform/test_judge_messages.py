"""The judge of messages takes what Discord takes, and refuses what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.discord_platform.judge.manners import judge_manners
from tests.discord_platform.judge.messages import (
    EPHEMERAL,
    NEW,
    NEW_MESSAGE,
    SUPPRESS_EMBEDS,
    judge_deferral,
    judge_message,
)

ALLOWED = SUPPRESS_EMBEDS | NEW
BUTTON = {"type": 2, "style": 2, "label": "Go", "custom_id": "go"}
LINK = {"type": 2, "style": 5, "label": "Open", "url": "https://example.com"}
TEXT = {"type": 10, "content": "x"}
OPTION = {"label": "A", "value": "a"}
MENU = {"type": 3, "custom_id": "menu", "options": [OPTION]}
THUMB = {"type": 11, "media": {"url": "https://example.com/a.png"}, "description": "a"}


def new(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A message of Components V2."""
    return {"flags": NEW, "components": list(components), "allowed_mentions": {"parse": []}, **more}


def old(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A message with content."""
    return {"content": "x", "components": list(components), **more}


def row(*parts: dict[str, Any]) -> dict[str, Any]:
    """An action row."""
    return {"type": 1, "components": list(parts)}


def box(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A container."""
    return {"type": 17, "components": list(parts), **more}


def buttons(count: int) -> list[dict[str, Any]]:
    """Buttons that differ."""
    return [{**BUTTON, "custom_id": f"b{number}"} for number in range(count)]


def embed(**fields: Any) -> dict[str, Any]:
    """A message with one embed."""
    return {"embeds": [{"description": "d", **fields}]}


GOOD = {
    "content": {"content": "あ" * 2000},
    "astral content": {"content": "𠮷" * 2000},
    "old rows": old(*(row(*buttons(5)[n : n + 1]) for n in range(5))),
    "text": new(TEXT),
    "text at the limit": new({**TEXT, "content": "𠮷" * 4000}),
    "everything": new(
        box(
            TEXT,
            {"type": 9, "components": [TEXT, TEXT, TEXT], "accessory": BUTTON},
            {"type": 9, "components": [TEXT], "accessory": THUMB},
            {"type": 14, "divider": True, "spacing": 2},
            {
                "type": 12,
                "items": [{"media": {"url": "https://example.com/a"}, "description": "a"}],
            },
            row(LINK),
            row(MENU),
            accent_color=0xFFFFFF,
        )
    ),
    "forty parts": new(box(*[TEXT] * 39)),
    "embeds": {"embeds": [{"title": "x" * 256, "description": "x" * 4096}]},
    "reply": {"content": "x", "message_reference": {"message_id": 1575481245696000001}},
}
BAD = {
    "nothing": {},
    "content 2001": {"content": "x" * 2001},
    "unknown field": {"content": "x", "colour": 1},
    "six rows": old(*(row(one) for one in buttons(6))),
    "six buttons": old(row(*buttons(6))),
    "empty row": old(row()),
    "select and button": old(row(MENU, BUTTON)),
    "V2 part without the flag": old(TEXT),
    "content beside V2": new(TEXT, content="x"),
    "embeds beside V2": new(TEXT, embeds=[{"title": "x"}]),
    "V2 without parts": new(),
    "text empty": new({**TEXT, "content": ""}),
    "texts 4001 in sum": new(*[{**TEXT, "content": "x" * 2001}] * 2),
    "41 parts": new(box(*[TEXT] * 40)),
    "accessories count": new(*[{"type": 9, "components": [TEXT], "accessory": {**THUMB}}] * 14),
    "container in a container": new(box(box(TEXT))),
    "four texts in a section": new({"type": 9, "components": [TEXT] * 4, "accessory": THUMB}),
    "section without accessory": new({"type": 9, "components": [TEXT]}),
    "eleven pictures": new({"type": 12, "items": [{"media": THUMB["media"]}] * 11}),
    "spacing 3": new({"type": 14, "spacing": 3}),
    "accent": new(box(TEXT, accent_color=0x1000000)),
    "custom_id twice": new(row(BUTTON), row(BUTTON)),
    "id twice": new({**TEXT, "id": 7}, {**TEXT, "id": 7}),
    "custom_id 101": new(row({**BUTTON, "custom_id": "x" * 101})),
    "custom_id missing": new(row({"type": 2, "style": 1, "label": "x"})),
    "label 81": new(row({**BUTTON, "label": "あ" * 81})),
    "neither label nor emoji": new(row({"type": 2, "style": 1, "custom_id": "x"})),
    "style 7": new(row({**BUTTON, "style": 7})),
    "link with custom_id": new(row({**LINK, "custom_id": "x"})),
    "link without url": new(row({"type": 2, "style": 5, "label": "x"})),
    "url on a plain button": new(row({**BUTTON, "url": "https://example.com"})),
    "url 513": new(row({**LINK, "url": "https://" + "x" * 505})),
    "url scheme": new(row({**LINK, "url": "javascript:alert(1)"})),
    "26 options": new(
        row({**MENU, "options": [{"label": "x", "value": str(n)} for n in range(26)]})
    ),
    "no options": new(row({**MENU, "options": []})),
    "value twice": new(row({**MENU, "options": [OPTION, OPTION]})),
    "option label 101": new(row({**MENU, "options": [{**OPTION, "label": "x" * 101}]})),
    "option value 101": new(row({**MENU, "options": [{**OPTION, "value": "x" * 101}]})),
    "placeholder 151": new(row({**MENU, "placeholder": "x" * 151})),
    "more than there are": new(row({**MENU, "max_values": 2})),
    "text input in a message": new(row({"type": 4, "custom_id": "x", "style": 1})),
    "unknown part": new({"type": 99}),
    "unknown field of a part": new({**TEXT, "text": "x"}),
    "file that was not uploaded": new({"type": 13, "file": {"url": "attachment://a.txt"}}),
    "ephemeral in a channel": {"content": "x", "flags": EPHEMERAL},
    "embed title 257": embed(title="x" * 257),
    "embed description 4097": embed(description="x" * 4097),
    "26 fields": embed(fields=[{"name": "x", "value": "x"}] * 26),
    "field value 1025": embed(fields=[{"name": "x", "value": "x" * 1025}]),
    "field without value": embed(fields=[{"name": "x", "value": ""}]),
    "footer 2049": embed(footer={"text": "x" * 2049}),
    "author 257": embed(author={"name": "x" * 257}),
    "6001 over embeds": {"embeds": [{"description": "x" * 3001}, {"description": "x" * 3000}]},
    "eleven embeds": {"embeds": [{"title": "x"}] * 11},
    "mentions of a kind unknown": {"content": "x", "allowed_mentions": {"parse": ["all"]}},
}


@pytest.mark.parametrize("payload", GOOD.values(), ids=GOOD)
def test_good_messages_pass(payload: dict[str, Any]) -> None:
    """Those at the limits too, in letters of each size."""
    assert not list(judge_message(NEW_MESSAGE, payload, flags_allowed=ALLOWED))


@pytest.mark.parametrize("payload", BAD.values(), ids=BAD)
def test_bad_messages_are_refused(payload: dict[str, Any]) -> None:
    """Each for the one thing that its name says."""
    assert list(judge_message(NEW_MESSAGE, payload, flags_allowed=ALLOWED))


def test_v2_stays_for_ever() -> None:
    """A message that was of Components V2 takes no content, whatever the edit's flags."""
    before = {"flags": NEW, "components": [TEXT]}
    faults = judge_message(NEW_MESSAGE, {"content": "x"}, flags_allowed=ALLOWED, before=before)
    assert list(faults)


def test_content_must_go_before_v2_comes() -> None:
    """An edit to V2 takes the content away, or is refused."""
    before = {"flags": 0, "content": "x", "components": []}
    kept = judge_message(NEW_MESSAGE, new(TEXT), flags_allowed=ALLOWED, before=before)
    gone = judge_message(NEW_MESSAGE, new(TEXT, content=None), flags_allowed=ALLOWED, before=before)
    assert list(kept)
    assert not list(gone)


def test_an_upload_that_nobody_would_see() -> None:
    """In V2 a file is shown only where a component points to it."""
    shown = new({"type": 13, "file": {"url": "attachment://a.txt"}})
    for payload, fine in ((shown, True), (new(TEXT), False)):
        faults = judge_message(NEW_MESSAGE, payload, flags_allowed=ALLOWED, files=["a.txt"])
        assert bool(list(faults)) is not fine


@pytest.mark.parametrize("data", [{"content": "x"}, {"flags": NEW}, {"flags": 4}])
def test_a_deferral_is_nothing_but_ephemeral(data: dict[str, Any]) -> None:
    """The rest comes with the edit."""
    assert list(judge_deferral(data))
    assert not list(judge_deferral({"flags": EPHEMERAL}))


@pytest.mark.parametrize(
    "mentions",
    [
        None,
        {},
        {"parse": ["users"]},
        {"parse": [], "users": ["1575481245696000001"]},
        {"parse": [], "replied_user": True},
    ],
)
def test_nothing_may_ping(mentions: dict[str, Any] | None) -> None:
    """Discord would take it; we do not want it sent."""
    assert list(judge_manners({"content": "x", "allowed_mentions": mentions}))
    assert not list(judge_manners({"content": "x", "allowed_mentions": {"parse": []}}))


def test_pictures_say_what_they_show() -> None:
    """For whoever does not see them."""
    bare = {key: value for key, value in THUMB.items() if key != "description"}
    section = {"type": 9, "components": [TEXT]}
    assert list(judge_manners(new({**section, "accessory": bare})))
    assert not list(judge_manners(new({**section, "accessory": THUMB})))
