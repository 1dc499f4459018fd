"""Topics, rows and phrases put into words: Jinja2 templates over facts, escaped.

Every value that a template prints is data: a banner, a host, a name. ``finalize``
escapes it for Markdown, and inside code marks, where Markdown knows no escape,
it is made unable to end them. Only our own words, marked ``| markdown``, pass as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from knowledge.load import Knowledge
from knowledge.model import Language, Row, Source, Spoken

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_BLANKS = re.compile(r"\s+")
# Control characters, and those that turn the direction of text around.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_CODE_WITH_VALUE = re.compile(
    r"^(?P<fence>`{3,})[^\n]*\n.*?^(?P=fence)[ ]*$|(?P<mark>`+)(?!`).*?(?<!`)(?P=mark)(?!`)",
    re.MULTILINE | re.DOTALL,
)
_VALUE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


class Markdown(str):
    """Our own words: Markdown that is not escaped again."""

    __slots__ = ()


def escape(value: object) -> str:
    """The value as Markdown text that shows exactly it, on one line."""
    if isinstance(value, Markdown):
        return value
    text = _BLANKS.sub(" ", _UNPRINTABLE.sub(" ", str(value))).strip()
    return _PUNCTUATION.sub(r"\\\1", text)


def in_code(value: object) -> Markdown:
    """The value for a place inside code marks: it cannot close them, nor start a line."""
    text = _BLANKS.sub(" ", _UNPRINTABLE.sub(" ", str(value))).strip()
    return Markdown(text.replace("`", "ˋ"))


def as_url(value: object) -> Markdown:
    """A source's address for a Markdown link: https only, nothing that could end the link."""
    text = str(value)
    if not text.startswith("https://"):
        raise ValueError(f"not an https address: {text!r}")
    return Markdown(quote(text, safe=":/?#@!$&'*+,;=%~-._"))


def utc_today() -> date:
    """The date, in UTC."""
    return datetime.now(UTC).date()


class Speaker:
    """Speaks what the knowledge base holds, in the asker's language.

    ``today`` gives the date on which facts with a date are true; tests move it.

    Errors in a template (an unknown name) raise ``jinja2.UndefinedError``: a defect of the
    content, which ``knowledge lint`` finds before an asker does.
    """

    def __init__(self, knowledge: Knowledge, today: Callable[[], date] = utc_today) -> None:
        self._knowledge = knowledge
        self.today = today
        self._compiled: dict[str, jinja2.Template] = {}

    @cached_property
    def _environment(self) -> jinja2.Environment:
        # An overlay is words: whoever may edit them gets at no file, no setting and no code.
        environment = ImmutableSandboxedEnvironment(
            undefined=jinja2.StrictUndefined,
            autoescape=False,  # that is for HTML; ``finalize`` escapes for Markdown
            finalize=escape,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters["code"] = in_code
        environment.filters["url"] = as_url
        environment.filters["markdown"] = self._markdown_filter
        return environment

    @cached_property
    def _ports(self) -> Mapping[str, Mapping[str, Any]]:
        return {
            row.fields["alias"]: row.fields
            for row in self._knowledge.rows.values()
            if row.kind == "port" and row.fields.get("alias")
        }

    def topic(self, topic_id: str, language: Language, check: object = None) -> Spoken:
        """A topic or row in words. KeyError when there is none of this id.

        ``check`` is what the templates see under that name: a live check's values, or None.
        """
        topic = self._knowledge.topic(topic_id, language)
        if topic is None:
            return self._row(self._knowledge.rows[topic_id], language)
        markdown = self._render(topic.body, self._context(language) | {"check": check})
        sources = self._sources(topic.sources)
        return Spoken(
            topic_id,
            language,
            self._render(topic.title, self._context(language) | {"check": check}),
            markdown,
            topic.picture,
            topic.related,
            sources,
            topic.layer,
        )

    def phrase(self, key: str, language: Language, **values: object) -> str:
        """A short phrase as Markdown, values escaped. KeyError when there is none of this key."""
        return self._render(
            self._knowledge.phrases(language)[key], self._context(language) | values
        )

    def plain(self, key: str, language: Language, **values: object) -> str:
        """A short phrase as plain text, for places that know no markup: labels, prompts, help."""
        marked = {name: Markdown(value) for name, value in values.items()}
        return self.phrase(key, language, **marked)

    def document(self, name: str, language: Language, **values: object) -> str:
        """A whole document of the wording as Markdown, values escaped."""
        template = self._knowledge.documents(language)[name]
        return self._render(template, self._context(language) | values)

    def title(self, topic_id: str, language: Language) -> str:
        """What a topic or row is called, as Markdown. KeyError when there is none of this id."""
        topic = self._knowledge.topic(topic_id, language)
        if topic is not None:
            return self._render(topic.title, self._context(language) | {"check": None})
        return self._row_title(self._knowledge.rows[topic_id], language)

    def has(self, topic_id: str, language: Language) -> bool:
        """Whether there is a topic or row of this id."""
        return (
            self._knowledge.topic(topic_id, language) is not None
            or topic_id in self._knowledge.rows
        )

    def _row(self, row: Row, language: Language) -> Spoken:
        values = {
            **row.fields,
            **self._words(row, language),
            "key": row.key,
            "checked": row.checked,
        }
        if row.kind == "provider":
            values["provider"] = self._knowledge.providers.by_id(row.key)
        markdown = self.document(row.kind, language, **values)
        return Spoken(
            row.topic_id,
            language,
            self._row_title(row, language),
            markdown,
            None,
            tuple(row.fields.get("related", ())),
            self._sources(row.sources),
            row.layer,
        )

    def _row_title(self, row: Row, language: Language) -> str:
        words = self._words(row, language)
        if "title" in words:
            return self._as_markdown(words["title"], language)
        return escape(row.fields["names"][language][0])

    @staticmethod
    def _words(row: Row, language: Language) -> Mapping[str, Any]:
        words: Mapping[str, Any] = row.fields.get(language, {})
        return words

    @jinja2.pass_context
    def _markdown_filter(self, context: jinja2.runtime.Context, text: str) -> Markdown:
        return self._as_markdown(text, context["language"])

    def _as_markdown(self, text: str, language: Language) -> Markdown:
        """Our own words from a row: Markdown, in which only facts are filled in."""
        if "{{" not in text:
            return Markdown(text)
        return Markdown(self._render(text, self._context(language)))

    def _context(self, language: Language) -> dict[str, Any]:
        return {
            "port": self._ports,
            "helpdesk": self._knowledge.helpdesk(language),
            "company": self._knowledge.company,
            "today": self.today(),
            "language": language,
        }

    def _sources(self, ids: tuple[str, ...]) -> tuple[Source, ...]:
        return tuple(self._knowledge.sources[id_] for id_ in ids if id_ in self._knowledge.sources)

    def _render(self, template: str, values: Mapping[str, object]) -> str:
        compiled = self._compiled.get(template)
        if compiled is None:
            compiled = self._environment.from_string(_mark_code(template))
            self._compiled[template] = compiled
        return compiled.render(values)


def _mark_code(template: str) -> str:
    """The template with every value inside code marks passed through ``| code``."""

    def mark(code: re.Match[str]) -> str:
        return _VALUE.sub(r"{{ (\1) | code }}", code[0])

    return _CODE_WITH_VALUE.sub(mark, template)
