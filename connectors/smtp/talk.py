"""The SMTP dialogue (RFC 5321), as a mail program submits: up to a recipient, and then away."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from connectors.codes import ConnectionDetail
from connectors.dialogue.arguments import path
from connectors.dialogue.details import DetailCode
from connectors.dialogue.exchange import Flight, farewell, read, refused, starttls_refused
from connectors.dialogue.notes import Note
from connectors.login.gate import BLAMES_CREDENTIALS
from connectors.login.mechanism import Mechanism, order_for, registered
from connectors.login.plan import Offer, plan
from connectors.login.sasl import Exchange
from connectors.login.turns import CANCEL, begin, confirm, converse, of_token
from connectors.model import Credentials, Detail, Facts, Protocol, Reply, StepName, Target
from connectors.smtp.grammar import Extensions, SmtpReply, keyword_of, read_extensions, read_reply
from connectors.steps import Errand, ProbeMessage, Stages
from connectors.wire.service import Service
from connectors.wire.wire import Wire, WireFailed
from knowledge.causes import Cause
from knowledge.replies import Replies

OUR_NAME = b"[127.0.0.1]"
"""How we introduce ourselves (RFC 5321 §4.1.4). The address of the person's device is nobody's
business, and a host name that does not resolve is refused by more servers than this literal."""

AUTH_LINE_LIMIT = 512 - len("AUTH  \r\n")
"""RFC 4954 §4: the command with its initial response must fit into SMTP's shortest line."""

CLOSING = 421
"""The server closes the channel; it may say so in answer to anything (RFC 5321 §4.2.2)."""

REFUSES_FORM = frozenset({500, 501, 504})
"""A line that is too long or not understood, a parameter that is wrong or not taken (RFC 5321
§4.2.2). Who judges a password says 535."""

NOT_LOGGED_IN = frozenset({530, 503})
"""Log in first (RFC 4954 §6), or a command is missing that belongs before (RFC 5321 §4.2.2). A
server that says so after a login means it."""

UNKNOWN_PARAMETER = 555
"""RFC 5321 §4.1.1.11: a parameter of MAIL or RCPT is not known."""

LMTP_HELLO = "LHLO"

_OFFERS = {
    note.rpartition(".")[2].upper(): note
    for note in Note
    if note.startswith("smtp.capability.") and note is not Note.SMTP_CAPABILITY_OTHER
}


