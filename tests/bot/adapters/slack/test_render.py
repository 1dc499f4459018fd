"""What replies look like in Slack: one block each, and any reply at all within the limits."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.adapters.slack.home import home_view
from bot.adapters.slack.limits import Surface, faults_of_message, faults_of_view
from bot.adapters.slack.modal import Place, modal
from bot.adapters.slack.render import Dialect, Page, Renderer
from bot.core.model import (
    Block,
    Bullets,
    Choice,
    Choices,
    Code,
    Facts,
    Feedback,
    Field,
    Form,
    Heading,
    Mood,
    Note,
    Picture,
    Reply,
    Span,
    Spans,
    Steps,
    Style,
    Text,
    Tone,
    Weight,
)
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.slack import any_reply

PICTURES = "https://help.example.com/pictures/"


def source(name: str, language: Language) -> dict[str, Any]:
    return {"image_url": f"{PICTURES}{name}.{language}.png"}


@pytest.fixture(scope="module")
def renderer(speaker: Speaker) -> Renderer:
    return Renderer(speaker)


def words(text: str) -> Spans:
    return (Span(text),)


def drawn(renderer: Renderer, *blocks: Block, dialect: Dialect = Dialect.FULL) -> list[Any]:
    (page,) = renderer.pages(Reply(blocks, Language.EN), "KEY", dialect)
    return list(page.blocks)


def as_message(page: Page) -> dict[str, Any]:
    return {"text": page.text, "blocks": list(page.blocks)}


def test_a_title_is_a_header_of_plain_text(renderer: Renderer) -> None:
    """Nothing in it is parsed, emoji neither."""
    (header,) = drawn(renderer, Heading(words("受信できない :boom: <!here>"), 1))
    assert header["text"] == {
        "type": "plain_text",
        "text": "受信できない :boom: <!here>",
        "emoji": False,
    }


@pytest.mark.parametrize(
    ("mood", "mark"),
    [(Mood.NONE, ""), (Mood.OK, "✅ "), (Mood.WARNING, "⚠️ "), (Mood.FAILED, "❌ ")],
)
def test_how_it_stands(renderer: Renderer, mood: Mood, mark: str) -> None:
    """A mark before the first heading; the words say it too, so the text has none."""
    blocks = (Heading(words("チェック結果"), 1), Heading(words("IMAP")), Heading(words("SMTP"), 1))
    (page,) = renderer.pages(Reply(blocks, Language.JA, mood=mood), "KEY")
    assert page.blocks[0]["text"]["text"] == f"{mark}チェック結果"
    assert page.blocks[2]["text"]["text"] == "SMTP"
    assert page.text.startswith("チェック結果")


def test_bold_beside_japanese_is_data(renderer: Renderer) -> None:
    """Marks would not be seen there, so style is a property of the text."""
    spans = (Span("これは"), Span("大事", Style.STRONG), Span("です"))
    (block,) = drawn(renderer, Text(spans))
    parts = block["elements"][0]["elements"]
    assert [part["text"] for part in parts] == ["これは", "大事", "です"]
    assert parts[1]["style"] == {"bold": True}
    assert "*" not in json.dumps(block)


def test_a_link_that_is_the_next_step_is_a_button(renderer: Renderer) -> None:
    """It leads there by itself; an address that is its own name stays text to be read."""
    url = "https://help.example.com/check/abc"
    (row,) = drawn(renderer, Text((Span("確認ページを開く", Style.LINK, url),)))
    (leading,) = row["elements"]
    assert (leading["url"], leading["action_id"], leading["style"]) == (url, "link:1", "primary")
    assert "value" not in leading
    (named,) = drawn(renderer, Text((Span(url, Style.LINK, url),)))
    assert named["type"] == "rich_text"
    (page,) = renderer.pages(Reply((Text((Span("Open", Style.LINK, url),)),), Language.EN), "KEY")
    assert page.text == f"Open ({url})"


def test_lists_are_lists(renderer: Renderer) -> None:
    """Steps are numbered by Slack, bullets are not."""
    bullets, steps = drawn(renderer, Bullets((words("a"),)), Steps((words("一"), words("二"))))
    assert bullets["elements"][0]["style"] == "bullet"
    assert steps["elements"][0]["style"] == "ordered"
    assert len(steps["elements"][0]["elements"]) == 2


def test_facts_with_a_header_are_a_table(renderer: Renderer) -> None:
    """Wrapped, so that a long host is read without scrolling; empty cells are filled."""
    facts = Facts((words("Port"), words("For")), ((words("993"), ()), (words("143"), words("x"))))
    (table,) = drawn(renderer, facts)
    assert table["type"] == "table"
    assert table["rows"][1][1] == {"type": "raw_text", "text": " "}
    assert table["column_settings"] == [{"is_wrapped": True}] * 2


def test_a_second_table_is_a_list(renderer: Renderer) -> None:
    """Slack takes one table a message."""
    facts = Facts((words("Port"), words("For")), ((words("993"), words("IMAP")),))
    assert [b["type"] for b in drawn(renderer, facts, facts)] == ["table", "rich_text"]


def test_facts_without_a_header_are_named_values(renderer: Renderer) -> None:
    """A table would set their first row as its header."""
    (block,) = drawn(renderer, Facts((), ((words("サーバー"), words("imap.example.com")),)))
    parts = block["elements"][0]["elements"][0]["elements"]
    assert parts[0] == {"type": "text", "text": "サーバー", "style": {"bold": True}}
    assert parts[1]["text"] + parts[2]["text"] == ": imap.example.com"


def test_a_warning_is_an_alert_where_slack_has_them(renderer: Renderer) -> None:
    """And set off by a line where it has not, or where it holds more than words."""
    warning = Note(words("パスワードを変えてください。"), Tone.WARNING)
    assert drawn(renderer, warning)[0]["type"] == "alert"
    careful = drawn(renderer, warning, dialect=Dialect.CAREFUL)
    assert careful[0]["elements"][0]["type"] == "rich_text_quote"
    with_code = Note((Span("run "), Span("id", Style.CODE)), Tone.WARNING)
    assert drawn(renderer, with_code)[0]["type"] == "rich_text"


def test_notes_are_small_print_that_parses_nothing(renderer: Renderer) -> None:
    """Plain text where there is no link in it, and escaped where there is."""
    (plain,) = drawn(renderer, Note(words("<!channel> *x*")))
    assert plain["elements"] == [{"type": "plain_text", "emoji": False, "text": "<!channel> *x*"}]
    link = Span("RFC <9051>", Style.LINK, "https://example.com/?a=1&b=2")
    (marked,) = drawn(renderer, Note((Span("<!here> "), link), Tone.SOURCE))
    assert marked["elements"][0]["text"] == (
        "&lt;!here&gt; <https://example.com/?a=1&amp;b=2|RFC &lt;9051&gt;>"
    )
    assert marked["elements"][0]["verbatim"] is True


def test_a_choice_is_a_button(renderer: Renderer) -> None:
    """Its value is the message; its weight a style; its action id is one of a kind."""
    choices = Choices(
        words("Next"),
        (Choice("Details", "details:x"), Choice("Stop", "stop:1", Weight.DANGER)),
    )
    lead, row = drawn(renderer, choices)
    assert lead["type"] == "context"
    assert [b["value"] for b in row["elements"]] == ["details:x", "stop:1"]
    assert [b["action_id"] for b in row["elements"]] == ["pick:1", "pick:2"]
    assert [b.get("style") for b in row["elements"]] == [None, "danger"]


def test_a_form_in_a_message_is_a_button_that_opens_it(renderer: Renderer) -> None:
    """It names the kept reply, which form of it, and what to ask for when that is forgotten."""
    form = Form("check", "Check my account", (Field("address", "Address"),), "Go")
    (row,) = drawn(renderer, form)
    assert row["elements"][0]["value"] == "KEY:0:check"
    assert row["elements"][0]["action_id"] == "open:1"


def test_feedback_is_the_pair_of_buttons_that_toggles(renderer: Renderer) -> None:
    """And two common buttons where Slack has no such pair."""
    feedback = Feedback("役に立った", "役に立たなかった", "feedback:A1")
    (new,) = drawn(renderer, feedback)
    assert new["type"] == "context_actions"
    assert new["elements"][0]["positive_button"]["value"] == "feedback:A1:yes"
    (old,) = drawn(renderer, feedback, dialect=Dialect.CAREFUL)
    assert [b["value"] for b in old["elements"]] == ["feedback:A1:yes", "feedback:A1:no"]


def test_a_picture_has_words(renderer: Renderer) -> None:
    """As its alternative where it can be shown, in its place where it cannot."""
    picture = Picture("mail-way", "How mail travels", "A -> B")
    (page,) = renderer.pages(Reply((picture,), Language.EN), "KEY", source=source)
    (image,) = page.blocks
    assert image == {
        "type": "image",
        "image_url": f"{PICTURES}mail-way.en.png",
        "alt_text": "How mail travels",
    }
    (told,) = drawn(renderer, picture)
    assert "How mail travels" in json.dumps(told)


def test_the_text_says_what_the_blocks_say(renderer: Renderer) -> None:
    """Without a mention, a link or markup: it is what is read aloud."""
    reply = Reply(
        (
            Heading(words("Title"), 1),
            Text((Span("a < b & "), Span("x", Style.CODE))),
            Picture("mail-way", "How mail travels", "A -> B"),
            Choices(words("Next"), (Choice("Details", "details:x"),)),
        ),
        Language.EN,
    )
    (page,) = renderer.pages(reply, "KEY")
    assert page.text == 'Title\n\na &lt; b &amp; "x"\n\nHow mail travels\n\nNext\n- Details'


@pytest.mark.parametrize("language", Language)
def test_what_is_too_long_waits_behind_a_button(renderer: Renderer, language: Language) -> None:
    """Cut between lines, nothing left out, and what can be picked stays on the first page."""
    lines = [f"{n:04} {'接続しました' * 5}" for n in range(400)]
    pick = Choices((), (Choice("Stop", "stop:1"),))
    pages = renderer.pages(Reply((Code("\n".join(lines)), pick), language), "KEY")
    assert len(pages) > 3
    assert pages[0].blocks[-1]["elements"][0]["value"] == "KEY:1"
    assert pages[0].blocks[-2]["elements"][0]["value"] == "stop:1"
    assert pages[-1].blocks[-1]["type"] == "rich_text"
    shown = [line for page in pages for line in page.text.splitlines() if line in lines]
    assert shown == lines


def test_numbers_of_steps_go_on_across_a_cut(renderer: Renderer) -> None:
    """A list that was cut would begin at one again, so its numbers are written out."""
    steps = Steps(tuple(words(f"step {n} " + "あ" * 300 + "。") for n in range(1, 31)))
    pages = renderer.pages(Reply((steps,), Language.JA), "KEY")
    text = "\n".join(page.text for page in pages)
    assert [f"{n}. step {n} " in text for n in range(1, 31)] == [True] * 30


def test_a_heading_does_not_end_a_page(renderer: Renderer) -> None:
    """It belongs to what follows."""
    reply = Reply(
        (Text(words("a" * 3_400)), Heading(words("Next part")), Text(words("b" * 400))),
        Language.EN,
    )
    first, second = renderer.pages(reply, "KEY")
    assert "Next part" not in first.text
    assert second.text.startswith("Next part")


def test_a_reply_without_blocks_is_no_empty_message(renderer: Renderer) -> None:
    """Slack refuses those."""
    (page,) = renderer.pages(Reply((), Language.EN), "KEY")
    assert not faults_of_message(as_message(page))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reply=any_reply.reply)
def test_any_reply_fits(renderer: Renderer, reply: Reply) -> None:
    """Every page, in both dialects, within every limit."""
    for dialect in Dialect:
        for page in renderer.pages(reply, "KEY", dialect, source):
            assert faults_of_message(as_message(page)) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reply=any_reply.reply, form=any_reply.form)
def test_any_reply_fits_in_views(renderer: Renderer, reply: Reply, form: Form) -> None:
    """On the home tab and above the fields of any form."""
    assert faults_of_view(home_view(reply, renderer)) == []
    assert faults_of_view(modal(reply, form, Place(), renderer)) == []


_PARSED = re.compile(r"<(?!https?://|mailto:)[^>]*>")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reply=any_reply.reply)
def test_nothing_pings_or_pretends(renderer: Renderer, reply: Reply) -> None:
    """Wherever Slack parses, only links that we set stand in its brackets."""
    for page in renderer.pages(reply, "KEY"):
        assert "<" not in page.text
        for block in page.blocks:
            for text in parsed_texts(block):
                assert not _PARSED.search(text)


def parsed_texts(node: object) -> list[str]:
    if isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            return [node["text"]]
        return [text for value in node.values() for text in parsed_texts(value)]
    if isinstance(node, list):
        return [text for value in node for text in parsed_texts(value)]
    return []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(blocks=any_reply.block)
def test_nothing_is_left_out(renderer: Renderer, blocks: Block) -> None:
    """Whatever letters prose, lists and code hold stand on some page."""
    if not isinstance(blocks, Text | Bullets | Steps | Code | Note):
        return
    pages = renderer.pages(Reply((blocks,), Language.EN), "KEY")
    shown = "".join(page.text for page in pages)
    for letter in "メ設𠮷漢T":
        assert shown.count(letter) >= text_of(blocks).count(letter)


def text_of(block: Text | Bullets | Steps | Code | Note) -> str:
    match block:
        case Code():
            return block.text
        case Text() | Note():
            return "".join(span.text for span in block.spans)
        case _:
            return "".join(span.text for item in block.items for span in item)


def test_surfaces_have_no_tables(renderer: Renderer) -> None:
    """Slack takes them in messages only."""
    facts = Facts((words("Port"), words("For")), ((words("993"), words("IMAP")),))
    for surface in (Surface.MODAL, Surface.HOME):
        blocks = renderer.on(surface, (facts,), Language.EN)
        assert [block["type"] for block in blocks] == ["rich_text"]
