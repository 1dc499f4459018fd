"""The whole knowledge base, ready to be asked: from the cache, or read and indexed.

``open_knowledge`` is the one door. It reads every topic, table and phrase of the
layers, or the cache made of them, and hands out look-ups: by topic id, by
question, by provider, by reply.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from knowledge import content, layers
from knowledge.cache import Cache
from knowledge.causes import Cause
from knowledge.content import ContentError
from knowledge.entities import Entities, Names, read_entities
from knowledge.fold import fold
from knowledge.model import Found, Language, Owner, Row, Severity, Source, Topic
from knowledge.providers import Providers
from knowledge.replies import Replies
from knowledge.replies.row import prepared
from knowledge.search.find import Finder
from knowledge.search.index import REFUSED, Entry, Index, build, extended
from knowledge.search.shipped import digest_of, is_stale, read_index

_FORMAT = "14"  # of the cached data; another number makes old caches unread

# Tables that a reader of their own understands; all others are rows spoken by a template.
_REPLIES = "replies.toml"
_CLIENTS = "clients.toml"
_INTENTS = "intents.toml"
_CONCEPTS = "concepts.toml"
_CONVERSATION = "conversation.toml"
_OWN_READERS = (_REPLIES, _CLIENTS, _INTENTS, _CONCEPTS, _CONVERSATION)
_CAUSE = "cause"  # rows that say who can mend it and how grave it is; their words are topics


class Knowledge:
    """All that we know: topics, rows, sources, phrases, and the look-ups over them."""

    def __init__(
        self, data: Mapping[str, Any], cache: Cache, digest: str, found: tuple[layers.Layer, ...]
    ) -> None:
        self._data = data
        self._layers = found
        self._cache = cache
        self._digest = digest
        self._topics: dict[tuple[str, Language], Topic] = {}
        self._finders: dict[Language, Finder] = {}

    @property
    def topic_ids(self) -> tuple[str, ...]:
        """Every written topic's id, rows not counted, in order."""
        return tuple(sorted(self._data["topics"]))

    def topic(self, topic_id: str, language: Language) -> Topic | None:
        """The topic in this language, or None where it is not written."""
        key = (topic_id, language)
        if key not in self._topics:
            fields = self._data["topics"].get(topic_id, {}).get(language)
            if fields is None:
                return None
            self._topics[key] = _topic(fields)
        return self._topics[key]

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """Every row that a template speaks, by topic id."""
        return {row.topic_id: row for row in map(_row, self._data["rows"])}

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Every source, by id."""
        return {
            id_: Source(id_, fields["title"], fields["url"], _date(fields["checked"]))
            for id_, fields in self._data["sources"].items()
        }

    @cached_property
    def providers(self) -> Providers:
        """The providers, overlay's included."""
        return Providers.from_rows(row for row in self.rows.values() if row.kind == "provider")

    @cached_property
    def replies(self) -> Replies:
        """The reader of servers' replies and pasted errors."""
        return Replies.from_rows(self._data["replies"])

    @cached_property
    def causes(self) -> Mapping[Cause, str]:
        """The topic that explains each cause."""
        return {
            Cause(cause): topic_id
            for topic_id, twins in self._data["topics"].items()
            for cause in next(iter(twins.values()))["causes"]
        }

    @property
    def intents(self) -> tuple[tuple[str, str], ...]:
        """What people want besides an answer: name and pattern over folded text, in order."""
        return tuple(
            (row["key"], pattern)
            for row in self._data["intents"]
            for pattern in row["fields"]["patterns"]
        )

    @cached_property
    def conversation(self) -> Mapping[str, Mapping[str, Any]]:
        """How people talk and lead on, and what answers depend on, by the row's key."""
        return {row["key"]: row["fields"] for row in self._data["conversation"]}

    @cached_property
    def setups(self) -> Mapping[str, str]:
        """The topic that sets each program up, by the program's id."""
        return {
            row["key"]: row["fields"]["topic"]
            for row in self._data["clients"]
            if "topic" in row["fields"]
        }

    @cached_property
    def owners(self) -> Mapping[Cause, Owner]:
        """Who can mend each cause."""
        return {Cause(row["key"]): Owner(row["fields"]["owner"]) for row in self._data["causes"]}

    @cached_property
    def severities(self) -> Mapping[Cause, Severity]:
        """How grave one report of each cause is."""
        return {
            Cause(row["key"]): Severity(row["fields"]["severity"]) for row in self._data["causes"]
        }

    def phrases(self, language: Language) -> Mapping[str, str]:
        """Every short phrase of a language, by key, as templates."""
        phrases: Mapping[str, str] = self._data["phrases"][language]
        return phrases

    def documents(self, language: Language) -> Mapping[str, str]:
        """Every whole template of a language, by name (``port`` of ``port.md.j2``)."""
        documents: Mapping[str, str] = self._data["documents"][language]
        return documents

    def drawing(self, picture: str, language: Language) -> str:
        """The text drawing of a picture, empty where there is none."""
        drawing: str = self._data["drawings"].get(f"{picture}.{language}", "")
        return drawing

    @property
    def company(self) -> str:
        """The overlay's name, empty without one."""
        company: str = self._data["company"]
        return company

    def helpdesk(self, language: Language) -> str:
        """How to reach the company's helpdesk, empty where nobody said so."""
        helpdesk: str = self._data["helpdesk"].get(language, "")
        return helpdesk

    @cached_property
    def names(self) -> Names:
        """The names by which a text's entities are recognised."""
        rows = self.rows.values()
        return Names(
            providers=self._provider_names(Language.JA, Language.EN),
            japanese=self._provider_names(Language.EN, Language.JA),
            clients={
                fold(name): row["key"]
                for row in self._data["clients"]
                for name in row["fields"]["names"]
            },
            domains={
                domain: provider.id for provider in self.providers for domain in provider.domains
            },
            words=frozenset(row.key for row in rows if row.kind in ("imap", "pop3", "sasl")),
            replies=frozenset(row.key for row in rows if row.kind == "smtp"),
            ports=frozenset(int(row.key) for row in rows if row.kind == "port"),
        )

    def _provider_names(self, *languages: Language) -> dict[str, str]:
        """The providers' names in these languages, each to its id; the last language counts."""
        return {
            fold(name): provider.id
            for language in languages
            for provider in self.providers
            for name in provider.names[language]
        }

    def entities(self, text: str) -> Entities:
        """What a text names."""
        return read_entities(text, self.names)

    def find(self, question: str, language: Language) -> Found:
        """The topics that a question in this language may be about."""
        return self._finder(language).find(question, self.entities(question))

    def _finder(self, language: Language) -> Finder:
        if language not in self._finders:
            data = self._cache.get(f"index.{language}", self._digest)
            if data is None:
                data = self._index(language)
                self._cache.put(f"index.{language}", self._digest, data)
            ids = frozenset((*self._data["topics"], *self.rows))
            self._finders[language] = Finder(Index(data), ids, self.led_to)
        return self._finders[language]

    @cached_property
    def led_to(self) -> Mapping[str, Set[str]]:
        """The topics that lead on from a topic's answer, or to it."""
        led_to: dict[str, set[str]] = {}
        for of_languages in self._data["topics"].values():
            for topic in of_languages.values():
                for related in topic["related"]:
                    led_to.setdefault(topic["id"], set()).add(related)
                    led_to.setdefault(related, set()).add(topic["id"])
        return led_to

    def _index(self, language: Language) -> dict[str, Any]:
        """Ours, that was made beforehand, with what the company adds; else one made now."""
        concepts, company = self._data["concepts"], self._layers[1:]
        shipped = read_index(language) if self._layers[0].root == layers.OURS else None
        if shipped is None:
            return build(self.entries(language), concepts, self.entities, language)
        if not company:
            return shipped
        further = self._of_company(language, _asked(company, language))
        return extended(shipped, further, concepts, self.entities, language)

    def _of_company(self, language: Language, asked: Mapping[str, list[str]]) -> Iterator[Entry]:
        """What an overlay changes of what topics and providers bring; ``asked`` are its own."""
        topics = filter(None, (self.topic(topic_id, language) for topic_id in self.topic_ids))
        changed = {
            topic.answered_by or topic.id for topic in topics if topic.layer or topic.id in asked
        }
        rows = {row.topic_id for row in self.rows.values() if row.layer}
        for entry in self.entries(language):
            if entry.topic_id in changed | rows | asked.keys():
                yield entry

    def has_stale_index(self, language: Language) -> bool:
        """Whether the index that comes with us was made from something else than what is there.

        Never where there is more or something else than our own content: nobody ships that.
        """
        if self._layers != layers.layers(None):
            return False
        return is_stale(language, digest_of(self.entries(language), self._data["concepts"]))

    def entries(self, language: Language) -> Iterator[Entry]:
        """What every topic brings to the index of a language, and every table of rows.

        Rows of a table are asked for in the same ways, so a table is one entry, and which row is
        meant is told by the code, port or provider that the question names. What is asked for a
        topic that another one answers is asked for that one.
        """
        asked = _asked(self._layers, language)
        counted = _often(self._layers)
        examples: dict[str, list[str]] = {}
        often: Counter[str] = Counter()
        for topic_id in self.topic_ids:
            topic = self.topic(topic_id, language)
            if topic is not None:
                lead = topic.body.partition("\n\n")[0]
                own = (*topic.questions, *asked.get(topic_id, ()), topic.title, lead)
                examples.setdefault(topic.answered_by or topic_id, []).extend(own)
                often[topic.answered_by or topic_id] += counted.get(topic_id, 0)
        for topic_id, of_topic in examples.items():
            yield Entry(topic_id, tuple(of_topic), often=often[topic_id])
        rows = {row.kind: row for row in self.rows.values()}
        for kind, row in rows.items():
            name = row.fields["names"][language][0] if kind == "provider" else row.key
            ways = self.phrases(language).get(f"asks.{kind}", "")
            ways = ways.replace("KEY", row.key).replace("NAME", name)
            own = (*filter(None, ways.split("\n")), *asked.get(kind, ()))
            yield Entry(kind, own, is_table=True)
        for row in self.rows.values():
            listed = row.fields.get("questions", {}).get(language, ())
            if listed and row.kind == "provider":
                yield Entry(row.topic_id, tuple(listed))
        for key in filter(lambda key: key.startswith(REFUSED), asked):
            yield Entry(key, tuple(asked[key]))


