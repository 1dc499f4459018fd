"""What a search says of itself: the signals from which confidence is reckoned."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

from knowledge.entities import Entities
from knowledge.search.features import together
from knowledge.search.index import Likeness

# Concepts whose names begin so belong to other things than mail, or are not answered.
ELSEWHERE, NOT_ANSWERED = "out_", "no_"
_SOMEBODY_ELSE = "of_somebody_else"
_SECRETS = ("password", "which_server", "host", "username")
# So much of a short question in words that nobody knows is the name of somebody unknown.
_STRANGE = 0.25
# Who has forgotten a password asks what it was, and is helped to a new one.
_OF_THE_FORGETFUL = frozenset(("no_unknowable",))
# Who helps a relative says what fails; who wants into a mailbox does not.
_IN_NEED = frozenset(
    ("cannot", "refused", "error", "forgotten", "locked", "works", "nothing_works", "settings")
)


@dataclass(frozen=True, slots=True)
class Signals:
    """Each from 0 to about 1.

    ``like`` is the best topic's likeness, ``lead`` by how much it is before its rival, ``refused``
    the best refusal's likeness and ``before_refused`` by how much the topic is before it;
    ``judged`` and ``judged_refused`` what the classifier says of these two (-1 to 1);
    ``covered`` how much of the question the topic knows, ``strange`` how much of it nobody knows;
    ``speaks`` how much its words are those of questions that are answered (-1 to 1);
    ``mail`` how much is said that belongs to mail, ``near`` how much that mail has in common with
    other things, ``elsewhere`` how much that belongs to those; ``named`` whether a protocol, port,
    code or provider is; ``short`` how short the question is; ``unknown_server`` whether it asks for
    facts of a provider that we do not have.
    """

    like: float
    lead: float
    refused: float
    before_refused: float
    judged: float
    judged_refused: float
    covered: float
    strange: float
    speaks: float
    mail: float
    near: float
    elsewhere: float
    named: float
    short: float
    unknown_server: float


def signals(
    topics: Sequence[Likeness],
    rival: Likeness | None,
    refusals: Sequence[Likeness],
    found: Mapping[str, float],
    spoken_of: Set[str],
    entities: Entities,
    strange: float,
    speaks: float,
    marked: Mapping[str, Set[str]],
) -> Signals:
    """The signals of a search.

    ``topics`` and ``refusals`` are what the question is like, best first, ``rival`` the topic that
    leaves doubt about the best, ``found`` its features,
    ``spoken_of`` its concepts, ``strange`` the part of its features that the index does not
    know, ``speaks`` how much they speak for a question that is answered, and ``marked`` the
    concepts that belong to mail and those that ask for facts.
    """
    like = topics[0].like if topics else 0.0
    lead = topics[0].fit - rival.fit if rival else like
    refused = refusals[0].like if refusals else 0.0
    elsewhere = sum(concept.startswith(ELSEWHERE) for concept in spoken_of)
    named = (entities.protocols, entities.ports, entities.codes, entities.providers)
    return Signals(
        like=like,
        lead=lead,
        refused=refused,
        before_refused=like - refused,
        judged=topics[0].judged if topics else -1.0,
        judged_refused=refusals[0].judged if refusals else -1.0,
        covered=topics[0].covered if topics else 0.0,
        strange=strange,
        speaks=speaks,
        mail=min(len(spoken_of & marked["mail"]), 2) / 2,
        near=min(len(spoken_of & marked["near"]), 3) / 3,
        elsewhere=min(elsewhere, 2) / 2,
        named=float(any(named)),
        short=min(1.0, 5 / (len(found) or 1)),
        unknown_server=_unknown_server(spoken_of, entities, strange, marked["facts"]),
    )


def wants_refused(found: Collection[str], spoken_of: Set[str]) -> bool:
    """Whether words are said that ask for what is refused, or for somebody else's secrets."""
    not_answered = {concept for concept in spoken_of if concept.startswith(NOT_ANSWERED)}
    if not_answered - (_OF_THE_FORGETFUL if "forgotten" in spoken_of else frozenset()):
        return True
    asked = any(together(_SOMEBODY_ELSE, secret) in found for secret in _SECRETS)
    return asked and not spoken_of & _IN_NEED


def _unknown_server(
    spoken_of: Set[str], entities: Entities, strange: float, facts: Set[str]
) -> float:
    """How far a provider's facts are asked for, and the provider is none of ours.

    1 where a host says so; less where only words do that nobody knows.
    """
    known = entities.providers or entities.clients or entities.ports
    if known or spoken_of & _IN_NEED - {"works", "settings"} or not spoken_of & facts:
        return 0.0
    if entities.hosts:
        return 1.0
    return 0.5 * ("little_provider" in spoken_of or strange > _STRANGE)
