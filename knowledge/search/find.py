"""Which topic answers a question: what it names first, then what it is like.

A question that names a row of our tables and asks nothing else (``what's port
143?``, 「550の意味は?」, "gmail imap settings") is that row's. All others are scored
by likeness. A table's rows are asked for in the same ways, so likeness finds the table and
the name finds the row. What must not be answered is found in the same way, by examples.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from knowledge.entities import Entities
from knowledge.model import Found, Match
from knowledge.search.confidence import ours, right
from knowledge.search.features import concepts_of
from knowledge.search.index import REFUSED, Index, Likeness
from knowledge.search.named import Rows, asked_row, names_unknown, rows_named
from knowledge.search.signals import Signals, signals, wants_refused

SURE = 0.97
# Chosen on questions that no topic lists; see the package's README.
RIGHT = 0.15
OURS, OURS_OTHERWISE = 0.6, 0.45
"""How probable it must be that a question is ours; and where something else speaks for it: mail is
spoken of, and a service, a protocol or a code is named besides, or the best topic is so sure."""
_SURE_ENOUGH = 0.8
_HARDLY_OURS, _RATHER_RIGHT = 0.3, 0.6  # below the one it is not ours, unless a topic fits so well
UNSURE = "unsure"
"""In place of a refusal: it may be ours, so what is near is offered."""
_MOST = 0.95  # likeness alone is never as sure as a name
# How much it tells for a table that one of its rows is named. A mail service is often named by the
# way, so it depends on how much is said as people say it who ask for its servers and rules: what
# the classifier thinks, what such questions have in common, and how little else is said. Fitted on
# questions that name one; see the package's README.
_PROVIDER, _PROVIDER_JUDGED, _PROVIDER_TOLD, _PROVIDER_SHORT = 1.2, 0.75, 0.5, 1.6
_CODE_BONUS = 0.15
# No question that must be refused was ever known so well by a topic, the classifier consenting.
_KNOWN, _CONSENT = 0.7, 0.2
_CLEARLY = 1.0  # by so much the classifier must prefer a topic to a refusal that words ask for
_COMPANYS = 0.3  # so like a question must be to a topic that no classifier knows
_LITTLE = 0.1  # by so much more may a question be like a topic than like a refusal it asks for
_NEAR = 4
_SERVICES = 2
_NEAR_AT_LEAST = 0.1
OUTSIDE = "outside"
"""The refusal of what has nothing to do with mail, or seems so."""
_UNKNOWABLE = "unknowable"


@dataclass(frozen=True, slots=True)
class Search:
    """What a question is like: topics and refusals, best first, and how far that can be trusted.

    ``wants_refused`` tells whether words were said that ask for what is refused.
    """

    topics: tuple[Likeness, ...]
    refusals: tuple[Likeness, ...]
    signals: Signals
    wants_refused: bool


class Finder:
    """Finds topics in one language.

    ``led_to`` names the topics that lead on from one or to it: where such a one is nearly as like
    the question, the two are about the same matter, so it leaves no doubt.
    """

    def __init__(
        self,
        index: Index,
        topic_ids: frozenset[str],
        led_to: Mapping[str, Collection[str]] = MappingProxyType({}),
    ) -> None:
        self._index = index
        self.topic_ids = topic_ids
        self._led_to = led_to

    def find(self, question: str, entities: Entities) -> Found:
        """Candidates, best first, and whether the best of them will do as the answer."""
        rows = rows_named(entities, self.topic_ids)
        unknown = names_unknown(entities, rows)
        search = self.search(question, entities, rows)
        row = "" if unknown else asked_row(question, entities, rows)
        listed = bool(search.topics) and search.topics[0].is_listed and not unknown
        services = tuple(rows.get("provider", ())[:_SERVICES])
        if row and not listed:
            return Found(True, (Match(row, SURE),), services=services)
        refusal = _UNKNOWABLE if unknown else _refusal(search)
        sure = min(max(right(search.signals), _of_company(search.topics)), _MOST)
        if listed and not search.wants_refused:
            # The very words that a topic lists: nothing needs to be guessed.
            refusal, sure = "", _MOST
        near = _near(search.topics, sure)
        answered = bool(near) and not refusal and sure >= RIGHT
        refusal = "" if refusal == UNSURE and near else refusal
        return Found(answered, near, refusal, services)

    def search(self, question: str, entities: Entities, rows: Rows) -> Search:
        """What the question is like, before anything is decided."""
        found = self._index.features(question, entities)
        spoken_of = concepts_of(found)
        speaks, judged = self._index.judge(found)
        ranked = _ranked(self._index.score(found, judged, rows), rows, len(found))
        topics = tuple(one for one in ranked if not one.topic_id.startswith(REFUSED))
        refusals = tuple(one for one in ranked if one.topic_id.startswith(REFUSED))
        return Search(
            topics,
            refusals,
            signals(
                topics,
                self._rival(topics),
                refusals,
                found,
                spoken_of,
                entities,
                self._index.strange(found),
                speaks,
                self._index.marked,
            ),
            wants_refused(found, spoken_of),
        )

    def _rival(self, topics: Sequence[Likeness]) -> Likeness | None:
        """The best topic that is about another matter than the very best one."""
        first, *others = topics or (None,)
        led_to = self._led_to.get(first.topic_id, ()) if first else ()
        return next((one for one in others if one.topic_id not in led_to), None)


def _ranked(likes: Iterable[Likeness], rows: Rows, said: int) -> list[Likeness]:
    """Likenesses with tables resolved to the rows that are named, best first.

    ``said`` is how many features the question has.
    """
    best: dict[str, Likeness] = {}
    for one in likes:
        resolved = [one]
        if one.is_table:
            bonus = _of_provider(one, said) if one.topic_id == "provider" else _CODE_BONUS
            named = rows.get(one.topic_id, ())
            resolved = [replace(one, topic_id=row, like=one.like + bonus) for row in named]
        for row in resolved:
            if row.topic_id not in best or best[row.topic_id].fit < row.fit:
                best[row.topic_id] = row
    return sorted(best.values(), key=Likeness.order)


def _of_company(topics: Sequence[Likeness]) -> float:
    """How sure a topic is that no classifier knows: as sure as it is like the question."""
    return topics[0].like if topics and not topics[0].is_trained else 0.0


def _of_provider(table: Likeness, said: int) -> float:
    told = _PROVIDER_JUDGED * table.judged + _PROVIDER_TOLD * table.told
    return _PROVIDER + told + _PROVIDER_SHORT / (said or 1)


def _refusal(search: Search) -> str:
    """Which refusal a question asks for; empty where it may be ours to answer.

    Nobody is told without need that he asks for what is not done: only where words say so, or
    where the question is like nothing but what is refused.
    """
    signals = search.signals
    refusal = search.refusals[0] if search.refusals else None
    if signals.unknown_server == 1.0:
        return _UNKNOWABLE
    asked_for = refusal.topic_id.removeprefix(REFUSED) if refusal else OUTSIDE
    clearly = signals.judged >= signals.judged_refused + _CLEARLY
    near_refusal = signals.refused >= max(_NEAR_AT_LEAST, signals.like - _LITTLE)
    if search.wants_refused and near_refusal and not clearly:
        return asked_for
    probably = ours(signals)
    otherwise = (signals.named and signals.mail) or right(signals) >= _SURE_ENOUGH
    if probably >= (OURS_OTHERWISE if otherwise else OURS) or _is_known(search):
        return ""
    hardly = probably < _HARDLY_OURS and right(signals) < _RATHER_RIGHT
    return asked_for if hardly or signals.before_refused < 0 else UNSURE


def _is_known(search: Search) -> bool:
    """Whether a topic knows nearly all that is said, or a company's own topic clearly means it.

    In all but these, what is ours is told by words that a company's topics may not have.
    """
    signals = search.signals
    if search.topics and not search.topics[0].is_trained:
        return signals.like >= _COMPANYS and signals.before_refused >= _COMPANYS / 2
    consent = signals.judged >= max(0.0, signals.judged_refused + _CONSENT)
    return signals.covered >= _KNOWN and consent


def _beside(one: Likeness, first: Likeness) -> float:
    """How well a topic fits beside the best one (0 to 1)."""
    return max(0.0, min(1.0, one.fit / first.fit)) if first.fit > 0 else float(one is first)


def _near(topics: tuple[Likeness, ...], sure: float) -> tuple[Match, ...]:
    """The best topics, each as sure as it is like the question beside the first."""
    if not topics:
        return ()
    first = topics[0]
    return tuple(
        Match(one.topic_id, round(sure * _beside(one, first), 3))
        for one in topics[:_NEAR]
        if one is first or (one.like >= _NEAR_AT_LEAST and one.fit > 0)
    )
