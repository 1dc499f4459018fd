"""Any reply at all, for the tests of what is made of it: Japanese and emoji at every length."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.core.model import (
    Attachment,
    Block,
    Bullets,
    Choice,
    Choices,
    Code,
    Facts,
    Feedback,
    Field,
    FieldKind,
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

_SHORT = st.text(max_size=60)
_PIECES = (
    "メールが送れません。",
    "設定を確認してください、",
    "👨‍👩‍👧‍👦",
    "𠮷野家",
    "The server says 550 5.7.1. ",
    "<!channel> & <@U1> <https://example.com|here> ",
    "`code` *bold* ~gone~ :boom: ",
    "\n",
    "\u202eevil\x07",
    "a" * 200,
    "&" * 80,
    "漢" * 300,
)
words = st.one_of(
    _SHORT,
    st.lists(st.sampled_from(_PIECES), max_size=12).map("".join),
    st.builds(lambda piece, times: piece * times, st.sampled_from(_PIECES), st.integers(1, 25)),
)

_hrefs = st.sampled_from(
    (
        "https://example.com/a?b=c&d=e",
        "http://example.com",
        "mailto:taro@example.com",
        "javascript:alert(1)",
        "https://example.com/" + "a" * 4_000,
        "https://example.com/a b|c>",
        "",
    )
)
_WORDED = (Style.PLAIN, Style.STRONG, Style.EMPHASIS, Style.CODE)
span = st.one_of(st.builds(Span, words, st.sampled_from(_WORDED)), st.just(Span("", Style.BREAK)))
link = st.builds(Span, words, st.just(Style.LINK), _hrefs)
spans: st.SearchStrategy[Spans] = st.lists(st.one_of(span, link), max_size=4).map(tuple)
_items = st.lists(spans, max_size=6).map(tuple)
_row = st.lists(spans, min_size=1, max_size=4).map(tuple)
_message = st.one_of(
    st.sampled_from(("topic:port.143", "go:taro@example.com", "", "details:x")),
    st.text(max_size=3_000),
)
choice = st.builds(Choice, words, _message, st.sampled_from(Weight))
choices = st.builds(Choices, spans, st.lists(choice, max_size=60).map(tuple))
_field = st.builds(
    Field,
    st.text("abcdefgh", min_size=1, max_size=8),
    words,
    st.sampled_from(FieldKind),
    words,
    st.lists(choice, max_size=15).map(tuple),
    st.booleans(),
    words,
)
form = st.builds(
    Form,
    st.text("abc:@.", max_size=40),
    words,
    st.lists(_field, min_size=1, max_size=5, unique_by=lambda field: field.id).map(tuple),
    words,
)
block: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, spans, st.integers(1, 3)),
    st.builds(Text, spans),
    st.builds(Bullets, _items),
    st.builds(Steps, _items),
    st.builds(Facts, st.one_of(st.just(()), _row), st.lists(_row, max_size=10).map(tuple)),
    st.builds(Code, words),
    st.builds(Note, spans, st.sampled_from(Tone)),
    choices,
    form,
    st.builds(Picture, st.just("mail-way"), words, words),
    st.builds(Feedback, words, words, _message),
)
reply = st.builds(
    Reply,
    st.lists(block, max_size=8).map(tuple),
    st.sampled_from(Language),
    st.booleans(),
    st.booleans(),
    st.just(""),
    st.sampled_from(Mood),
    st.just(()) | st.just((Attachment("settings.txt", b"text"),)),
)
