"""Commands and their outcomes in an IMAP4 session (RFC 9051 §2.2), whatever comes in between."""

from __future__ import annotations

from dataclasses import replace

from connectors.dialogue.details import DetailCode
from connectors.dialogue.exchange import read, refused
from connectors.dialogue.notes import Note
from connectors.imap4.gathered import Gathered
from connectors.imap4.grammar import Condition, Continuation, Data, Response, Status, read_response
from connectors.model import Detail, Protocol, Reply, StepName
from connectors.wire.wire import Wire, WireFailed
from knowledge.causes import Cause
from knowledge.replies import Replies

_DATA_NOTES = {
    "CAPABILITY": Note.IMAP_CAPABILITY_LIST,
    "ID": Note.IMAP_ID_DATA,
    "EXISTS": Note.IMAP_EXISTS,
    "FLAGS": Note.IMAP_FLAGS,
    "FETCH": Note.IMAP_FETCH_DATA,
    "QUOTAROOT": Note.IMAP_QUOTAROOT_DATA,
    "QUOTA": Note.IMAP_QUOTA_DATA,
    "SEARCH": Note.IMAP_SEARCH_DATA,
    "ESEARCH": Note.IMAP_SEARCH_DATA,
}
_NEWS_NOTES = {
    Condition.OK: Note.IMAP_INFORMATION,
    Condition.NO: Note.IMAP_WARNING,
    Condition.BAD: Note.IMAP_NOT_UNDERSTOOD,
    Condition.PREAUTH: Note.IMAP_GREETING_PREAUTH,
    Condition.BYE: Note.IMAP_BYE,
}


TELLING = frozenset(
    {
        Cause.AUTH_APP_PASSWORD_REQUIRED,
        Cause.AUTH_OAUTH_REQUIRED,
        Cause.AUTH_PROTOCOL_DISABLED,
        Cause.AUTH_TLS_REQUIRED,
        Cause.AUTH_ACCOUNT_DISABLED,
        Cause.AUTH_PASSWORD_EXPIRED,
        Cause.AUTH_WEB_LOGIN_REQUIRED,
        Cause.AUTH_ACCESS_DENIED,
        Cause.AUTH_TOO_MANY_ATTEMPTS,
        Cause.SERVER_TOO_MANY_CONNECTIONS,
    }
)
"""Why a login is refused, where the refusal itself says only that it is."""

SAYS_LITTLE = frozenset({Cause.AUTH_WRONG_CREDENTIALS, Cause.UNKNOWN})
"""What a refusal of a login without words is taken for."""


REFUSING = frozenset({"NO", "BAD"})

KNOWN_WORDS = 0.8
"""So much words weigh that are known for one cause. Unasked ones may be about anything, so that
what is only probable does not count."""


