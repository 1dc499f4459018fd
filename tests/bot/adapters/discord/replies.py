"""Any reply, with what Discord gives a meaning to, and what nobody would write by hand."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.bot.adapters.any_reply import AnyReply

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
_ANY = AnyReply(
    words,
    hrefs=words | st.just("https://example.com/a?b=c") | st.just(LONG_LINK),
    messages=words,
    form_ids=st.text("abcdef:", min_size=1, max_size=120),
    pictures=st.sampled_from(("known", "unknown")),
    topics=st.sampled_from(("", "port.143", "t" * 120)),
    files=words,
)
form, replies = _ANY.form, _ANY.reply
