"""What strangers say stays text: no markup, no mention, no control gets through a template."""

from __future__ import annotations

from dataclasses import dataclass

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.markup import parse
from bot.core.model import Code, Span, Style, Text
from bot.core.plain import plain_spans
from knowledge.load import open_knowledge
from knowledge.model import Language
from knowledge.speak import Speaker, as_url, escape, in_code
from tests.knowledge.conftest import Write, topic

HOSTILE = [
    "**bold** _it_ `code` [link](https://evil.example)",
    "<!channel> @everyone <@U1> <script>alert(1)</script>",
    "1. list\n- item\n# heading\n\n> quote",
    "| a | b |\n|---|---|",
    "``` fence ``` `` x ``",
    "![img](https://evil.example/x.png) <https://evil.example>",
    "\x1b[31mred\x1b[0m \x00 \u202egnp.exe \u2066x",
    "&lt;b&gt; &#42; \\* \\`",
    "    indented",
    "メール**太字**「`コード`」",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_in_text_is_shown_as_it_is(value: str) -> None:
    """Escaped and parsed, it is one paragraph of plain text: the value itself, on one line."""
    (block,) = parse("Server: " + escape(value))
    assert isinstance(block, Text)
    assert [span.style for span in block.spans] == [Style.PLAIN]
    shown = plain_spans(block.spans).removeprefix("Server: ")
    assert "".join(shown.split()) == "".join(
        c for c in value if c.isprintable() and not c.isspace() and c not in "\u202e\u2066"
    )


@given(st.text())
def test_any_value_is_one_plain_paragraph(value: str) -> None:
    """There is no text that becomes anything but text."""
    (block,) = parse("x" + escape(value) + "x")
    assert isinstance(block, Text)
    assert {span.style for span in block.spans} == {Style.PLAIN}


@given(st.text())
def test_any_value_in_code_stays_inside_it(value: str) -> None:
    """A value between code marks cannot close them, nor begin a line."""
    (block,) = parse(f"before `x {in_code(value)} x` after")
    assert isinstance(block, Text)
    assert [span.style for span in block.spans] == [Style.PLAIN, Style.CODE, Style.PLAIN]
    (fenced,) = parse(f"```\n{in_code(value)}\n```")
    assert isinstance(fenced, Code)


@dataclass(frozen=True)
class Check:
    """As much of a check as the topic below asks for."""

    reply: str


@pytest.mark.parametrize("reply", HOSTILE)
def test_a_topics_values_are_escaped_by_place(lay: Write, reply: str) -> None:
    """In text for Markdown, between code marks for those, in both on one page."""
    value = "{{ check.reply }}"
    body = f"In text {value} and `in code {value}` and\n\n```\n{value}\n```"
    for language in Language:
        lay(f"topics/x/hostile.{language}.md", topic(body))
    overlay = lay("facts/none.txt", "")
    speaker = Speaker(open_knowledge(overlay))
    spoken = speaker.topic("hostile", Language.EN, Check(reply))
    text, code = parse(spoken.markdown)
    assert isinstance(text, Text)
    assert isinstance(code, Code)
    styles = [span.style for span in text.spans]
    assert styles == [Style.PLAIN, Style.CODE, Style.PLAIN]


def test_an_unknown_name_is_a_defect(lay: Write) -> None:
    """A template that asks for what there is not fails, and does not print nothing."""
    overlay = lay("topics/x/bad.en.md", topic("{{ porrt.imap.number }}"))
    with pytest.raises(jinja2.UndefinedError):
        Speaker(open_knowledge(overlay)).topic("bad", Language.EN)


def test_ports_come_from_the_facts(lay: Write) -> None:
    """A topic names a port by what it is for; an overlay's number shows in our topics too."""
    lay("topics/x/port.en.md", topic("Use {{ port.imap_tls.number }}."))
    overlay = lay("topics/x/port.ja.md", topic("{{ port.imap_tls.number }}を使います。"))
    speaker = Speaker(open_knowledge(overlay))
    assert parse(speaker.topic("port", Language.EN).markdown) == (Text((Span("Use 993."),)),)
    assert parse(speaker.topic("port", Language.JA).markdown) == (Text((Span("993を使います。"),)),)


@pytest.mark.parametrize("url", ["http://x.example", "javascript:alert(1)", "//x.example", ""])
def test_only_https_is_linked(url: str) -> None:
    """A source with another kind of address is a defect of the content."""
    with pytest.raises(ValueError, match="not an https address"):
        as_url(url)


def test_an_address_cannot_end_its_link() -> None:
    """Parentheses and blanks of an address are encoded."""
    assert as_url("https://x.example/a(b) c") == "https://x.example/a%28b%29%20c"


@pytest.mark.parametrize(
    "body",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ check.__class__ }}",
        "{{ port.smtp.update(number=1) }}",
        "{{ self.__init__.__globals__ }}",
        "{% for number in range(1000000000) %}{% endfor %}",
    ],
)
def test_a_template_gets_at_nothing_but_words(lay: Write, body: str) -> None:
    """Whoever may edit a company's words cannot run code with them, change facts or never end."""
    speaker = Speaker(open_knowledge(lay("topics/own.en.md", topic(body))))
    with pytest.raises((jinja2.TemplateError, OverflowError)):
        speaker.topic("own", Language.EN)
