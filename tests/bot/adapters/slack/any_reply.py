"""Any reply, with what Slack gives a meaning to: Japanese and emoji at every length."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.bot.adapters.any_reply import AnyReply

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
_message = st.one_of(
    st.sampled_from(("topic:port.143", "go:taro@example.com", "", " ", "\u3000", "details:x")),
    st.text(max_size=3_000),
)
_ANY = AnyReply(
    words,
    _hrefs,
    _message,
    form_ids=st.text("abc:@.", max_size=40),
    pictures=st.just("mail-way"),
    topics=st.just(""),
    files=st.just("settings.txt"),
)
block, form, reply = _ANY.block, _ANY.form, _ANY.reply
