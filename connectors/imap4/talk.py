"""The IMAP4 dialogue (RFC 9051, RFC 3501): the inbox, and its newest message's headers.

It looks and changes nothing: EXAMINE, never SELECT; BODY.PEEK, never BODY.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from connectors.dialogue.arguments import argument
from connectors.dialogue.details import DetailCode
from connectors.dialogue.exchange import farewell, starttls_refused
from connectors.dialogue.notes import Note
from connectors.imap4.arguments import login_lines, quoted
from connectors.imap4.grammar import Condition, Continuation, Status
from connectors.imap4.session import Session, evidence_of
from connectors.login.mechanism import TOKEN_ORDER, Mechanism, order_for, registered
from connectors.login.plan import Offer, plan
from connectors.login.turns import CANCEL, begin, confirm, converse, of_token
from connectors.model import Credentials, Detail, Facts, StepName, Target
from connectors.steps import Errand, Stages
from connectors.wire.wire import Wire, WireFailed
from knowledge.causes import Cause
from knowledge.replies import Replies

INITIAL_RESPONSE_LIMIT = 8_000
"""RFC 7162 §4 asks servers to take lines of 8,192 bytes."""

LITERAL_MINUS_LIMIT = 4_096
"""RFC 7888 §5: LITERAL- takes no longer literal without its sign."""

FETCH_NEWEST = "UID FETCH * (UID FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT FROM DATE)])"
"""``*`` is the newest message; with UID it is legal in an empty mailbox, too (RFC 9051 §6.4.9)."""


WHO_WE_ARE = 'ID ("name" "mailmedic" "version" "1" "vendor" "mailmedic")'
"""RFC 2971 §3.1. NetEase (163.com, 126.com, …) opens no mailbox to whoever has not said so."""


class Talk:
    """One dialogue; see ``steps.Talk``."""

    def __init__(self, wire: Wire, target: Target, replies: Replies) -> None:
        self.facts = Facts()
        self._wire = wire
        self._target = target
        self._session = Session(wire, replies)
        self._capabilities: frozenset[str] = frozenset()
        self._capabilities_known = False
        self._logged_in = False
        self._introduced = False

    async def greet(self) -> None:
        """RFC 9051 §7.1: OK, PREAUTH or BYE; the capabilities may be in it."""
        greeting = await self._session.greeting()
        self._logged_in = greeting.condition is Condition.PREAUTH
        self._learn()

    async def ask_capabilities(self) -> None:
        """RFC 9051 §6.1.1, unless the server has told them by itself."""
        if self._capabilities_known:
            return
        tag = await self._ask_capabilities()
        # A server that refuses even this may still take a LOGIN.
        await self._session.outcome(StepName.CAPABILITY, tag)
        self._learn()

    async def start_tls(self) -> None:
        """RFC 9051 §6.2.1; what was learnt in clear text is forgotten."""
        if self._logged_in or "STARTTLS" not in self._capabilities:
            raise WireFailed(Cause.TLS_STARTTLS_MISSING)
        command = self._session.command
        tag = await command("STARTTLS", Note.IMAP_STARTTLS, Note.IMAP_STARTTLS_OK)
        status = await self._session.outcome(StepName.STARTTLS, tag)
        if status.condition is not Condition.OK:
            raise starttls_refused(evidence_of(status))
        self._forget()
        await self._wire.start_tls()
        await self.ask_capabilities()

    def login_plan(self, credentials: Credentials, mechanism: str = "") -> tuple[str, ...]:
        """RFC 9051 §7.2.2: ``AUTH=`` offers AUTHENTICATE; LOGINDISABLED forbids LOGIN only."""
        if self._logged_in:
            return (Mechanism.PREAUTH,)
        capabilities, encrypted = self._capabilities, self._wire.encrypted
        offered = self.facts.mechanisms
        order = list(order_for(is_token=credentials.is_token, encrypted=encrypted))
        words = self._target.user + credentials.reveal()
        if "SASL-IR" not in capabilities and words.isascii() and not credentials.is_token:
            # LOGIN says all at once; PLAIN would take a round trip more without that extension.
            order.remove(Mechanism.IMAP_LOGIN)
            order.insert(order.index(Mechanism.PLAIN), Mechanism.IMAP_LOGIN)
        closed = not encrypted and not capabilities.isdisjoint(("STARTTLS", "LOGINDISABLED"))
        offer = Offer(offered, order, whole=self._capabilities_known, more_with_tls=closed)
        if mechanism.upper() == Mechanism.LOGIN and Mechanism.LOGIN not in offered:
            mechanism = Mechanism.IMAP_LOGIN
        return plan(offer, self._target.user, credentials, mechanism)

    async def log_in(self, mechanism: str, user: str, credentials: Credentials) -> None:
        """RFC 9051 §6.2.2 and §6.2.3; the capabilities may change with it (§6.1.1)."""
        chosen = Mechanism(mechanism)
        if chosen is not Mechanism.PREAUTH and self._can_introduce:
            introduced = await self._introduce()
            if self._offers_login_alone:
                await self._session.outcome(StepName.LOGIN, introduced)
        if chosen is Mechanism.PREAUTH:
            self._entered(chosen)
        elif chosen is Mechanism.IMAP_LOGIN:
            await self._login(user, credentials)
        else:
            await self._authenticate(chosen, user, credentials)

    @property
    def _offers_login_alone(self) -> bool:
        """As the family of servers does that insists on ID: it is heard before anything else.

        To others it goes with the login (RFC 9051 §5.5), so that it costs no turn; what they say to
        it does not matter.
        """
        return not any(capability.startswith("AUTH=") for capability in self._capabilities)

    @property
    def _can_introduce(self) -> bool:
        """Where the server says before the login that it wants to know, it is told before."""
        return "ID" in self._capabilities and not self._introduced

    async def _introduce(self) -> str:
        """RFC 2971: say who we are, as mail programs do; the command's tag."""
        self._introduced = True
        return await self._session.command(WHO_WE_ARE, Note.IMAP_ID, Note.IMAP_ID_OK)

    async def _login(self, user: str, credentials: Credentials) -> None:
        tag = self._session.next_tag(Note.IMAP_LOGIN_OK)
        password = credentials.reveal()
        short = len(argument(user) + argument(password)) <= LITERAL_MINUS_LIMIT
        at_once = "LITERAL+" in self._capabilities or ("LITERAL-" in self._capabilities and short)
        lines = login_lines(tag, user, password, at_once=at_once)
        self._expect_capabilities()
        for place, line in enumerate(lines.open):
            await self._wire.send(line, note=Note.IMAP_LITERAL if place else Note.IMAP_LOGIN)
            if not at_once:
                await self._go_ahead(tag)
        note = Note.IMAP_LITERAL if lines.open else Note.IMAP_LOGIN
        await self._wire.send_secret(lines.secret, lines.shown, note=note)
        await self._session.ok(StepName.LOGIN, tag)
        self._entered(Mechanism.IMAP_LOGIN)

    async def _go_ahead(self, tag: str) -> None:
        answer = await self._session.challenge_or_outcome(StepName.LOGIN, tag)
        if isinstance(answer, Status):
            raise self._session.refused(StepName.LOGIN, answer)

    async def _authenticate(self, chosen: Mechanism, user: str, credentials: Credentials) -> None:
        spoken = begin(chosen, user, credentials, self._target)
        tag = self._session.next_tag(Note.IMAP_LOGIN_OK)
        command = f"{tag} AUTHENTICATE {chosen}"
        limit = INITIAL_RESPONSE_LIMIT if "SASL-IR" in self._capabilities else 0
        initial = spoken.initial(limit)
        self._expect_capabilities()
        if initial is None:
            await self._wire.send(command.encode(), note=Note.IMAP_AUTHENTICATE, mechanism=chosen)
        else:
            line, shown = command.encode() + b" " + initial, f"{command} ***"
            note = Note.IMAP_AUTHENTICATE
            await self._wire.send_secret(line, shown, note=note, mechanism=chosen)
        status = await converse(chosen, spoken, self._say, lambda: self._hear_login(tag))
        if status.condition is not Condition.OK:
            raise of_token(chosen, spoken, self._session.refused(StepName.LOGIN, status))
        confirm(chosen, spoken)
        self._entered(chosen)

    async def look(self, stages: Stages, errand: Errand) -> None:
        """EXAMINE, the newest message's headers, the quota and LOGOUT, in one flight (§5.5)."""
        session, command = self._session, self._session.command
        leave = errand.message is None
        # Some servers tell all that they can do only to those who are in, and only when asked.
        ask = not self._capabilities_known and "QUOTA" not in self._capabilities
        with stages(StepName.MAILBOX) as stage:
            asked = await self._ask_capabilities() if ask else ""
            introduced = await self._introduce() if self._can_introduce else ""
            examined = await command("EXAMINE INBOX", Note.IMAP_EXAMINE, Note.IMAP_EXAMINE_OK)
            fetched = await command(FETCH_NEWEST, Note.IMAP_FETCH, Note.IMAP_FETCH_OK)
            quota, goodbye = ("", "") if ask else await self._send_last(leave=leave)
            if ask:
                await session.outcome(StepName.MAILBOX, asked)
                self._learn()
            if introduced:
                await session.outcome(StepName.MAILBOX, introduced)
            await session.ok(StepName.MAILBOX, examined)
            stage.detail = self._count()
        with stages(StepName.FETCH) as stage:
            stage.detail = await self._newest(fetched)
            if ask:
                quota, goodbye = await self._send_last(leave=leave)
            await self._quota(quota)
        if goodbye:
            with farewell(stages):
                await session.outcome(StepName.LOGOUT, goodbye)

    async def _send_last(self, *, leave: bool) -> tuple[str, str]:
        """Ask for the quota and say goodbye; gives the tags of what was sent."""
        command, quota = self._session.command, ""
        if "QUOTA" in self._capabilities:
            quota = await command("GETQUOTAROOT INBOX", Note.IMAP_QUOTAROOT, Note.IMAP_QUOTA_OK)
        return quota, await self._say_goodbye() if leave else ""

    async def _ask_capabilities(self) -> str:
        command = self._session.command
        return await command("CAPABILITY", Note.IMAP_CAPABILITY, Note.IMAP_CAPABILITY_OK)

    async def _say_goodbye(self) -> str:
        return await self._session.command("LOGOUT", Note.IMAP_LOGOUT, Note.IMAP_LOGOUT_OK)

    def _count(self) -> Detail | None:
        exists = self._session.gathered.exists
        self.facts = replace(self.facts, messages=exists)
        if exists is None:
            return None
        return Detail(DetailCode.MAILBOX_MESSAGES, {"count": str(exists)})

    async def _newest(self, tag: str) -> Detail | None:
        status = await self._session.outcome(StepName.FETCH, tag)
        gathered = self._session.gathered
        # Servers exist that find no message ``*`` in an empty mailbox, and refuse.
        if status.condition is not Condition.OK and gathered.exists != 0:
            raise self._session.refused(StepName.FETCH, status)
        found = gathered.newest()
        if found is None:
            return Detail(DetailCode.FETCH_EMPTY) if gathered.exists == 0 else None
        self.facts = replace(self.facts, newest=found)
        return Detail(DetailCode.FETCH_NEWEST, {"bytes": str(found.size)})

    async def _quota(self, tag: str) -> None:
        if tag:
            # No quota is no fault: mail works without one being told.
            await self._session.outcome(StepName.FETCH, tag)
            self.facts = replace(self.facts, quota=self._session.gathered.quota())

    async def find_message(self, message_id: str) -> bool:
        """RFC 9051 §6.4.4; NOOP first, so that the server looks for what has come since."""
        session = self._session
        session.gathered.found = False
        noop = await session.command("NOOP", Note.IMAP_NOOP, Note.IMAP_NOOP_OK)
        search = f"UID SEARCH HEADER Message-ID {quoted(message_id).decode()}"
        searched = await session.command(search, Note.IMAP_SEARCH, Note.IMAP_SEARCH_OK)
        await session.ok(StepName.MESSAGE, noop)
        await session.ok(StepName.MESSAGE, searched)
        return session.gathered.found

    async def log_out(self) -> None:
        """RFC 9051 §6.1.3; a server that only hangs up has done no harm."""
        with suppress(WireFailed):
            await self._session.outcome(StepName.LOGOUT, await self._say_goodbye())

    async def _say(self, answer: bytes) -> None:
        if answer == CANCEL:
            await self._wire.send(answer, note=Note.IMAP_AUTHENTICATE_CANCEL)
        elif answer:
            await self._wire.send_secret(answer, "***", note=Note.IMAP_AUTHENTICATE_RESPONSE)
        else:
            await self._wire.send(answer, note=Note.IMAP_AUTHENTICATE_RESPONSE)

    async def _hear_login(self, tag: str) -> bytes | Status:
        answer = await self._session.challenge_or_outcome(StepName.LOGIN, tag)
        return answer.text.strip() if isinstance(answer, Continuation) else answer

    def _expect_capabilities(self) -> None:
        self._session.gathered.capabilities = None

    def _entered(self, mechanism: Mechanism) -> None:
        self.facts = replace(self.facts, login_mechanism=mechanism.value)
        self._logged_in = True
        self._capabilities_known = self._session.gathered.capabilities is not None
        if self._capabilities_known:
            self._learn()

    def _forget(self) -> None:
        self._expect_capabilities()
        self._learn()

    def _learn(self) -> None:
        told = self._session.gathered.capabilities
        self._capabilities_known = told is not None
        self._capabilities = frozenset(capability.upper() for capability in told or ())
        self.facts = replace(self.facts, capabilities=told or ())
        # To those who are in, a server offers no logins any more; what it offered is worth telling.
        if not self._logged_in:
            self.facts = replace(self.facts, mechanisms=tuple(_mechanisms_in(told or ())))


def _mechanisms_in(capabilities: tuple[str, ...]) -> Iterator[str]:
    names = [capability.upper() for capability in capabilities]
    named = (name.removeprefix("AUTH=") for name in names if name.startswith("AUTH="))
    mechanisms = tuple(registered(named))
    yield from mechanisms
    # Who names modern sign-in and nothing else takes no password by LOGIN either, and would
    # count the try as a wrong one.
    tokens_only = bool(mechanisms) and set(mechanisms) <= set(TOKEN_ORDER)
    if "LOGINDISABLED" not in names and not tokens_only:
        yield Mechanism.IMAP_LOGIN
