"""The one reader of replies: of a server's in a live check, and of what people paste.

Words beat numbers, and an enhanced code beats a basic one: each row of the table
carries a weight that says how much its evidence tells, and the heaviest row that fits decides.
Where none is heavy, a classifier of all that is said has its say.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Any, NamedTuple

from knowledge.causes import Cause
from knowledge.excerpt import speaks_of_error, where_error
from knowledge.providers import Protocol
from knowledge.replies.classifier import LOOKED_AT as CLASSIFIED
from knowledge.replies.classifier import classifier
from knowledge.replies.pattern import Pattern
from knowledge.replies.quoted import Quote, quotes
from knowledge.replies.row import ReplyRow
from knowledge.replies.stages import (
    NEVER_SAID,
    SAME_ELSEWHERE,
    at_stage,
    by_class,
    plausible,
    possible,
)
from knowledge.replies.written import QUOTED, Coded, Written, fold_reply, mark

# A row's further causes are less likely; they must not pass another row's first.
_NEXT_CAUSE = 0.75
# A row about another stage than the line speaks of.
_OTHER_STAGE = 0.7
# What a program says around a server's words that tell as much as this, so many lines off at most.
_AROUND_SAID, _SAID, _FRAME = 0.7, 0.5, 3
# Causes worth showing to anybody.
_READINGS = 8
# A word that stands in more places than this is not looked at place by place.
_FEW = 40
# What a row may weigh less than another whose words are a part of its own.
_SAME_WORDS = 0.05
# Codes of a wrong password: whatever else is said of it ("reason unavailable"), it will not pass,
# and neither another mechanism nor encryption is what is wanted, unless a row knows the words. Some
# servers answer so when what judges logins is down: then their words must say so this surely.
_LASTING = frozenset({"5.7.8", "AUTHENTICATIONFAILED", "AUTH"})
_WRONG, _PASSING = "535", "4."
_WILL_PASS = 0.9
_NOT_OF_WRONG = frozenset(
    {
        Cause.AUTH_TEMPORARY_FAILURE,
        Cause.SERVER_UNAVAILABLE,
        Cause.AUTH_NO_COMMON_MECHANISM,
        Cause.AUTH_TLS_REQUIRED,
    }
)
# A row that weighs so much decides. What weighs less is evidence beside what the classifier thinks,
# in log-odds; so is, without any row, that a cause is the usual one at its stage. Chosen on
# refusals in words not met before; see the package's README.
_DECIDES = 0.9
_ROW, _USUAL, _UNUSUAL = 2.0, 1.0, 0.7
# The log-odds of what the classifier does not know.
_UNSAID = math.log(0.45)
# So much of what a text may mean must be possible at the stage; else the usual cause is told.
_HERE = 0.2
# A guess at these must be sure: one keeps all from a host, the other sends the password again.
_ACTED_ON = frozenset({Cause.SERVER_TOO_MANY_CONNECTIONS, Cause.AUTH_NO_COMMON_MECHANISM})
_MORE_OFTEN_THAN_NOT = 0.5
# The same where a text is pasted, of which no stage is known.
_SURE = 0.7
_READ, _READ_MORE = 1.0, 2.0
_WORTH_NAMING = 0.3  # so probable a cause must be to be named where no row knows anything
_FEW_WORDS = 4  # of a text in so few words a guess must be sure
_MOST = 0.49  # what is only probable weighs less than any words that are known
_JUDGED = 100  # lines of a long text
_FIGURES = re.compile(r"\d+")
# Lines about logins of other things than mail, which a log may be full of; so long each at most.
_ELSEWHERE, _ONE_THING = 1_000, 300
# Words, not names: a host called mail says nothing about what runs there.
_OF_MAIL = r"(?<![\w.@-])(?:e-?mails?|smtp|imap|pop3?)(?!\.?[\w@-])|める(?!あどれす)"
# What a pattern that holds a word can hold before or after it, gaps included.
_AROUND = 240
# Characters looked at in all, every pattern's together: less than a second for a text that was
# made to hold all words that we know. A log of a megabyte has some fifty candidates.
_WORK = 40_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text may mean, and why we think so.

    ``line`` is the line that decided, as it stood. ``row`` names the row of the table. ``weight``
    (0 to 1) orders what rows tell; below 0.5 it is a number or words that stand for several things,
    or, with an empty ``row``, what is only probable.
    ``protocol`` and ``stage`` are guesses; None and empty where nothing tells.
    """

    cause: Cause
    line: str
    row: str
    weight: float
    protocol: Protocol | None
    stage: str