class Talk:
    """One dialogue; see ``steps.Talk``."""

    def __init__(self, wire: Wire, target: Target, replies: Replies) -> None:
        self.facts = Facts()
        self._wire = wire
        self._target = target
        self._replies = replies
        self._extensions = Extensions()

    async def greet(self) -> None:
        """RFC 5321 §4.3.1: the server speaks first."""
        await self._hear(StepName.GREETING, Note.SMTP_GREETING)

    async def ask_capabilities(self) -> None:
        """RFC 5321 §4.1.1.1: EHLO, and HELO where that is too new (§3.2)."""
        await self._wire.send(b"EHLO " + OUR_NAME, note=Note.SMTP_EHLO)
        reply = await read(self._wire, read_reply, each=self._note_offer)
        if reply.code < 500 and not reply.good:
            raise self._refused(StepName.CAPABILITY, reply)
        if not reply.good:
            await self._wire.send(b"HELO " + OUR_NAME, note=Note.SMTP_HELO)
            simple = await self._read(Note.SMTP_HELO_OK)
            if not simple.good:
                self._refuse_lmtp(reply, simple)
                raise self._refused(StepName.CAPABILITY, simple)
        self._learn(read_extensions(reply) if reply.good else Extensions())

    def _refuse_lmtp(self, *replies: SmtpReply) -> None:
        """RFC 2033 §4.1: LMTP knows neither EHLO nor HELO, and its servers name what they know.

        Raises:
            WireFailed: this is such a server.
        """
        for reply in replies:
            if LMTP_HELLO in reply.text.upper().split():
                detail = Detail(ConnectionDetail.GREETED_BY, {"service": Service.LMTP.value})
                raise WireFailed(Cause.PROTO_WRONG_SERVICE, detail=detail, reply=_evidence(reply))

    async def start_tls(self) -> None:
        """RFC 3207 §4; what was learnt in clear text is forgotten (§4.2)."""
        if "STARTTLS" not in self._extensions:
            raise WireFailed(Cause.TLS_STARTTLS_MISSING)
        await self._wire.send(b"STARTTLS", note=Note.SMTP_STARTTLS)
        reply = await self._read(Note.SMTP_STARTTLS_OK)
        if reply.code == CLOSING:
            # No answer to the command: the server closes the channel (RFC 5321 §3.8).
            raise self._refused(StepName.STARTTLS, reply)
        if not reply.good:
            raise starttls_refused(_evidence(reply))
        self._learn(Extensions())
        await self._wire.start_tls()
        await self.ask_capabilities()

    def login_plan(self, credentials: Credentials, mechanism: str = "") -> tuple[str, ...]:
        """RFC 4954 §3: the mechanisms are parameters of AUTH."""
        encrypted = self._wire.encrypted
        offer = Offer(
            registered(self._extensions.mechanisms),
            order_for(is_token=credentials.is_token, encrypted=encrypted),
            more_with_tls=not encrypted and "STARTTLS" in self._extensions,
        )
        return plan(offer, self._target.user, credentials, mechanism)

    async def log_in(self, mechanism: str, user: str, credentials: Credentials) -> None:
        """RFC 4954 §4; once more in shorter lines where the first was refused for its form."""
        chosen = Mechanism(mechanism)
        spoken = begin(chosen, user, credentials, self._target)
        initial = spoken.initial(AUTH_LINE_LIMIT - len(chosen))
        reply = await self._converse(chosen, spoken, initial)
        if initial is not None and self._refuses_form(reply):
            # Servers that are older than RFC 4954 take no initial response.
            again = begin(chosen, user, credentials, self._target)
            second = await self._converse(chosen, again, None)
            if second.code not in REFUSES_FORM:
                spoken, reply = again, second
        if not reply.good:
            raise of_token(chosen, spoken, self._refused(StepName.LOGIN, reply))
        confirm(chosen, spoken)
        self.facts = replace(self.facts, login_mechanism=chosen.value)

    async def _converse(
        self, chosen: Mechanism, spoken: Exchange, initial: bytes | None
    ) -> SmtpReply:
        command = b"AUTH " + chosen.encode()
        if initial is None:
            await self._wire.send(command, note=Note.SMTP_AUTH, mechanism=chosen)
        else:
            line, shown = command + b" " + initial, f"AUTH {chosen} ***"
            await self._wire.send_secret(line, shown, note=Note.SMTP_AUTH, mechanism=chosen)
        return await converse(chosen, spoken, self._say, self._hear_login)

    def _refuses_form(self, reply: SmtpReply) -> bool:
        """Whether a login was refused for how it was written, so that no password was judged.

        Not where it names the mechanism (RFC 4954 §4: 504 5.5.4) or speaks of security (X.7.X,
        RFC 3463 §3.8), and not where the words are known for a login that was judged.
        """
        if reply.code not in REFUSES_FORM or reply.enhanced.startswith("5.7."):
            return False
        if (reply.code, reply.enhanced) == (504, "5.5.4"):
            return False
        read = self._replies.read(reply.text)
        return not any(one.cause in BLAMES_CREDENTIALS and one.weight >= 0.5 for one in read)

    async def look(self, stages: Stages, errand: Errand) -> None:
        """May this account send as itself? RFC 5321 §4.1.1: MAIL, RCPT, RSET, QUIT."""
        if errand.message:
            await self.send_message(stages, errand.message)
        elif errand.address:
            await self._try_envelope(stages, errand.address)
        else:
            with farewell(stages):
                await self._quit()

    async def _try_envelope(self, stages: Stages, address: str) -> None:
        leave = ((b"RSET", Note.SMTP_RSET), (b"QUIT", Note.SMTP_QUIT))
        flight = await self._envelope(stages, address, address, leave)
        with farewell(stages):
            for note in (Note.SMTP_RSET_OK, Note.SMTP_QUIT_OK):
                await flight.turn()
                await self._hear(StepName.LOGOUT, note)

    async def send_message(self, stages: Stages, message: ProbeMessage) -> None:
        """Send the one message that was asked for (RFC 5321 §4.1.1.4)."""
        data = _stuffed(message.data)
        behind = ((b"DATA", Note.SMTP_DATA),)
        size = len(message.data) if "SIZE" in self._extensions else None
        flight = await self._envelope(stages, message.sender, message.recipient, behind, size)
        with stages(StepName.MESSAGE):
            await flight.turn()
            reply = await self._read(Note.SMTP_DATA_OK)
            if reply.code != 354:
                raise self._refused(StepName.MESSAGE, reply)
            await self._wire.send_content(data)
            await self._hear(StepName.MESSAGE, Note.SMTP_MESSAGE_OK)
        with farewell(stages):
            await self._quit()

    async def _envelope(
        self,
        stages: Stages,
        sender: str,
        recipient: str,
        behind: Sequence[tuple[bytes, Note]],
        size: int | None = None,
    ) -> Flight:
        mail = b"MAIL FROM:" + path(sender)
        mail += b"" if (sender + recipient).isascii() else b" SMTPUTF8"
        told = b"" if size is None else b" SIZE=%d" % size
        rcpt = (b"RCPT TO:" + path(recipient), Note.SMTP_RECIPIENT)
        # RFC 2920 §3.1 allows MAIL, RCPT and RSET anywhere in a group, DATA and QUIT as its last.
        together = "PIPELINING" in self._extensions

        def begun(first: bytes) -> Flight:
            commands = ((first, Note.SMTP_SENDER), rcpt, *behind)
            return Flight(self._wire, commands, together=together)

        flight = begun(mail + told)
        with stages(StepName.SENDER):
            self._need_utf8_for(sender + recipient)
            await flight.turn()
            reply = await self._read(Note.SMTP_SENDER_OK)
            if told and reply.code == UNKNOWN_PARAMETER:
                # RFC 1870 §6: a client may tell the size. Whoever offers to hear it and refuses
                # takes the message without.
                await self._pass_over(flight)
                flight = begun(mail)
                await flight.turn()
                reply = await self._read(Note.SMTP_SENDER_OK)
            if not reply.good:
                raise self._refused(StepName.SENDER, reply)
        with stages(StepName.RECIPIENT):
            await flight.turn()
            await self._hear(StepName.RECIPIENT, Note.SMTP_RECIPIENT_OK)
        return flight

    async def _pass_over(self, flight: Flight) -> None:
        """Hear what is said to the commands that went out behind a MAIL that was refused."""
        for _ in range(flight.sent - 1):
            reply = await self._read(Note.SMTP_DATA_OK)
            if reply.code == 354:
                # RFC 2920 §3.1: a server may take DATA even so; nothing is the message then.
                await self._wire.send_content(b".\r\n")
                await self._read(Note.SMTP_MESSAGE_OK)

    def _need_utf8_for(self, addresses: str) -> None:
        # RFC 6531 §3.2: such an address must not be sent to a server that does not offer it.
        if not addresses.isascii() and "SMTPUTF8" not in self._extensions:
            detail = Detail(DetailCode.ADDRESS_NEEDS_SMTPUTF8)
            raise WireFailed(Cause.SEND_MESSAGE_MALFORMED, detail=detail)

    async def find_message(self, message_id: str) -> bool:
        """SMTP reads no mail: never."""
        return False

    async def log_out(self) -> None:
        """RFC 5321 §4.1.1.10; a server that only hangs up has done no harm."""
        with suppress(WireFailed):
            await self._quit()

    async def _quit(self) -> None:
        await self._wire.send(b"QUIT", note=Note.SMTP_QUIT)
        await self._hear(StepName.LOGOUT, Note.SMTP_QUIT_OK)

    async def _say(self, answer: bytes) -> None:
        if answer == CANCEL:
            await self._wire.send(answer, note=Note.SMTP_AUTH_CANCEL)
        elif answer:
            await self._wire.send_secret(answer, "***", note=Note.SMTP_AUTH_RESPONSE)
        else:
            await self._wire.send(answer, note=Note.SMTP_AUTH_RESPONSE)

    async def _hear_login(self) -> bytes | SmtpReply:
        reply = await self._read(Note.SMTP_AUTH_OK)
        return reply.texts[-1].strip().encode() if reply.code == 334 else reply

    async def _hear(self, stage: StepName, note: Note) -> SmtpReply:
        reply = await self._read(note)
        if not reply.good:
            raise self._refused(stage, reply)
        return reply

    async def _read(self, note: Note) -> SmtpReply:
        reply = await read(self._wire, read_reply)
        code = str(reply.code)
        if reply.code == 334:
            self._wire.note(Note.SMTP_AUTH_CHALLENGE)
        elif reply.code < 400:
            self._wire.note(note)
        else:
            self._wire.note(_refusal(code), code=code, enhanced=reply.enhanced)
        return reply

    def _refused(self, stage: StepName, reply: SmtpReply) -> WireFailed:
        failed = refused(self._replies, Protocol.SMTP, stage, _evidence(reply))
        logged_in = self.facts.login_mechanism is not None
        means_it = reply.code in NOT_LOGGED_IN
        if logged_in and failed.cause is Cause.SEND_AUTH_REQUIRED and not means_it:
            # Who has logged in and is told to do so should do it as somebody else.
            return WireFailed(Cause.SEND_SENDER_REJECTED, reply=failed.reply)
        return failed

    def _note_offer(self, pieces: Sequence[bytes]) -> None:
        text = pieces[-1][4:].decode("utf-8", "replace")
        if not pieces[-1].startswith(b"2"):
            code = pieces[-1][:3].decode("utf-8", "replace")
            self._wire.note(_refusal(code), code=code, enhanced="")
        elif len(pieces) == 1:
            self._wire.note(Note.SMTP_EHLO_OK)
        else:
            keyword, values = keyword_of(text)
            note = _OFFERS.get(keyword, Note.SMTP_CAPABILITY_OTHER)
            self._wire.note(note, value=" ".join(values))

    def _learn(self, extensions: Extensions) -> None:
        self._extensions = extensions
        mechanisms = extensions.mechanisms
        self.facts = replace(self.facts, capabilities=extensions.lines, mechanisms=mechanisms)


def _evidence(reply: SmtpReply) -> Reply:
    return Reply(str(reply.code), reply.enhanced, reply.text)


def _refusal(code: str) -> Note:
    return Note.SMTP_REFUSED_FOR_NOW if code.startswith("4") else Note.SMTP_REFUSED


def _stuffed(message: bytes) -> bytes:
    """A message as it is sent: RFC 5321 §4.5.2, dots doubled, and a lone one as its end."""
    data = message if message.endswith(b"\r\n") else message + b"\r\n"
    doubled = b"." + data if data.startswith(b".") else data
    return doubled.replace(b"\r\n.", b"\r\n..") + b".\r\n"
