"""Where the chats hand in wishes for a check: who may type a password, and where.

A chat shows what ``Desk.take`` gives it to the asker alone, and is handed the ending later.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from enum import StrEnum

from bot.config import PasswordEntry
from bot.core.check_form import check_form
from bot.core.check_talk import Checker, CheckRequest
from bot.core.explain_report import Reporter
from bot.core.markup import parse, parse_inline
from bot.core.model import Block, Code, Heading, Note, Reply, Span, Style, Text, Tone
from bot.web.links import LINK_SECONDS, CheckLinks
from bot.web.metrics import Metrics
from bot.web.runs import WITHOUT_LOGIN, BudgetSpent, Means, Runs
from bot.web.servers import Servers, servers_of
from bot.web.services import Services, Way
from bot.web.sign_ins import BACK_SECONDS
from bot.web.typed import read_typed
from bot.web.wish import Asker, Checked, Deliver, Ending, NoToken, Stopped, Wish
from connectors.budget import Left
from connectors.lookup.model import Discovery
from connectors.model import Protocol
from connectors.oauth.device import DeviceSignIn
from connectors.oauth.model import DeviceCode, Post, SignInFailed
from knowledge.model import Language
from knowledge.speak import Speaker


@dataclass(frozen=True, slots=True)
class Taken:
    """What to show to the asker, and to nobody else, for a wish that was taken.

    ``url`` is the check page's where there is one. ``form`` is the wish to ``submit`` the
    reply's form for. ``pending`` says that an ending will be delivered; it is false where nothing
    could be begun. ``seconds`` is how long its asker may take until it begins; 0 where it has.
    """

    reply: Reply
    url: str = ""
    form: Wish | None = None
    pending: bool = True
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Looked:
    """The servers of a request, and how they were found; none is a finding too."""

    servers: Servers
    discovery: Discovery


class Entrance(StrEnum):
    """How an account's owner logs in for a check, or why nobody can here."""

    PAGE = "page"
    FORM = "form"
    NONE = "none"
    """The operator lets passwords be typed nowhere."""
    CODE = "code"
    """On the provider's own page, by a code."""
    NO_SIGN_IN = "no_sign_in"
    """The provider takes no password, and signing in there is not set up."""
    NOT_VOUCHED = "not_vouched"
    """Nobody vouches for any of the servers."""


