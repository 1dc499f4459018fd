"""The POP3 dialogue (RFC 1939): how many messages wait, and the newest one's headers.

Never RETR, which some servers take for reading, and never DELE.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from connectors.dialogue.arguments import argument
from connectors.dialogue.details import DetailCode
from connectors.dialogue.exchange import Flight, farewell, read, refused, starttls_refused
from connectors.dialogue.headers import newest, read_headers
from connectors.dialogue.notes import Note
from connectors.dialogue.reading import Grammar
from connectors.login.mechanism import Mechanism, order_for, registered
from connectors.login.plan import Offer, plan
from connectors.login.sasl import Exchange, apop_digest
from connectors.login.turns import CANCEL, begin, confirm, converse, of_token
from connectors.model import Credentials, Detail, Facts, Protocol, Reply, StepName, Target
from connectors.pop3.grammar import (
    Capabilities,
    Challenge,
    Pop3Reply,
    counts_in,
    keyword_of,
    read_capabilities,
    read_login,
    read_multiline,
    read_reply,
    timestamp_in,
)
from connectors.steps import Errand, Stages
from connectors.wire.wire import Wire, WireFailed
from knowledge.causes import Cause
from knowledge.replies import Replies

AUTH_LINE_LIMIT = 255 - len("AUTH  \r\n")
"""RFC 5034 §4 with RFC 2449 §4: the command with its initial response in POP3's longest line."""

NOT_AT_ONCE = re.compile(r"initial[ -](?:client[ -])?response", re.IGNORECASE)
"""How servers that are older than RFC 5034 refuse what comes with the command. POP3 has no number
for it: without these words it may be the password that was refused, which is not said twice."""

LOOKED_AT_FOR_A_MESSAGE = 5
"""The newest so many: a message that was just sent is among them."""

_OFFERS = {
    note.rpartition(".")[2].upper(): note
    for note in Note
    if note.startswith("pop3.capability.") and note is not Note.POP3_CAPABILITY_OTHER
}