class Session:
    """One session: ``gathered`` is all that the server has told outside of outcomes."""

    def __init__(self, wire: Wire, replies: Replies) -> None:
        self.gathered = Gathered()
        self._wire = wire
        self._replies = replies
        self._sent: dict[str, Note] = {}
        """What the OK of each command that was sent means."""
        self._ended: dict[str, Status] = {}
        self._news: list[Status] = []
        """What was said unasked since the last command was sent."""

    def next_tag(self, good: Note) -> str:
        """A tag for a command that is about to be sent; ``good`` is what its OK means."""
        tag = f"A{len(self._sent) + 1}"
        self._sent[tag] = good
        self._news = []
        return tag

    async def command(self, text: str, note: Note, good: Note) -> str:
        """Send a command without anybody's words in it; returns its tag."""
        tag = self.next_tag(good)
        await self._wire.send(f"{tag} {text}".encode(), note=note)
        return tag

    async def greeting(self) -> Status:
        """What the server says first.

        Raises:
            WireFailed: it is no greeting, or a refusal.
        """
        response = await self._response(StepName.GREETING)
        if not isinstance(response, Status) or response.tag != "*":
            raise self._out_of_place(response)
        if response.condition is Condition.OK:
            self._wire.note(Note.IMAP_GREETING)
        else:
            self._note(response)
        if response.condition not in (Condition.OK, Condition.PREAUTH):
            raise self.refused(StepName.GREETING, response)
        return response

    async def outcome(self, stage: StepName, tag: str) -> Status:
        """How a command went, good or not."""
        answer = await self.challenge_or_outcome(stage, tag)
        while isinstance(answer, Continuation):
            # Nobody asked for it, and an old server's habit harms nobody.
            answer = await self.challenge_or_outcome(stage, tag)
        return answer

    async def ok(self, stage: StepName, tag: str) -> Status:
        """The outcome of a command that has to go well.

        Raises:
            WireFailed: it did not.
        """
        status = await self.outcome(stage, tag)
        if status.condition is not Condition.OK:
            raise self.refused(stage, status)
        return status

    async def challenge_or_outcome(self, stage: StepName, tag: str) -> Continuation | Status:
        """The next that is not data or news: the server asks for more, or the command has ended.

        Commands of one flight may end in another order than they were sent in (RFC 9051 §5.5),
        and Dovecot's do.
        """
        while tag not in self._ended:
            response = await self._response(stage)
            if isinstance(response, Status) and response.tag != "*":
                if response.tag in self._ended or response.tag not in self._sent:
                    raise self._out_of_place(response)
                self._ended[response.tag] = response
            elif isinstance(response, Status) and _may_tell_why(response):
                self._news.append(response)
            self._note(response)
            if isinstance(response, Continuation):
                return response
        return self._ended[tag]

    def refused(self, stage: StepName, status: Status) -> WireFailed:
        """The failure that this status response is at this stage."""
        failed = refused(self._replies, Protocol.IMAP, stage, evidence_of(status))
        if stage is StepName.LOGIN and failed.cause in SAYS_LITTLE:
            return self._told_before(status) or failed
        return failed

    def _told_before(self, status: Status) -> WireFailed | None:
        """The refusal of a login, where what was said unasked before it tells why.

        Servers put the reason for the person into an untagged response, an alert above all
        (RFC 9051 §7.1), and end the command with words that are always the same.
        """
        for news in self._news:
            evidence = evidence_of(news)
            cause = self._said(evidence)
            if cause in TELLING:
                text = f"{evidence.text}\n{evidence_of(status).text}"
                return WireFailed(cause, reply=replace(evidence, text=text))
        return None

    def _said(self, evidence: Reply) -> Cause:
        """What was said unasked: a refusal as one of the login, all else where words are known."""
        if evidence.code in REFUSING:
            stage = StepName.LOGIN.value
            return self._replies.cause_of(
                Protocol.IMAP, stage, evidence.code, evidence.enhanced, evidence.text
            )
        best = next(iter(self._replies.read(evidence.text)), None)
        return best.cause if best and best.weight >= KNOWN_WORDS else Cause.UNKNOWN

    async def _response(self, stage: StepName) -> Response:
        try:
            response: Response = await read(self._wire, read_response)
        except WireFailed as failed:
            if failed.cause is Cause.NET_RESET and self.gathered.farewell is not None:
                # It had said why it was going to hang up.
                raise self.refused(stage, self.gathered.farewell) from None
            raise
        self.gathered.take(response)
        return response

    def _note(self, response: Response) -> None:
        match response:
            case Continuation():
                self._wire.note(Note.IMAP_CONTINUATION)
            case Data(name=name):
                self._wire.note(_DATA_NOTES.get(name, Note.IMAP_OTHER_DATA))
            case Status(tag="*"):
                alert = response.code is not None and response.code.name == "ALERT"
                news = Note.IMAP_ALERT if alert else _NEWS_NOTES[response.condition]
                self._wire.note(news, code=evidence_of(response).enhanced)
            case Status(tag=tag, condition=Condition.OK):
                self._wire.note(self._sent[tag])
            case Status():
                bad = response.condition is Condition.BAD
                refusal = Note.IMAP_NOT_UNDERSTOOD if bad else Note.IMAP_REFUSED
                self._wire.note(refusal, code=evidence_of(response).enhanced)

    def _out_of_place(self, response: Response) -> WireFailed:
        self._wire.note(Note.MALFORMED)
        self._wire.close_now()
        evidence = evidence_of(response) if isinstance(response, Status) else None
        detail = Detail(DetailCode.REPLY_MALFORMED)
        return WireFailed(Cause.PROTO_MALFORMED, detail=detail, reply=evidence)


def _may_tell_why(status: Status) -> bool:
    """Whether this is more than a notice: NO, BAD, BYE, or what the person must be shown."""
    alert = status.code is not None and status.code.name == "ALERT"
    return alert or status.condition in (Condition.NO, Condition.BAD, Condition.BYE)


def evidence_of(status: Status) -> Reply:
    """What a status response said, as a reply."""
    words = f"{status.tag} {status.condition} {status.text}".rstrip()
    return Reply(status.condition.value, status.code.name if status.code else "", words)