def read_said() -> dict[str, list[str]]:
    """What servers and programs say, by cause: what the reading of errors was trained on."""
    examples: dict[str, list[str]] = {}
    for path in sorted((layers.OURS / "said").glob("*.toml")):
        for cause, texts in content.read_asked(path).items():
            examples.setdefault(cause, []).extend(texts)
    return examples


def open_knowledge(overlay: Path | None = None, cache: Path | None = None) -> Knowledge:
    """Read everything, or what was kept of it.

    ``overlay`` is a company's folder (see ``layers``); ``cache`` a folder for what was read, None
    to keep nothing. ContentError names the file, the line and what is wrong.
    """
    found = layers.layers(overlay)
    digest = _FORMAT + layers.stamp(found)
    kept = Cache(cache)
    data = kept.get("content", digest)
    if data is None:
        data = read_layers(found)
        kept.put("content", digest, data)
    return Knowledge(data, kept, digest, found)


def read_layers(found: tuple[layers.Layer, ...]) -> dict[str, Any]:
    """The content of all layers as plain data, later layers over earlier ones.

    ContentError when a layer says one thing twice.
    """
    data: dict[str, Any] = {
        "topics": {},
        "rows": [],
        "replies": [],
        "clients": [],
        "intents": [],
        "concepts": [],
        "conversation": [],
        "sources": {},
        "phrases": {language: {} for language in Language},
        "documents": {language: {} for language in Language},
        "drawings": {},
        "company": found[-1].name,
        "helpdesk": dict(found[-1].helpdesk or {}),
    }
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for layer in found:
        _lay_topics(layer, data["topics"])
        _lay_rows(layer, rows)
        for path in layer.files(f"facts/{_REPLIES}"):
            data["replies"] += content.read_rows(path, layer.name)
        for path in layer.files(f"facts/{_CLIENTS}"):
            data["clients"] += content.read_rows(path, layer.name)
        for path in layer.files(f"facts/{_INTENTS}"):
            data["intents"] += content.read_rows(path, layer.name)
        for path in layer.files(f"facts/{_CONCEPTS}"):
            data["concepts"] += content.read_rows(path, layer.name)
        for path in layer.files(f"facts/{_CONVERSATION}"):
            data["conversation"] += content.read_rows(path, layer.name)
        for path in layer.files("facts/sources/*.toml"):
            data["sources"] |= content.read_sources(path)
        for language in Language:
            for path in layer.files(f"wording/{language}/*.toml"):
                data["phrases"][language] |= content.read_phrases(path)
            for path in layer.files(f"wording/{language}/*.md.j2"):
                name = path.name.removesuffix(".md.j2")
                data["documents"][language][name] = content.read_text(path)
        for path in layer.files("pictures/*.txt"):
            data["drawings"][path.name.removesuffix(".txt")] = content.read_text(path)
    _check_answering(data["topics"])
    _check_own_readers(data["replies"], rows.values())
    data["replies"] = [prepared(row) for row in data["replies"]]
    data["causes"] = [row for row in rows.values() if row["kind"] == _CAUSE]
    data["rows"] = [row for row in rows.values() if row["kind"] != _CAUSE]
    return data


