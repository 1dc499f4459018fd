"""What the three dialogues share: reading a whole reply, and turning a refusal into its cause."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from connectors.codes import ConnectionDetail
from connectors.dialogue.details import DetailCode
from connectors.dialogue.meaning import meant
from connectors.dialogue.notes import Note
from connectors.dialogue.reading import Grammar, Malformed, NeedMore, T, text_of
from connectors.model import Detail, Protocol, Reply, StepName
from connectors.steps import Stages
from connectors.wire.wire import REPLY_LINES, Wire, WireFailed
from knowledge.causes import Cause
from knowledge.replies import Replies

Piece = Callable[[Sequence[bytes]], None]


def _unremarked(pieces: Sequence[bytes]) -> None:
    return


async def read(
    wire: Wire, grammar: Grammar[T], *, each: Piece = _unremarked, content: bool = False
) -> T:
    """The next reply, whole.

    ``each`` is called after every piece, to note its line at once. With ``content`` all lines
    but the first are a message's, and kept out of the transcript.

    Raises:
        WireFailed: as the wire does; ``proto.malformed`` with what came as evidence, after which
            the wire is closed: nobody could say to which command a later reply belongs;
            ``net.reset`` where it is only that the server went before its line was whole.
    """
    pieces: list[bytes] = []
    outcome: T | NeedMore | Malformed = NeedMore()
    while isinstance(outcome, NeedMore):
        pieces.append(await _piece(wire, outcome, pieces, content))
        each(pieces)
        outcome = grammar(pieces)
        if len(pieces) > REPLY_LINES and not content:
            outcome = Malformed(pieces[-1])
    if isinstance(outcome, Malformed):
        wire.note(Note.MALFORMED)
        wire.close_now()
        evidence = Reply("", "", text_of(outcome.piece))
        if wire.cut_off:
            ended = Detail(ConnectionDetail.ENDED)
            raise WireFailed(Cause.NET_RESET, detail=ended, reply=evidence)
        raise WireFailed(
            Cause.PROTO_MALFORMED, detail=Detail(DetailCode.REPLY_MALFORMED), reply=evidence
        )
    return outcome


async def _piece(wire: Wire, need: NeedMore, before: Sequence[bytes], content: bool) -> bytes:
    if need.octets is not None:
        return await wire.exactly(need.octets)
    if content and before:
        return await wire.content_line()
    try:
        return await wire.line()
    except WireFailed as failed:
        if failed.reply or not before or content:
            raise
        # The server went in the middle of a reply: what it had said so far may be why.
        words = Reply("", "", "\n".join(map(text_of, before)))
        raise WireFailed(failed.cause, detail=failed.detail, reply=words) from None


class Flight:
    """Commands in their order: sent all at once where that is allowed, else each in its turn.

    ``sent``: how many are on their way or answered.
    """

    def __init__(
        self, wire: Wire, commands: Sequence[tuple[bytes, Note]], *, together: bool
    ) -> None:
        self._wire = wire
        self._waiting = list(commands)
        self._together = together
        self.sent = 0

    async def turn(self) -> None:
        """See that the next command is on its way; its reply can be read now."""
        while self._waiting:
            line, note = self._waiting.pop(0)
            await self._wire.send(line, note=note)
            self.sent += 1
            if not self._together:
                return


@contextmanager
def farewell(stages: Stages) -> Iterator[None]:
    """The last stage: whatever the server does in it, all that was asked for has been done."""
    with stages(StepName.LOGOUT) as stage:
        try:
            yield
        except WireFailed as failed:
            if failed.cause is Cause.NET_RESET:
                stage.detail = Detail(DetailCode.LOGOUT_UNANSWERED)


def refused(replies: Replies, protocol: Protocol, stage: StepName, reply: Reply) -> WireFailed:
    """The failure that a refusal at this stage is."""
    cause = replies.cause_of(protocol, stage.value, reply.code, reply.enhanced, reply.text)
    return WireFailed(meant(cause, protocol, stage, reply), reply=reply)


def starttls_refused(reply: Reply) -> WireFailed:
    """The failure that a refusal of STARTTLS or STLS is, where it was offered.

    What was asked for is not to be had, and the words only say why at the server's end: a
    certificate that has expired or does not load there is none that we were shown.
    """
    return WireFailed(Cause.TLS_STARTTLS_FAILED, reply=reply)
