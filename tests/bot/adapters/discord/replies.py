"""Replies of every kind, for hypothesis: what nobody would write by hand."""

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
    Steps,
    Style,
    Text,
    Tone,
    Weight,
)
from knowledge.model import Language

NASTY = (
    "あいうえお、かきくけこ。",
    "👩‍👩‍👧‍👦 🇯🇵 é 𠮷野家",
    "`code` ``` ``",
    "@everyone <@1234> <#5> <t:0>",
    "**x** __y__ ||z|| ~~w~~ [a](http://b)",
    "\n\n\n",
    "# h\n> q\n- l\n1. n",
    "\u202e\x00\x1b[31m",
    "a" * 700,
    "日本語" * 500,
    "😀" * 600,
    "<&>" * 500,
    "*_~`|" * 400,
    "",
    " ",
)

LONG_LINK = "https://e.jp/" + "x" * 600

words = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=60),
    st.lists(st.sampled_from(NASTY), max_size=6).map("".join),
)
span = st.one_of(
    st.builds(Span, words, st.sampled_from([s for s in Style if s is not Style.LINK])),
    st.builds(
        Span,
        words,
        st.just(Style.LINK),
        st.one_of(words, st.just("https://example.com/a?b=c"), st.just(LONG_LINK)),
    ),
)
spans = st.lists(span, max_size=5).map(tuple)
many_spans = st.lists(spans, max_size=12).map(tuple)
choice = st.builds(Choice, words, words, st.sampled_from(Weight))
field = st.builds(
    Field,
    st.text("abcdef", min_size=1, max_size=5),
    words,
    st.sampled_from(FieldKind),
    words,
    st.lists(choice, max_size=4).map(tuple),
    st.booleans(),
    words,
)
form = st.builds(
    Form,
    st.text("abcdef:", min_size=1, max_size=120),
    words,
    st.lists(field, min_size=1, max_size=8, unique_by=lambda one: one.id).map(tuple),
    words,
)
block: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, spans, st.integers(1, 4)),
    st.builds(Text, spans),
    st.builds(Bullets, many_spans),
    st.builds(Steps, many_spans),
    st.builds(Facts, many_spans, st.lists(many_spans, max_size=6).map(tuple)),
    st.builds(Code, words),
    st.builds(Code, st.lists(words, max_size=20).map("\n".join)),
    st.builds(Note, spans, st.sampled_from(Tone)),
    st.builds(Choices, spans, st.lists(choice, max_size=60).map(tuple)),
    form,
    st.builds(Picture, st.sampled_from(("known", "unknown")), words, words),
    st.builds(Feedback, words, words, words),
)  # fmt: skip
replies = st.builds(
    Reply,
    st.lists(block, max_size=12).map(tuple),
    st.sampled_from(Language),
    st.booleans(),
    st.booleans(),
    st.sampled_from(("", "port.143", "t" * 120)),
    st.sampled_from(Mood),
    st.lists(st.builds(Attachment, words, st.just(b"x")), max_size=3).map(tuple),
)
