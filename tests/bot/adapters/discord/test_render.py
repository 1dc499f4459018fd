"""Replies as messages: each block, and where a long one is cut."""

from __future__ import annotations

import pytest

from bot.adapters.discord.parts import (
    Container,
    Display,
    Divider,
    Download,
    Gallery,
    Inner,
    Link,
    Menu,
    Press,
    Row,
    Section,
)
from bot.adapters.discord.render import render
from bot.core.model import (
    Attachment,
    Block,
    Bullets,
    Choice,
    Choices,
    Code,
    Facts,
    Feedback,
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
from tests.bot.adapters.discord.test_limits import KEY, WORDS, all_pages, pictures

EN, JA = Language.EN, Language.JA


def s(*texts: str) -> Spans:
    """Plain spans."""
    return tuple(map(Span, texts))


def shown(*blocks: Block, language: Language = EN) -> tuple[Inner, ...]:
    """What the container holds."""
    page = render(Reply(blocks, language), WORDS, pictures, key=KEY)
    (container,) = page.parts
    assert isinstance(container, Container)
    return container.parts


def text_of(*blocks: Block) -> str:
    """The one text."""
    (part,) = shown(*blocks)
    assert isinstance(part, Display)
    return part.text


TEXTS: list[tuple[Block, str]] = [
    (Heading(s("Title"), 1), "## Title"),
    (Heading(s("Part"), 2), "### Part"),
    (Heading(s("Small"), 3), "**Small**"),
    (Text(s("# no title")), r"\# no title"),
    (Text((Span("a "), Span("b", Style.STRONG), Span(" c", Style.EMPHASIS))), "a **b** *c*"),
    (Text((Span("「"), Span("993", Style.CODE), Span("」です"))), "「`993`」です"),
    (Text((Span("a"), Span("", Style.BREAK), Span("- b"))), "a\n\\- b"),
    (Text((Span("see "), Span("RFC", Style.LINK, "https://rfc.example/1"))), "see [RFC](<https://rfc.example/1>)"),
    (Text((Span("x "), Span("https://a.example", Style.LINK, "https://a.example"))), "x <https://a.example>"),
    (Text((Span("x "), Span("bad", Style.LINK, "javascript:alert(1)"))), "x bad"),
    (Bullets((s("one"), s("two"))), "- one\n- two"),
    (Bullets(((Span("a"), Span("", Style.BREAK), Span("b")),)), "- a\n  b"),
    (Steps((s("one"), s("two"))), "1. one\n2. two"),
    (Facts((), ((s("A"), s("1")), (s("B"), s("b.example")))), "- **A**: 1\n- **B**: b.example"),
    (
        Facts((s(""), s("IMAP"), s("SMTP")), ((s("Port"), s("993"), s("465")),)),
        "- **Port**: IMAP 993 · SMTP 465",
    ),
    (Code("250 OK\n**x**"), "```\n250 OK\n**x**\n```"),
    (Note(s("by the way")), "-# by the way"),
    (Note(s("careful"), Tone.WARNING), "> careful"),
    (Note((Span("a"), Span("", Style.BREAK), Span("b")), Tone.WARNING), "> a\n> b"),
    (Picture("unknown", "Words", "a -- b"), "```\na -- b\n```"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "text"), TEXTS)
def test_what_is_read(block: Block, text: str) -> None:
    """Each block in Discord's Markdown."""
    assert text_of(block) == text


def test_texts_are_one_part() -> None:
    """Parts are scarce; a heading stands close to what it heads."""
    assert text_of(Heading(s("T"), 1), Text(s("a")), Text(s("b"))) == "## T\na\n\nb"


@pytest.mark.parametrize(
    ("mood", "accent"), [(Mood.NONE, None), (Mood.OK, 0x2E8B57), (Mood.FAILED, 0xC0392B)]
)
def test_the_colour_says_how_it_stands(mood: Mood, accent: int | None) -> None:
    """Along the container's edge."""
    page = render(Reply((Text(s("x")),), EN, mood=mood), WORDS)
    (container,) = page.parts
    assert isinstance(container, Container)
    assert container.accent == accent


def test_few_choices_are_buttons() -> None:
    """Under a line, five a row, each with its message in its id."""
    choice = Choice("Port 143", "topic:port.143", Weight.PRIMARY)
    parts = shown(Text(s("x")), Choices(s("Near:"), (choice,) * 1))
    assert parts[1:] == (
        Divider(),
        Display("Near:"),
        Row((Press("Port 143", "p:topic:port.143", Weight.PRIMARY),)),
    )


def test_many_choices_are_a_menu() -> None:
    """Twenty-five entries each."""
    parts = shown(Choices((), tuple(Choice(f"{n}", f"topic:{n}") for n in range(30))))
    menus = [part.items[0] for part in parts if isinstance(part, Row)]
    assert [len(menu.options) for menu in menus if isinstance(menu, Menu)] == [25, 5]


def test_a_choice_that_stands_for_the_same_is_there_once() -> None:
    """Two buttons cannot have one id."""
    parts = shown(
        Choices((), (Choice("A", "x"), Choice("B", "x"))), Choices((), (Choice("C", "x"),))
    )
    assert parts == (Row((Press("A", "p:x"),)),)


def test_a_message_too_long_for_an_id_is_numbered() -> None:
    """By its place in the kept reply."""
    long = "x" * 99
    parts = shown(Choices((), (Choice("A", "x"), Choice("B", long))))
    assert parts == (Row((Press("A", "p:x"), Press("B", f"c:{KEY}:1"))),)


def test_feedback_is_two_buttons() -> None:
    """Each stands for the message with its answer."""
    parts = shown(Feedback("Yes", "No", "feedback:1"))
    assert parts == (Row((Press("Yes", "p:feedback:1:yes"), Press("No", "p:feedback:1:no"))),)


def test_a_form_is_a_button_that_opens_it() -> None:
    """A message cannot open one."""
    parts = shown(Form("check", "Check an account", (), "Go"))
    assert parts == (Row((Press("Check an account", f"f:{KEY}:check", Weight.PRIMARY),)),)


def test_a_link_alone_is_a_button() -> None:
    """Without an id, for it never comes back."""
    link = Text((Span("Open", Style.LINK, "https://check.example/1"),))
    assert shown(link) == (Row((Link("Open", "https://check.example/1"),)),)


def test_a_link_stands_beside_the_words_before_it() -> None:
    """But not beside a title."""
    link = Text((Span("Open", Style.LINK, "https://check.example/1"),))
    button = Link("Open", "https://check.example/1")
    assert shown(Text(s("On a page of ours.")), link) == (
        Section((Display("On a page of ours."),), button),
    )
    assert shown(Heading(s("Check"), 1), link) == (Display("## Check"), Row((button,)))


@pytest.mark.parametrize("language", Language)
def test_a_picture_has_its_words(language: Language) -> None:
    """It is attached, in the reply's language."""
    reply = Reply((Picture("known", "What it shows", "drawn"),), language)
    page = render(reply, WORDS, pictures)
    (container,) = page.parts
    assert isinstance(container, Container)
    (gallery,) = container.parts
    assert isinstance(gallery, Gallery)
    assert gallery.images[0].description == "What it shows"
    assert [file.name for file in page.files] == [f"known.{language}.png"]


def test_files_are_attached() -> None:
    """Under names that Discord leaves as they are, each its own."""
    files = (Attachment("設定 card.txt", b"1"), Attachment("card.txt", b"2"), Attachment("", b"3"))
    page = render(Reply((), EN, files=files), WORDS)
    names = [file.name for file in page.files]
    assert names == ["card.txt", "1-card.txt", "file"]
    (container,) = page.parts
    assert isinstance(container, Container)
    assert container.parts == tuple(map(Download, names))


def test_nothing_to_say_is_still_a_message() -> None:
    """Discord refuses an empty one."""
    assert shown() == (Display("…"),)


def texts_of_pages(reply: Reply) -> list[str]:
    """The text of each page."""
    return [
        "\n".join(part.text for part in page.parts[0].parts if isinstance(part, Display))
        for page in all_pages(reply)
        if isinstance(page.parts[0], Container)
    ]


@pytest.mark.parametrize(
    "sentence", ["This is a sentence. ", "これは日本語の文です。", "絵文字も👩‍👩‍👧‍👦数える。"]
)
def test_a_long_text_is_cut_after_a_sentence(sentence: str) -> None:
    """Nothing is lost, and no page ends within one."""
    reply = Reply((Text(s(sentence * 400)),), EN)
    texts = texts_of_pages(reply)
    assert len(texts) > 1
    assert "".join(texts).replace("\n", "").replace(" ", "") == (sentence * 400).replace(" ", "")
    for text in texts:
        assert text.rstrip().endswith((".", "。"))


def test_a_long_log_is_cut_between_lines() -> None:
    """Each piece is a block of its own."""
    lines = [f"{number} S: 250 OK" for number in range(600)]
    texts = texts_of_pages(Reply((Code("\n".join(lines)),), EN))
    told = [line for text in texts for line in text.split("\n") if line and "```" not in line]
    assert told == lines
    assert all(text.count("```") % 2 == 0 for text in texts)


def test_a_heading_stays_with_what_it_heads() -> None:
    """It does not end a page."""
    blocks: list[Block] = []
    for number in range(12):
        blocks += [Heading(s(f"Part {number}")), Text(s("word " * 280))]
    for text in texts_of_pages(Reply(tuple(blocks), EN)):
        assert not text.rpartition("\n")[2].startswith("#")


def test_choices_stand_on_every_page() -> None:
    """Who reads on can still pick."""
    reply = Reply((Text(s("One sentence. " * 600)), Choices((), (Choice("Near", "topic:x"),))), EN)
    for page in all_pages(reply):
        assert any(
            Press("Near", "p:topic:x") in part.items
            for part in page.parts[0].parts  # type: ignore[union-attr]
            if isinstance(part, Row)
        )


def test_more_controls_than_a_page_holds_go_on_with_it() -> None:
    """None is lost."""
    blocks = tuple(
        Choices(s(f"Group {n}"), tuple(Choice(f"{n}-{i}", f"{n}:{i}") for i in range(9)))
        for n in range(12)
    )
    pressed = [
        item.label
        for page in all_pages(Reply(blocks, JA))
        for part in page.parts[0].parts  # type: ignore[union-attr]
        if isinstance(part, Row)
        for item in part.items
        if isinstance(item, Press) and "-" in item.label
    ]
    assert pressed == [f"{n}-{i}" for n in range(12) for i in range(9)]