class Talk:
    """One dialogue; see ``steps.Talk``."""

    def __init__(self, wire: Wire, target: Target, replies: Replies) -> None:
        self.facts = Facts()
        self._wire = wire
        self._target = target
        self._replies = replies
        self._capabilities = Capabilities(known=False)
        self._timestamp: str | None = None

    async def greet(self) -> None:
        """RFC 1939 §4; the greeting may hold what APOP needs (§7)."""
        reply = await self._hear(StepName.GREETING, Note.POP3_GREETING)
        self._timestamp = timestamp_in(reply.text)

    async def ask_capabilities(self) -> None:
        """RFC 2449 §5; a server that is older than that refuses, which is no fault."""
        await self._wire.send(b"CAPA", note=Note.POP3_CAPA)
        reply = await read(self._wire, read_multiline, each=self._note_offer)
        self._learn(read_capabilities(reply) if reply.good else Capabilities(known=False))

    async def start_tls(self) -> None:
        """RFC 2595 §4; what was learnt in clear text is forgotten."""
        if self._capabilities.known and "STLS" not in self._capabilities:
            raise WireFailed(Cause.TLS_STARTTLS_MISSING)
        await self._wire.send(b"STLS", note=Note.POP3_STLS)
        reply = await self._read(read_reply, Note.POP3_STLS_OK)
        if not reply.good and not self._capabilities.known:
            raise WireFailed(Cause.TLS_STARTTLS_MISSING, reply=_evidence(reply))
        if not reply.good:
            raise starttls_refused(_evidence(reply))
        self._learn(Capabilities(known=False))
        await self._wire.start_tls()
        await self.ask_capabilities()

    def login_plan(self, credentials: Credentials, mechanism: str = "") -> tuple[str, ...]:
        """RFC 1939 §7 (USER and PASS, APOP), RFC 5034 §3 (the parameters of SASL)."""
        encrypted, known = self._wire.encrypted, self._capabilities.known
        more_with_tls = not encrypted and "STLS" in self._capabilities
        offered = self.facts.mechanisms
        if not (offered or more_with_tls):
            # RFC 2449 §6.2 makes servers list USER, and not all do.
            offered = (Mechanism.USER,)
        order = order_for(is_token=credentials.is_token, encrypted=encrypted)
        offer = Offer(offered, order, whole=known, more_with_tls=more_with_tls)
        return plan(offer, self._target.user, credentials, mechanism)

    async def log_in(self, mechanism: str, user: str, credentials: Credentials) -> None:
        """RFC 1939 §7, RFC 5034 §4."""
        chosen = Mechanism(mechanism)
        match chosen:
            case Mechanism.USER:
                await self._user_and_pass(argument(user), credentials)
            case Mechanism.APOP:
                await self._apop(argument(user), credentials)
            case _:
                await self._authenticate(chosen, user, credentials)
        self.facts = replace(self.facts, login_mechanism=chosen.value)

    async def _user_and_pass(self, user: bytes, credentials: Credentials) -> None:
        together = "PIPELINING" in self._capabilities
        await self._wire.send(b"USER " + user, note=Note.POP3_USER)
        if not together:
            await self._hear(StepName.LOGIN, Note.POP3_USER_OK)
        line = b"PASS " + credentials.reveal().encode()
        await self._wire.send_secret(line, "PASS ***", note=Note.POP3_PASS)
        if together:
            await self._hear(StepName.LOGIN, Note.POP3_USER_OK)
        await self._hear(StepName.LOGIN, Note.POP3_LOGIN_OK)

    async def _apop(self, user: bytes, credentials: Credentials) -> None:
        if self._timestamp is None:
            raise WireFailed(Cause.AUTH_NO_COMMON_MECHANISM)
        command = b"APOP " + user
        digest = apop_digest(self._timestamp, credentials.reveal())
        line, shown = command + b" " + digest.encode(), f"{command.decode()} ***"
        await self._wire.send_secret(line, shown, note=Note.POP3_APOP)
        await self._hear(StepName.LOGIN, Note.POP3_LOGIN_OK)

    async def _authenticate(self, chosen: Mechanism, user: str, credentials: Credentials) -> None:
        spoken = begin(chosen, user, credentials, self._target)
        initial = spoken.initial(AUTH_LINE_LIMIT - len(chosen))
        reply = await self._converse(chosen, spoken, initial)
        if initial is not None and not reply.good and NOT_AT_ONCE.search(reply.text):
            spoken = begin(chosen, user, credentials, self._target)
            reply = await self._converse(chosen, spoken, None)
        if not reply.good:
            raise of_token(chosen, spoken, self._refused(StepName.LOGIN, reply))
        confirm(chosen, spoken)

    async def _converse(
        self, chosen: Mechanism, spoken: Exchange, initial: bytes | None
    ) -> Pop3Reply:
        command = b"AUTH " + chosen.encode()
        if initial is None:
            await self._wire.send(command, note=Note.POP3_AUTH, mechanism=chosen)
        else:
            line, shown = command + b" " + initial, f"AUTH {chosen} ***"
            await self._wire.send_secret(line, shown, note=Note.POP3_AUTH, mechanism=chosen)
        return await converse(chosen, spoken, self._say, self._hear_login)

    async def look(self, stages: Stages, errand: Errand) -> None:
        """RFC 1939 §5 and §7: STAT; then LIST, UIDL and TOP of the newest message, and QUIT."""
        with stages(StepName.MAILBOX) as stage:
            count, octets = await self._count()
            stage.detail = Detail(DetailCode.MAILBOX_MESSAGES, {"count": str(count)})
        leave = () if errand.message else ((b"QUIT", Note.POP3_QUIT),)
        together = "PIPELINING" in self._capabilities
        flight = Flight(self._wire, _about(count) + leave, together=together)
        with stages(StepName.FETCH) as stage:
            stage.detail = Detail(DetailCode.FETCH_EMPTY)
            if count:
                stage.detail = await self._fetch(flight, octets if count == 1 else 0)
        if leave:
            with farewell(stages):
                await flight.turn()
                await self._hear(StepName.LOGOUT, Note.POP3_QUIT_OK)

    async def _count(self) -> tuple[int, int]:
        await self._wire.send(b"STAT", note=Note.POP3_STAT)
        reply = await self._hear(StepName.MAILBOX, Note.POP3_STAT_OK)
        counts = counts_in(reply.text)
        if counts is None:
            detail = Detail(DetailCode.REPLY_MALFORMED)
            raise WireFailed(Cause.PROTO_MALFORMED, detail=detail, reply=_evidence(reply))
        self.facts = replace(self.facts, messages=counts[0])
        return counts

    async def _fetch(self, flight: Flight, octets: int) -> Detail:
        await flight.turn()
        listed = await self._read(read_reply, Note.POP3_LIST_OK)
        await flight.turn()
        await self._read(read_reply, Note.POP3_UIDL_OK)
        await flight.turn()
        top = await self._read(read_multiline, Note.POP3_TOP_OK, content=True)
        if not top.good and "TOP" in self._capabilities:
            raise self._refused(StepName.FETCH, top)
        if not top.good:
            # RFC 1939 §7: TOP is optional, and there is no other way to look without reading.
            return Detail(DetailCode.FETCH_NO_TOP)
        sizes = counts_in(listed.text) if listed.good else None
        size = sizes[1] if sizes else octets
        self.facts = replace(self.facts, newest=newest(read_headers(top.lines), size))
        return Detail(DetailCode.FETCH_NEWEST, {"bytes": str(size)})

    async def find_message(self, message_id: str) -> bool:
        """Whether one of the newest messages of this session is this one.

        A session sees the messages that were there when it logged in (RFC 1939 §5): for a later
        look, log in again.
        """
        count, _ = await self._count()
        for number in range(count, max(0, count - LOOKED_AT_FOR_A_MESSAGE), -1):
            await self._wire.send(b"TOP %d 0" % number, note=Note.POP3_TOP)
            top = await self._read(read_multiline, Note.POP3_TOP_OK, content=True)
            if read_headers(top.lines).get("message-id") == message_id:
                return True
        return False

    async def log_out(self) -> None:
        """RFC 1939 §5 and §6; a server that only hangs up has done no harm."""
        with suppress(WireFailed):
            await self._wire.send(b"QUIT", note=Note.POP3_QUIT)
            await self._hear(StepName.LOGOUT, Note.POP3_QUIT_OK)

    async def _say(self, answer: bytes) -> None:
        if answer == CANCEL:
            await self._wire.send(answer, note=Note.POP3_AUTH_CANCEL)
        elif answer:
            await self._wire.send_secret(answer, "***", note=Note.POP3_AUTH_RESPONSE)
        else:
            await self._wire.send(answer, note=Note.POP3_AUTH_RESPONSE)

    async def _hear_login(self) -> bytes | Pop3Reply:
        reply: Pop3Reply | Challenge = await read(self._wire, read_login)
        if isinstance(reply, Challenge):
            self._wire.note(Note.POP3_AUTH_CHALLENGE)
            return reply.text.strip()
        self._note(reply, Note.POP3_LOGIN_OK)
        return reply

    async def _hear(self, stage: StepName, note: Note) -> Pop3Reply:
        reply = await self._read(read_reply, note)
        if not reply.good:
            raise self._refused(stage, reply)
        return reply

    async def _read(
        self, grammar: Grammar[Pop3Reply], note: Note, *, content: bool = False
    ) -> Pop3Reply:
        reply = await read(self._wire, grammar, content=content)
        self._note(reply, note)
        return reply

    def _note(self, reply: Pop3Reply, note: Note) -> None:
        if reply.good:
            self._wire.note(note)
        else:
            self._wire.note(Note.POP3_REFUSED, code=reply.code)

    def _refused(self, stage: StepName, reply: Pop3Reply) -> WireFailed:
        return refused(self._replies, Protocol.POP3, stage, _evidence(reply))

    def _note_offer(self, pieces: Sequence[bytes]) -> None:
        if len(pieces) == 1:
            good = pieces[0][:1] == b"+"
            self._wire.note(Note.POP3_CAPA_OK if good else Note.POP3_CAPA_UNKNOWN)
        elif pieces[-1] == b".":
            self._wire.note(Note.POP3_CAPA_END)
        else:
            keyword, values = keyword_of(pieces[-1])
            note = _OFFERS.get(keyword, Note.POP3_CAPABILITY_OTHER)
            self._wire.note(note, value=" ".join(values))

    def _learn(self, capabilities: Capabilities) -> None:
        self._capabilities = capabilities
        mechanisms = list(registered(capabilities.mechanisms))
        mechanisms += [Mechanism.APOP] if self._timestamp else []
        # Whoever does not know CAPA is old enough to know USER.
        user = "USER" in capabilities or not capabilities.known
        mechanisms += [Mechanism.USER] if user else []
        self.facts = replace(
            self.facts, capabilities=capabilities.lines, mechanisms=tuple(mechanisms)
        )


def _evidence(reply: Pop3Reply) -> Reply:
    code = "+OK" if reply.good else "-ERR"
    return Reply(code, reply.code, f"{code} {reply.text}".rstrip())


def _about(number: int) -> tuple[tuple[bytes, Note], ...]:
    """What is asked about a message; nothing when there is none."""
    if not number:
        return ()
    commands = (
        (b"LIST %d", Note.POP3_LIST),
        (b"UIDL %d", Note.POP3_UIDL),
        (b"TOP %d 0", Note.POP3_TOP),
    )
    return tuple((line % number, note) for line, note in commands)