def _asked(found: tuple[layers.Layer, ...], language: Language) -> dict[str, list[str]]:
    """Further ways to ask, by topic: read only when an index is made, which alone needs them."""
    asked: dict[str, list[str]] = {}
    for layer in found:
        read = _of_ours if layer.root == layers.OURS else _asked_in
        for topic_id, way in read(layer.root, language):
            asked.setdefault(topic_id, []).append(way)
    return asked


def _often(found: tuple[layers.Layer, ...]) -> dict[str, int]:
    """How often topics are asked for; what a company counts replaces what we did."""
    often: dict[str, int] = {}
    for layer in found:
        for path in layer.files("asked/often.toml"):
            often |= content.read_often(path)
    return often


def _asked_in(root: Path, language: Language) -> tuple[tuple[str, str], ...]:
    return tuple(
        (topic_id, way)
        for path in sorted(root.glob(f"asked/{language}/*.toml"))
        for topic_id, ways in content.read_asked(path).items()
        for way in ways
    )


_of_ours = lru_cache(_asked_in)  # they do not change while we run, and take a second to read


def _lay_topics(layer: layers.Layer, topics: dict[str, dict[str, Any]]) -> None:
    here: dict[tuple[str, str], str] = {}
    for path in layer.files("topics/**/*.md"):
        topic = content.read_topic(path, layer.name)
        key = (topic["id"], topic["language"])
        if key in here:
            raise ContentError(path, 1, "topic_twice", topic=topic["id"], other=here[key])
        here[key] = str(path)
        topics.setdefault(topic["id"], {})[topic["language"]] = topic