class Desk:
    """Takes wishes, and sees that no password is typed where others can read it."""

    def __init__(
        self,
        checker: Checker,
        speaker: Speaker,
        entry: PasswordEntry,
        links: CheckLinks,
        runs: Runs,
        services: Services,
        post: Post,
        origin: str,
    ) -> None:
        self._checker = checker
        self._speaker = speaker
        self._entry = entry
        self._links = links
        self._runs = runs
        self._services = services
        self._post = post
        self._reporter = Reporter(checker.knowledge, speaker)
        self.origin = origin

    async def take(
        self, asker: Asker, request: CheckRequest, deliver: Deliver, *, page: bool = False
    ) -> Taken:
        """Look up the servers of a wish, and say how it goes on.

        ``page`` wants the check page whatever the settings say, for somebody at this machine.

        Raises:
            MalformedAddress: the request's address is none.
        """
        found = await self.find(request)
        servers = found.servers
        if not servers.targets:
            blocks = self._reporter.no_servers(found.discovery, asker.language)
            return Taken(Reply(blocks, asker.language, private=True), pending=False)
        return await self.begin(Wish(asker, request, servers, deliver), page=page)

    async def find(self, request: CheckRequest) -> Looked:
        """Look up the servers of a request; nothing is begun.

        Raises:
            MalformedAddress: the request's address is none.
        """
        discovery = await self._checker.find(request)
        return Looked(servers_of(request, discovery), discovery)

    def entrance(self, servers: Servers, *, page: bool = False) -> Entrance:
        """How the owner of an account at these servers would log in."""
        service = self._services.of(servers.provider)
        if not servers.hosts:
            return Entrance.NOT_VOUCHED
        if servers.sign_in_only and service is None:
            return Entrance.NO_SIGN_IN
        if servers.sign_in_only and service and service.way is Way.DEVICE:
            return Entrance.CODE
        return Entrance.PAGE if page else Entrance(self._entry)

    async def begin(self, wish: Wish, *, page: bool = False) -> Taken:
        """Go on with a wish: what its asker has to do now, or the check itself.

        Raises:
            BudgetSpent: there is no check left for them now.
        """
        entrance, language = self.entrance(wish.servers, page=page), wish.asker.language
        match entrance:
            case Entrance.NOT_VOUCHED:
                host = wish.servers.targets[0].host
                return self.look(wish, self._phrase("chat.not_vouched", language, host=host))
            case Entrance.NO_SIGN_IN:
                return self.look(wish, self._phrase("chat.no_sign_in", language))
            case Entrance.CODE:
                return await self._by_code(wish)
            case Entrance.PAGE:
                return self._by_page(wish)
            case Entrance.FORM:
                return self.form(wish)
            case Entrance.NONE:
                return self._by_oneself(wish)

    def submit(self, wish: Wish, password: str) -> None:
        """Begin the check of a form of the chat's (``PasswordEntry.FORM``).

        Raises:
            PasswordUnusable: the password cannot be one; an empty one means no login.
            BudgetSpent: there is no check left for them now.
        """
        if not password:
            self._runs.start(wish, WITHOUT_LOGIN)
            return
        typed = read_typed(password, app_password=wish.servers.app_password)
        self._runs.start(wish, Means(typed.credentials, remarks=typed.remarks))

    def page(self, wish: Wish) -> str:
        """The address of a new check page, for this wish's asker only."""
        return f"{self.origin}/check/{self._links.issue(wish)}"

    def told(self, ending: Ending, language: Language) -> Reply:
        """An ending in words, for the asker's chat."""
        return Reply(tuple(self._told(ending, language)), language, private=True)

    def form(self, wish: Wish) -> Taken:
        """The form of the chat in which the password is typed. Begins nothing."""
        language = wish.asker.language
        warning = parse_inline(self._phrase("chat.form", language))
        form = check_form(wish.request.address, self._speaker, language)
        return Taken(self._reply((Note(warning, Tone.WARNING), form), language), form=wish)

    def look(self, wish: Wish, words: str = "") -> Taken:
        """Begin a check that stops before the login; ``words`` (Markdown) say why.

        Raises:
            BudgetSpent: there is no check left for them now.
        """
        self._runs.start(wish, WITHOUT_LOGIN)
        return Taken(self._reply(parse(words), wish.asker.language))

    def left(self, wish: Wish, *, login: bool) -> Left | None:
        """How many checks like this its asker may still have; None where nobody counts."""
        return self._runs.left(wish, login=login)

    @property
    def metrics(self) -> Metrics:
        """What is counted beside the checks goes there, too."""
        return self._runs.metrics

    @property
    def has_room(self) -> bool:
        """Whether another check may start now."""
        return self._runs.has_room

    def is_open(self, wish: Wish) -> bool:
        """Whether a check page of this wish still takes a password."""
        return self._links.is_open(wish)

    def withdraw(self, wish: Wish) -> None:
        """Close the wish's check page, if it has one that is still open."""
        self._links.withdraw(wish)

    def _by_page(self, wish: Wish) -> Taken:
        language = wish.asker.language
        url = self.page(wish)
        words = self._phrase("chat.page", language, minutes=str(int(LINK_SECONDS // 60)))
        label = self._speaker.plain("web.chat.page_link", language)
        link = Text((Span(label, Style.LINK, url),))
        service = self._services.of(wish.servers.provider)
        back = BACK_SECONDS if service and service.way is Way.BROWSER else 0.0
        reply = self._reply((*parse(words), link), language)
        return Taken(reply, url, seconds=LINK_SECONDS + back)

    def _by_oneself(self, wish: Wish) -> Taken:
        """A check without login, and the command with which its asker tests the login."""
        language = wish.asker.language
        taken = self.look(wish, self._phrase("chat.none", language))
        command = Code(f"mailmedic check {shlex.quote(wish.request.address)}")
        return Taken(self._reply((*taken.reply.blocks, command), language))

    async def _by_code(self, wish: Wish) -> Taken:
        """Show a code for the provider's page, and wait for the person there."""
        left = self.left(wish, login=True)
        if left and not left.runs:
            # The provider is not asked for a code with which nothing could be begun.
            raise BudgetSpent(left)
        service = self._services.known(wish.servers.provider)
        sign_in = DeviceSignIn(
            service.service,
            service.client,
            self._post,
            self._checker.clock,
            self._checker.knowledge.replies,
        )
        try:
            code = await sign_in.begin(_protocols(wish.servers))
        except SignInFailed as failed:
            reply = self.told(NoToken(failed), wish.asker.language)
            return Taken(reply, pending=False)
        self._runs.start(wish, Means(sign_in=lambda: sign_in.wait(code)))
        return Taken(self._reply(self._code_blocks(wish, code), wish.asker.language))

    def _code_blocks(self, wish: Wish, code: DeviceCode) -> tuple[Block, ...]:
        language, user = wish.asker.language, wish.request.address
        say = self._speaker.phrase
        minutes = str(max(1, int(code.expires_in // 60)))
        return (
            *parse(say("oauth.code_lead", language, uri=code.uri, user=user)),
            Code(code.user_code),
            Text((Span(code.uri, Style.LINK, code.uri),)),
            Note(parse_inline(say("oauth.code_warning", language)), Tone.WARNING),
            Text(parse_inline(say("oauth.code_wait", language, minutes=minutes))),
        )

    def _told(self, ending: Ending, language: Language) -> list[Block]:
        match ending:
            case Checked(report, remarks):
                notes = [Note(parse_inline(self._phrase(f"remark.{r}", language))) for r in remarks]
                return [*self._reporter.report(report, language), *notes]
            case NoToken(failed):
                return self._no_token(failed, language)
            case Stopped():
                title = parse_inline(self._phrase("stopped", language))
                text = parse_inline(self._phrase("stopped_text", language))
                return [Heading(title, 1), Text(text)]

    def _no_token(self, failed: SignInFailed, language: Language) -> list[Block]:
        say = self._speaker.phrase
        blocks: list[Block] = [
            Heading(parse_inline(say("oauth.failed", language)), 1),
            Text(parse_inline(say(f"oauth.reason.{failed.reason}", language))),
        ]
        if failed.code:
            blocks.append(Note(parse_inline(say("oauth.code", language, code=failed.code))))
        return blocks

    def _phrase(self, key: str, language: Language, **values: str) -> str:
        return self._speaker.phrase(f"web.{key}", language, **values)

    @staticmethod
    def _reply(blocks: tuple[Block, ...], language: Language) -> Reply:
        return Reply(blocks, language, private=True)


def _protocols(servers: Servers) -> tuple[Protocol, ...]:
    return tuple(dict.fromkeys(target.protocol for target in servers.trusted))
