"""Is what is written whole? Twins, placeholders, links, sources, dates, and that all of it speaks.

A file that cannot be read at all is a ``ContentError`` before it gets here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import jinja2
from markdown_it import MarkdownIt

from knowledge import shipped
from knowledge.causes import Cause, Warn
from knowledge.content import Problem
from knowledge.load import Knowledge, read_said
from knowledge.model import Language, Topic
from knowledge.replies import classifier
from knowledge.speak import Speaker

STALE_DAYS = 548
"""Eighteen months: a fact that nobody has looked up for so long is no longer one."""

_STEP = re.compile(r"^\d+\. ", re.MULTILINE)
_VALUE = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_SAME_IN_TWINS = ("causes", "related", "answered_by", "sources", "picture")


@dataclass(frozen=True, slots=True)
class _Check:
    """A live check's values, for trying whether a topic speaks with them."""

    host: str = "mail.example.com"
    port: int = 993
    protocol: str = "IMAP"
    security: str = "tls"
    user: str = "taro@example.com"
    reply: str = "NO [ALERT] `*_no_*`"
    names: str = "*.example.net, example.net"
    issuer: str = "Example CA"
    subject: str = "example.net"
    not_before: str = "2026-01-01"
    not_after: str = "2026-06-01"
    provider: str = "Example"


def lint(knowledge: Knowledge, today: date) -> list[Problem]:
    """Everything that is wrong, in the order of the files; empty when all is well."""
    speaker = Speaker(knowledge)
    problems = [
        *_twins(knowledge),
        *_links(knowledge, speaker),
        *_causes(knowledge),
        *stale(knowledge, today),
        *_phrases(knowledge),
        *_speaking(knowledge, speaker),
        *_questions(knowledge),
        *_index(knowledge),
    ]
    return sorted(problems, key=lambda problem: (problem.path, problem.line, problem.code))


def _problem(at: Topic, code: str, **values: str) -> Problem:
    return Problem(at.path, at.line, code, tuple(values.items()))


def _topics(knowledge: Knowledge, language: Language) -> Iterator[Topic]:
    for topic_id in knowledge.topic_ids:
        topic = knowledge.topic(topic_id, language)
        if topic is not None:
            yield topic


def _twins(knowledge: Knowledge) -> Iterator[Problem]:
    for topic_id in knowledge.topic_ids:
        here, there = (knowledge.topic(topic_id, language) for language in Language)
        if here is None or there is None:
            alone = here or there
            if alone is not None:
                yield _problem(alone, "no_twin")
            continue
        for field in _SAME_IN_TWINS:
            if getattr(here, field) != getattr(there, field):
                yield _problem(there, "twin_differs", field=field)
        if _placeholders(here.body) != _placeholders(there.body):
            differ = _placeholders(here.body) ^ _placeholders(there.body)
            yield _problem(there, "placeholders_differ", names=", ".join(sorted(differ)))


def _placeholders(template: str) -> set[str]:
    return set(_VALUE.findall(template))


def _links(knowledge: Knowledge, speaker: Speaker) -> Iterator[Problem]:
    for language in Language:
        for topic in _topics(knowledge, language):
            for related in topic.related:
                if not speaker.has(related, language):
                    yield _problem(topic, "dead_link", topic=related)
            for source in topic.sources:
                if source not in knowledge.sources:
                    yield _problem(topic, "no_source", source=source)
            if topic.picture and not _pictured(knowledge, topic.picture, language):
                yield _problem(topic, "no_picture", picture=topic.picture)
    for row in knowledge.rows.values():
        for source in row.sources:
            if source not in knowledge.sources:
                yield Problem(row.path, 1, "no_source", (("source", source),))


def _pictured(knowledge: Knowledge, picture: str, language: Language) -> bool:
    alternative = f"pictures.{picture}.alternative" in knowledge.phrases(language)
    return alternative and bool(knowledge.drawing(picture, language))


