"""A form as Slack's modal, and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.adapters.slack import read
from bot.adapters.slack.limits import faults_of_view
from bot.adapters.slack.modal import Place, modal, place_of
from bot.adapters.slack.render import Renderer
from bot.core.chat import Way
from bot.core.model import Choice, Field, FieldKind, Form, Note, Reply, Span, Tone
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.slack import payloads

YES_NO = (Choice("はい", "yes"), Choice("いいえ", "no"))
FORM = Form(
    "check:7",
    "アカウントのチェック",
    (
        Field("address", "メールアドレス", value="taro@example.com", required=True),
        Field("password", "パスワード", FieldKind.SECRET, value="never shown"),
        Field("again", "もう一度", FieldKind.CHOICE, "no", YES_NO, hint="どちらか"),
        Field("bounce", "エラーメール", FieldKind.LINES),
        Field("agent", "担当", FieldKind.PERSON, "slack:T1:U7"),
    ),
    "チェックする",
)
PLACE = Place("check:7", "C1", "16.0", direct=False, key="k")


@pytest.fixture
def view(speaker: Speaker) -> dict[str, Any]:
    lead = Note((Span("パスワードはSlackを通ります。"),), Tone.WARNING)
    return modal(Reply((lead, FORM), Language.JA), FORM, PLACE, Renderer(speaker))


def inputs(view: dict[str, Any]) -> dict[str, Any]:
    return {b["block_id"]: b for b in view["blocks"] if b["type"] == "input"}


def test_the_fields(view: dict[str, Any]) -> None:
    """Each by its kind, what is known filled in, below the reply's other words."""
    found = inputs(view)
    assert faults_of_view(view) == []
    assert view["blocks"][0]["type"] != "input"
    assert [block["element"]["type"] for block in found.values()] == [
        "plain_text_input",
        "plain_text_input",
        "radio_buttons",
        "plain_text_input",
        "users_select",
    ]
    assert found["field:address"]["element"]["initial_value"] == "taro@example.com"
    assert found["field:address"]["optional"] is False
    assert found["field:password"]["optional"] is True
    assert found["field:again"]["element"]["initial_option"]["value"] == "no"
    assert found["field:again"]["hint"]["text"] == "どちらか"
    assert found["field:bounce"]["element"]["multiline"] is True
    assert found["field:agent"]["element"]["initial_user"] == "U7"


def test_a_secret_is_never_filled_in(view: dict[str, Any]) -> None:
    """Slack would keep it and show it."""
    assert "never shown" not in json.dumps(view)


@pytest.mark.parametrize("value", ["", " \n", "somebody", "discord:42"])
@pytest.mark.parametrize("kind", [FieldKind.PERSON, FieldKind.TEXT])
def test_what_cannot_be_filled_in_is_left_empty(
    speaker: Speaker, kind: FieldKind, value: str
) -> None:
    """Slack refuses the whole form for a blank, or for a person who is none of its own."""
    form = Form("f", "F", (Field("a", "A", kind, value),), "Go")
    view = modal(Reply((form,), Language.EN), form, Place("f"), Renderer(speaker))
    element = inputs(view)["field:a"]["element"]
    assert "initial_user" not in element
    assert ("initial_value" in element) == (kind is FieldKind.TEXT and bool(value.strip()))


def test_many_options_are_a_menu(speaker: Speaker) -> None:
    """Ten can be seen at once; a value comes once, and only such as Slack gives back."""
    many = tuple(Choice(f"選択肢{n}", f"v{n % 30}") for n in range(60))
    field = Field(
        "a", "A", FieldKind.CHOICE, options=(*many, Choice("x", ""), Choice("y", "v" * 151))
    )
    form = Form("f", "F", (field,), "Go")
    view = modal(Reply((form,), Language.EN), form, Place("f"), Renderer(speaker))
    element = inputs(view)["field:a"]["element"]
    assert element["type"] == "static_select"
    assert [option["value"] for option in element["options"]] == [f"v{n}" for n in range(30)]
    assert faults_of_view(view) == []


@pytest.mark.parametrize("language", Language)
def test_a_long_title_is_told_whole(speaker: Speaker, language: Language) -> None:
    """Slack's own has 24 characters."""
    form = Form("f", "アカウントの受信と送信を1段階ずつチェックする", (Field("a", "A"),), "Go")
    view = modal(Reply((form,), language), form, Place("f"), Renderer(speaker))
    if len(form.title) > 24:
        assert view["blocks"][0]["text"]["text"] == form.title
    assert faults_of_view(view) == []


def test_what_was_filled_in(view: dict[str, Any]) -> None:
    """By field; people by the core's name; the place that was remembered."""
    values = {
        "field:address": {"field:address": {"value": "hana@example.com"}},
        "field:password": {"field:password": {"value": None}},
        "field:again": {"field:again": {"selected_option": {"value": "yes"}}},
        "field:agent": {"field:agent": {"selected_user": "U9"}},
        "other": {"other": {"value": "not ours"}},
    }
    filled = view | {"id": "V1", "hash": "1.a", "state": {"values": values}}
    said = read.submission(payloads.interaction(type="view_submission", view=filled))
    assert said.values == {
        "address": "hana@example.com",
        "password": "",
        "again": "yes",
        "agent": "slack:T1:U9",
    }
    assert (said.way, said.form) == (Way.FORM, "check:7")
    assert (said.origin.channel, said.origin.thread) == ("C1", "16.0")
    assert "hana@example.com" not in repr(said)


def test_the_place_comes_back(view: dict[str, Any]) -> None:
    """And nothing comes of what is not ours."""
    assert place_of(view) == PLACE
    for foreign in ({}, {"private_metadata": "{"}, {"private_metadata": "[]"}):
        assert place_of(foreign) == Place()