class _Finding(NamedTuple):
    row: ReplyRow
    line: int
    near: str = ""
    said: bool = False


_ByMark = Mapping[str, Sequence[tuple[ReplyRow, Pattern]]]
"""Patterns by one of their words: the one that the fewest others have."""


class Replies:
    """What servers and mail programs say, and what it means.

    A later row with the same key replaces an earlier one: so an overlay lays its own over ours.
    """

    def __init__(self, rows: Iterable[ReplyRow]) -> None:
        self._rows = {row.key: row for row in rows}

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> Replies:
        """The reader of these rows (as ``content.read_rows`` gives them), overlays last.

        Raises:
            ValueError: a row says something that is not of the table's form; names file and row.
        """
        return cls(map(ReplyRow.from_fields, rows))

    @property
    def rows(self) -> tuple[ReplyRow, ...]:
        """Every row, in the table's order."""
        return tuple(self._rows.values())

    def cause_of(
        self, protocol: Protocol, stage: str, code: str, enhanced: str, text: str
    ) -> Cause:
        """Why a server refused, in a live check.

        ``stage`` is one of ``STAGES``. ``code`` is SMTP's three digits, IMAP's ``NO``, ``BAD`` or
        ``BYE``, or POP3's ``-ERR``; ``enhanced`` is ``5.7.8`` or a response code without
        brackets; ``text`` is what the server said. Words that are known decide. Where they do not,
        that cause does which is most probable by all that is said, by codes and by what is usual at
        this stage. Never ``ok``; ``unknown`` where none of these say more.
        """
        coded = Coded(0, code, enhanced.upper())
        found = [*self._by_words(Written(text)), *self._by_codes((coded,))]
        found.sort(key=lambda finding: (len(finding.near), finding.row.key))
        usual = by_class(protocol, stage, code)
        best, weight, near, means_else = usual, 0.0, "", False
        for finding in found:
            row = finding.row
            cause = next((one for one in row.causes if plausible(one, stage, protocol)), None)
            if cause and _fits(row, protocol, stage, coded) and _tells_more(finding, weight, near):
                best, weight, near = cause, row.weight, finding.near
            means_else |= row.weight >= _DECIDES and NEVER_SAID.issuperset(row.causes)
        if weight < _DECIDES and not means_else:
            causes = possible(protocol, stage, code)
            known = frozenset({best} if weight else ())
            if coded.enhanced in _LASTING or code == _WRONG:
                causes -= _not_of_wrong(text, coded, causes)
            usually = _UNUSUAL if usual is Cause.UNKNOWN else _USUAL
            counts = {best: _ROW if weight else usually}
            best = _likeliest(_of_refusal(text, causes, known), counts)
        return at_stage(best, stage, code)

    def read(self, text: str) -> tuple[Reading, ...]:
        """What a pasted error, log or bounce means, best first, each cause once.

        Empty when nothing in it is known. Looks at the first million characters. Lines about
        logins of other things than mail (a database, a shell) are left out.
        """
        written = self._of_mail(text)
        said = quotes(written.words)
        found = [
            *(one for one in self._by_words(written, said) if _agrees(one, written)),
            *(
                _said_if_quoted(one, written, said)
                for one in self._by_codes(written.different_codes)
            ),
        ]
        found.sort(key=lambda one: (one.line, self._places[one.row.key]))
        told = {one.line for one in found if one.said and one.row.weight >= _SAID}
        best: dict[Cause, Reading] = {}
        for finding in found:
            for reading in _readings(finding, written, told):
                if reading.cause not in best or best[reading.cause].weight < reading.weight:
                    best[reading.cause] = reading
        return tuple(sorted(best.values(), key=lambda one: -one.weight)[:_READINGS])

    def guess(self, text: str) -> tuple[Reading, ...]:
        """What a text that tells of a failure means, in whatever words it does.

        As ``read``, and where no row is sure, what is most probable by all that is said comes
        first. Empty when nothing is even probable, or nothing but that something failed is said.
        """
        text = self._of_mail(text).text
        known = self.read(text)
        if known and (known[0].weight >= _SURE or self._rows[known[0].row].client):
            return known
        probable = _probable(text)
        says_little = len(text.split()) < _FEW_WORDS and text.isascii()
        if not probable or (says_little and next(iter(probable.values()))[0] < _SURE):
            return known
        shares = {cause: share for cause, (share, _) in probable.items()}
        counts = {one.cause: _READ + _READ_MORE * one.weight for one in known}
        best = _likeliest(shares, counts)
        if best is Cause.UNKNOWN:
            # That something failed is all that is said, unless a code says more.
            return known if any(self._is_of_code(one) for one in known) else ()
        first = [one for one in known if one.cause is best]
        if not known:
            first = [_guessed(*one) for one in probable.items() if one[1][0] >= _WORTH_NAMING]
        elif not first:
            first = [_guessed(best, probable[best])]
        return (*first, *(one for one in known if one.cause is not best))[:_READINGS]

    def _of_mail(self, text: str) -> Written:
        """The text without lines that tell of a login elsewhere and do not speak of mail.

        A long line may tell of anything, and stays.
        """
        written = Written(text)
        known = [pattern.expression for _, pattern in _candidates(self._elsewhere, written)]
        found = chain.from_iterable(one.finditer(written.words) for one in known)
        lines = {written.line_at(match.start()) for match in islice(found, _ELSEWHERE)}
        quoted = {at: written.folded_line(at) for at in lines}
        elsewhere = {
            at
            for at, line in quoted.items()
            if len(line) <= _ONE_THING and not re.search(_OF_MAIL, line)
        }
        return Written(written.without(elsewhere)) if elsewhere else written

    def _is_of_code(self, reading: Reading) -> bool:
        return not self._rows[reading.row].patterns

    def _by_words(self, written: Written, said: Iterable[Quote] = ()) -> Iterator[_Finding]:
        candidates = list(_candidates(self._by_mark, written))
        reach = _WORK // (len(candidates) + 1)
        for row, pattern in candidates:
            match = _find(pattern, written, reach)
            if match:
                quoted = _in_quote(match, pattern, said)
                match = quoted or match
                yield _Finding(row, written.line_at(match.start()), match[0], quoted is not None)

    def _by_codes(self, codes: Iterable[Coded]) -> Iterator[_Finding]:
        for coded in codes:
            for value in (coded.code, coded.enhanced, coded.client):
                for row in self._by_code.get(value, ()):
                    if _has(row, coded):
                        yield _Finding(row, coded.line, coded.enhanced or coded.code)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """Where each row stands in the table: of what weighs the same, the first is told."""
        return {key: at for at, key in enumerate(self._rows)}

    @cached_property
    def _by_mark(self) -> _ByMark:
        return _by_mark(row for row in self.rows if row.causes != (Cause.UNKNOWN,))

    @cached_property
    def _elsewhere(self) -> _ByMark:
        """What tells of other things than mail: patterns of rows that know no cause."""
        return _by_mark(row for row in self.rows if row.causes == (Cause.UNKNOWN,))

    @cached_property
    def _by_code(self) -> Mapping[str, list[ReplyRow]]:
        """Rows without words, by every code of the finest kind that they name."""
        index = defaultdict(list)
        for row in self.rows:
            if not row.patterns:
                for value in row.client or row.enhanced or row.codes:
                    index[value].append(row)
        return dict(index)