def _causes(knowledge: Knowledge) -> Iterator[Problem]:
    topics = Path("topics")
    for cause in Cause:
        if cause not in knowledge.causes:
            yield Problem(str(topics / "causes"), 0, "cause_without_topic", (("cause", cause),))
        if cause not in knowledge.owners or cause not in knowledge.severities:
            yield Problem("facts/causes.toml", 0, "cause_without_row", (("cause", cause),))
    for warning in Warn:
        if warning not in knowledge.topic_ids:
            where = str(topics / "warnings")
            yield Problem(where, 0, "cause_without_topic", (("cause", warning),))


def stale(knowledge: Knowledge, today: date) -> Iterator[Problem]:
    """The facts and sources that nobody has looked up for eighteen months."""
    for row in knowledge.rows.values():
        if (today - row.checked).days > STALE_DAYS:
            values = (("row", row.topic_id), ("checked", row.checked.isoformat()))
            yield Problem(row.path, 1, "stale", values)
    for source in knowledge.sources.values():
        if (today - source.checked).days > STALE_DAYS:
            values = (("row", source.id), ("checked", source.checked.isoformat()))
            yield Problem("facts/sources", 0, "stale", values)


def _phrases(knowledge: Knowledge) -> Iterator[Problem]:
    for kind in ("phrases", "documents"):
        here, there = (getattr(knowledge, kind)(language) for language in Language)
        for key in sorted(here.keys() ^ there.keys()):
            yield Problem(f"wording/{key}", 0, "no_twin")
        for key in sorted(here.keys() & there.keys()):
            if _placeholders(here[key]) != _placeholders(there[key]):
                differ = ", ".join(sorted(_placeholders(here[key]) ^ _placeholders(there[key])))
                yield Problem(f"wording/{key}", 0, "placeholders_differ", (("names", differ),))


def _speaking(knowledge: Knowledge, speaker: Speaker) -> Iterator[Problem]:
    for language in Language:
        for topic in _topics(knowledge, language):
            for check in (None, _Check()):
                try:
                    markdown = speaker.topic(topic.id, language, check).markdown
                except (jinja2.TemplateError, KeyError, ValueError) as error:
                    yield _problem(topic, "does_not_speak", reason=str(error))
                    break
                yield from _faults_of_markup(topic, markdown)
        for row in knowledge.rows.values():
            try:
                speaker.topic(row.topic_id, language)
            except (jinja2.TemplateError, KeyError, ValueError, TypeError) as error:
                values = (("reason", f"{row.topic_id} ({language}): {error!r}"),)
                yield Problem(row.path, 1, "does_not_speak", values)


def _faults_of_markup(topic: Topic, markdown: str) -> Iterator[Problem]:
    """Steps that a template's tag has run together, and bold marks that Markdown does not close.

    CommonMark takes no ``**`` for a closing mark between a bracket and a letter, as in
    ``**（１）**と``: it would stand in the text.
    """
    if len(_STEP.findall(topic.body)) != len(_STEP.findall(markdown)):
        yield _problem(topic, "steps_run_together")
    for token in _parser().parse(markdown):
        for child in token.children or ():
            if child.type == "text" and "**" in child.content:
                yield _problem(topic, "bold_not_closed", text=child.content[:60])


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _questions(knowledge: Knowledge) -> Iterator[Problem]:
    """Every way of asking that a topic lists finds what answers it first, or the row of its code.

    ``[OVERQUOTA]`` alone is a question about the code; the code's row names its causes.
    """
    for language in Language:
        for topic in _topics(knowledge, language):
            for question in topic.questions:
                matches = knowledge.find(question, language).matches
                first = matches[0].topic_id if matches else ""
                row = knowledge.rows.get(first)
                of_its_code = row is not None and set(topic.causes) & set(
                    row.fields.get("causes", ())
                )
                if first != (topic.answered_by or topic.id) and not of_its_code:
                    yield _problem(topic, "question_astray", question=question, topic=first)


def _index(knowledge: Knowledge) -> Iterator[Problem]:
    for language in Language:
        if knowledge.has_stale_index(language):
            yield Problem(f"search/index.{language}.json.gz", 0, "index_stale")
    said = read_said()  # not there where we are installed: only developers train
    if said and shipped.is_stale(classifier.FILE, classifier.digest_of(said)):
        yield Problem("replies/classifier.json.gz", 0, "classifier_stale")
