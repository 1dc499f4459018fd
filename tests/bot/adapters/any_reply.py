"""Any reply at all, for hypothesis: each platform says which texts it has to fear."""

from __future__ import annotations

from dataclasses import dataclass

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

Words = st.SearchStrategy[str]

_WORDED = (Style.PLAIN, Style.STRONG, Style.EMPHASIS, Style.CODE)
_NAMES = st.text("abcdefgh", min_size=1, max_size=8)


@dataclass(frozen=True)
class AnyReply:
    """Strategies over the texts of one platform.

    ``words`` stand everywhere, ``hrefs`` behind links, ``messages`` behind choices;
    ``form_ids``, ``pictures``, ``topics`` and ``files`` are names.
    """

    words: Words
    hrefs: Words
    messages: Words
    form_ids: Words
    pictures: Words
    topics: Words
    files: Words

    @property
    def spans(self) -> st.SearchStrategy[Spans]:
        """A few in any style; a link has its address."""
        worded = st.builds(Span, self.words, st.sampled_from(_WORDED))
        linked = st.builds(Span, self.words, st.just(Style.LINK), self.hrefs)
        broken = st.just(Span("", Style.BREAK))
        return st.lists(worded | linked | broken, max_size=5).map(tuple)

    @property
    def choice(self) -> st.SearchStrategy[Choice]:
        """A button of any weight."""
        return st.builds(Choice, self.words, self.messages, st.sampled_from(Weight))

    @property
    def form(self) -> st.SearchStrategy[Form]:
        """A form with up to eight fields of any kind."""
        field = st.builds(
            Field,
            _NAMES,
            self.words,
            st.sampled_from(FieldKind),
            self.words,
            st.lists(self.choice, max_size=30).map(tuple),
            st.booleans(),
            self.words,
        )
        fields = st.lists(field, min_size=1, max_size=8, unique_by=lambda one: one.id)
        return st.builds(Form, self.form_ids, self.words, fields.map(tuple), self.words)

    @property
    def block(self) -> st.SearchStrategy[Block]:
        """One block of any kind."""
        spans, words = self.spans, self.words
        several = st.lists(spans, max_size=12).map(tuple)
        return st.one_of(
            st.builds(Heading, spans, st.integers(1, 4)),
            st.builds(Text, spans),
            st.builds(Bullets, several),
            st.builds(Steps, several),
            st.builds(Facts, several, st.lists(several, max_size=10).map(tuple)),
            st.builds(Code, words),
            st.builds(Code, st.lists(words, max_size=20).map("\n".join)),
            st.builds(Note, spans, st.sampled_from(Tone)),
            st.builds(Choices, spans, st.lists(self.choice, max_size=60).map(tuple)),
            self.form,
            st.builds(Picture, self.pictures, words, words),
            st.builds(Feedback, words, words, self.messages),
        )

    @property
    def reply(self) -> st.SearchStrategy[Reply]:
        """Up to a dozen blocks, and whatever goes with them."""
        file = st.builds(Attachment, self.files, st.just(b"x"))
        return st.builds(
            Reply,
            st.lists(self.block, max_size=12).map(tuple),
            st.sampled_from(Language),
            private=st.booleans(),
            final=st.booleans(),
            topic=self.topics,
            mood=st.sampled_from(Mood),
            files=st.lists(file, max_size=3).map(tuple),
        )