def _probable(text: str) -> dict[Cause, tuple[float, str]]:
    """How probable each cause is by what speaks most for it, and that, the likeliest first."""
    best: dict[Cause, tuple[float, str]] = {}
    for part in _parts(text):
        for cause, share in classifier().probable(part).items():
            if cause not in best or share > best[cause][0]:
                best[cause] = (share, part)
    return dict(sorted(best.items(), key=lambda one: (-one[1][0], one[0])))


def _parts(text: str) -> list[str]:
    """What is judged by itself: a short text as a whole, of a long one the lines that tell.

    Those that speak of an error come first, then the last, which tell how it ended. Lines that
    differ in their figures alone are one.
    """
    lines = {_FIGURES.sub("0", line): line.strip() for line in text.splitlines() if line.strip()}
    if len(text) <= CLASSIFIED:
        return [text] if lines else []
    telling = [line for line in lines.values() if speaks_of_error(line)]
    others = [line for line in lines.values() if not speaks_of_error(line)]
    return [_around_error(line) for line in (*telling, *others[::-1])][:_JUDGED]


def _around_error(line: str) -> str:
    """A line, or of a long one what stands around the first word that speaks of an error."""
    if len(line) <= CLASSIFIED:
        return line
    start = max(0, where_error(line) - CLASSIFIED // 2)
    return line[start : start + CLASSIFIED]


def _guessed(cause: Cause, speaks: tuple[float, str]) -> Reading:
    """A reading by what speaks for this cause: of several lines the one that does most."""
    share, part = speaks
    lines = [line.strip() for line in part.splitlines() if line.strip()][:_JUDGED]
    line = max(lines, key=lambda one: classifier().probable(one).get(cause, 0.0))
    protocol = _named_in(fold_reply(line))
    return Reading(cause, line[:QUOTED], "", min(_MOST, round(share / 2, 4)), protocol, "")


def _not_of_wrong(text: str, coded: Coded, causes: frozenset[Cause]) -> frozenset[Cause]:
    """What is not meant beside a code of a wrong password, whatever is said."""
    fault = Cause.AUTH_TEMPORARY_FAILURE
    passes = _of_refusal(text, causes - {Cause.SERVER_UNAVAILABLE}).get(fault, 0.0) >= _WILL_PASS
    if passes or coded.enhanced.startswith(_PASSING):
        return _NOT_OF_WRONG - {fault}
    return _NOT_OF_WRONG


def _of_refusal(
    text: str, causes: frozenset[Cause], known: Collection[Cause] = ()
) -> dict[Cause, float]:
    """How probable each of these causes is; empty where a text means something else than these.

    ``known`` are those for which something else speaks than the classifier.
    """
    among: dict[Cause, float] = {}
    probable = dict(classifier().probable(text))
    # A server that refuses has a reason, whether or not its words tell it.
    told = 1.0 - probable.pop(Cause.UNKNOWN, 0.0)
    for cause, share in probable.items():
        if cause in _ACTED_ON and cause not in known and share < _MORE_OFTEN_THAN_NOT:
            continue
        said_here = (cause, *SAME_ELSEWHERE.get(cause, ()))
        meant = next((one for one in said_here if one in causes), None)
        if meant:
            among[meant] = among.get(meant, 0.0) + share
    whole = sum(among.values())
    here = whole >= _HERE * told
    return {cause: share / whole for cause, share in among.items()} if here and whole else {}


def _likeliest(probable: Mapping[Cause, float], counts: Mapping[Cause, float]) -> Cause:
    """The cause that is most probable, once it is known what counts for some of them."""
    odds = dict.fromkeys(counts, _UNSAID) | {
        cause: math.log(max(share, 1e-9)) for cause, share in probable.items()
    }
    for cause, count in counts.items():
        odds[cause] += count
    return max(odds, key=lambda cause: (odds[cause], cause))


def _by_mark(rows: Iterable[ReplyRow]) -> _ByMark:
    entries = [(row, pattern) for row in rows for pattern in row.patterns]
    common = Counter(
        mark(word) for _, pattern in entries for words in pattern.needs for word in words
    )
    index = defaultdict(list)
    for row, pattern in entries:
        rarest = min(pattern.needs, key=lambda words: sum(common[mark(word)] for word in words))
        for known in {mark(word) for word in rarest}:
            index[known].append((row, pattern))
    return dict(index)


def _candidates(by_mark: _ByMark, written: Written) -> Iterator[tuple[ReplyRow, Pattern]]:
    """Rows and patterns of which the text holds every word that they need."""
    for known in written.marks & by_mark.keys():
        for row, pattern in by_mark[known]:
            if all(any(map(written.holds, words)) for words in pattern.needs):
                yield row, pattern


def _find(pattern: Pattern, written: Written, reach: int) -> re.Match[str] | None:
    """Where the pattern is first found: around its rarest word, or anywhere if that is common."""
    text, search = written.words, pattern.expression.search
    rarest = min(pattern.needs, key=lambda words: sum(map(written.count, words)))
    if sum(map(written.count, rarest)) > _FEW:
        return search(text, 0, reach)
    for word in rarest:
        at = text.find(word, 0, reach)
        while at >= 0:
            match = search(text, max(0, at - _AROUND), at + len(word) + _AROUND)
            if match:
                return match
            at = text.find(word, at + 1, reach)
    return None


def _in_quote(
    match: re.Match[str], pattern: Pattern, said: Iterable[Quote]
) -> re.Match[str] | None:
    """What was found, if a server said it, or the same where one says it too."""
    if any(match.start() < quote.end and match.end() > quote.start for quote in said):
        return match
    in_each = (pattern.expression.search(match.string, *quote) for quote in said)
    return next(filter(None, in_each), None)


def _said_if_quoted(finding: _Finding, written: Written, said: Iterable[Quote]) -> _Finding:
    """A code's finding; codes of a program's own stand in no quote."""
    text, near = written.words, finding.near.lower()
    return finding._replace(said=bool(near) and any(near in text[slice(*one)] for one in said))


def _has(row: ReplyRow, coded: Coded) -> bool:
    return (
        (not row.codes or coded.code in row.codes)
        and (not row.enhanced or coded.enhanced in row.enhanced)
        and (not row.client or coded.client in row.client)
    )


def _tells_more(finding: _Finding, weight: float, near: str) -> bool:
    """Whether it weighs more than this; or as much, nearly, and says it in more words."""
    doubt = _SAME_WORDS if near and near != finding.near and near in finding.near else 0.0
    return finding.row.weight + doubt > weight


def _fits(row: ReplyRow, protocol: Protocol, stage: str, coded: Coded) -> bool:
    return (
        not row.pasted
        and (not row.protocols or protocol in row.protocols)
        and (not row.stages or stage in row.stages)
        and _has(row, coded)
    )


def _agrees(finding: _Finding, written: Written) -> bool:
    """Whether the codes that a row of words asks for stand in the same line."""
    row = finding.row
    if not (row.codes or row.enhanced or row.client):
        return True
    return any(_has(row, coded) for coded in written.codes_in(finding.line))


def _readings(finding: _Finding, written: Written, told: Collection[int]) -> Iterator[Reading]:
    """What a finding tells; less where a server tells it otherwise in one of these lines nearby."""
    row, line = finding.row, written.folded_line(finding.line)
    stage = next((name for name, words in _STAGES if re.search(words, line)), "")
    weight = row.weight
    if stage and row.stages and stage not in row.stages:
        weight *= _OTHER_STAGE
    if not finding.said and any(abs(finding.line - other) <= _FRAME for other in told):
        weight *= _AROUND_SAID
    speaks = _speaks(line, written.codes_in(finding.line))
    protocol = speaks or _named(row, line)
    stage = stage or (next(iter(row.stages)) if len(row.stages) == 1 else "")
    quoted = written.line(finding.line, finding.near)
    for cause in row.causes:
        doubt = _OTHER_STAGE if cause.stage in _NEVER_SAID_BY.get(speaks, ()) else 1
        yield Reading(cause, quoted, row.key, round(weight * doubt, 4), protocol, stage)
        weight *= _NEXT_CAUSE


# What a server of each protocol has no occasion to say.
_NEVER_SAID_BY: Mapping[Protocol | None, tuple[str, ...]] = {
    Protocol.IMAP: ("send",),
    Protocol.POP3: ("send",),
    Protocol.SMTP: ("mailbox",),
}
_TAGGED = r"(?:^|[ \t'\"(>:])(?:\*|[a-z]{0,4}\d{1,6}) (?:no|bad|bye)(?![a-z])"
_MINUS_ERR = r"(?<![a-z0-9])-err(?![a-z])"
_PROTOCOLS = (
    (Protocol.IMAP, r"(?<![a-z])imap"),
    (Protocol.POP3, r"(?<![a-z])pop3?(?![a-z0-9])"),
    (Protocol.SMTP, r"(?<![a-z])e?smtp|rcpt to|mail from"),
)
# What a line says of the stage it happened in, plainest first.
_STAGES = (
    ("recipient", "rcpt to"),
    ("sender", "mail from"),
    ("message", "data command|end of data|after data"),
    ("starttls", "starttls|stls"),
    (
        "login",
        r"(?<![a-z])(?:auth|log(?:in|on)|sasl)|password|認証|ろぐいん|(?<!\d)53[458](?!\d)",
    ),
)


def _speaks(line: str, codes: Iterable[Coded]) -> Protocol | None:
    """Which protocol's server this line quotes, by the form of its replies."""
    if re.search(_TAGGED, line):
        return Protocol.IMAP
    if re.search(_MINUS_ERR, line):
        return Protocol.POP3
    return Protocol.SMTP if any(coded.code for coded in codes) else None


def _named(row: ReplyRow, line: str) -> Protocol | None:
    if len(row.protocols) == 1:
        return next(iter(row.protocols))
    return _named_in(line)


def _named_in(line: str) -> Protocol | None:
    return next((name for name, words in _PROTOCOLS if re.search(words, line)), None)