def _lay_rows(layer: layers.Layer, rows: dict[tuple[str, str], dict[str, Any]]) -> None:
    here: dict[tuple[str, str], str] = {}
    domains: dict[str, tuple[str, str]] = {}
    for path in (*layer.files("facts/*.toml"), *layer.files("facts/providers/*.toml")):
        if path.name in _OWN_READERS:
            continue
        for row in content.read_rows(path, layer.name):
            key = (row["kind"], row["key"])
            if key in here:
                line = content.line_of(content.read_text(path), f'"{row["key"]}"')
                raise ContentError(path, line, "row_elsewhere", row=row["key"], other=here[key])
            here[key] = str(path)
            for domain in row["fields"].get("domains", ()):
                if domain in domains:
                    line = content.line_of(content.read_text(path), f'"{domain}"')
                    other = domains[domain][1]
                    raise ContentError(path, line, "domain_twice", domain=domain, other=other)
                domains[domain] = (row["key"], str(path))
            below = rows.get(key)
            if below is not None and row["kind"] != "provider":
                row["fields"] = below["fields"] | row["fields"]  # a port may be corrected alone
            rows[key] = row


def _check_answering(topics: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
    """A topic that answers for another one is there, and answers for itself."""
    for twins in topics.values():
        for language, topic in twins.items():
            target = topic["answered_by"]
            answering = topics.get(target, {}).get(language) if target else None
            if target and (answering is None or answering["answered_by"]):
                line = content.line_of(content.read_text(Path(topic["path"])), "answered_by")
                raise ContentError(topic["path"], line, "answers_nothing", topic=target)


def _check_own_readers(replies: Iterable[dict[str, Any]], rows: Iterable[dict[str, Any]]) -> None:
    """Rows that have a form of their own are tried once here, not when somebody asks."""
    for kind, row in (
        *(("reply", reply) for reply in replies),
        *(("provider", row) for row in rows if row["kind"] == "provider"),
    ):
        try:
            if kind == "reply":
                Replies.from_rows([row])
            else:
                Providers.from_rows([_row(row)])
        except ValueError as error:
            line = content.line_of(content.read_text(Path(row["path"])), f'"{row["key"]}"')
            raise ContentError(row["path"], line, kind, reason=str(error)) from error


def _topic(fields: Mapping[str, Any]) -> Topic:
    return Topic(
        id=fields["id"],
        language=Language(fields["language"]),
        title=fields["title"],
        questions=tuple(fields["questions"]),
        body=fields["body"],
        causes=tuple(map(Cause, fields["causes"])),
        related=tuple(fields["related"]),
        answered_by=fields["answered_by"],
        sources=tuple(fields["sources"]),
        picture=fields["picture"],
        layer=fields["layer"],
        path=fields["path"],
        line=fields["line"],
    )


def _row(fields: Mapping[str, Any]) -> Row:
    return Row(
        kind=fields["kind"],
        key=fields["key"],
        fields=fields["fields"],
        sources=tuple(fields["sources"]),
        checked=_date(fields["checked"]),
        layer=fields["layer"],
        path=fields["path"],
    )


def _date(text: str) -> date:
    return date.fromisoformat(text)
