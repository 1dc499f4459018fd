"""Every page in words: templates over what the handlers know. No HTTP here."""

from __future__ import annotations

import json
import math
from datetime import date
from functools import cached_property, partial
from importlib import resources
from typing import TYPE_CHECKING, Any

from bot.core.explain import Explainer
from bot.core.explain_report import Reporter
from bot.core.markup import parse_inline
from bot.core.plain import plain_spans
from bot.web.assets import Assets
from bot.web.card import Card, card_of, card_text
from bot.web.html import blocks_html
from bot.web.links import Gone
from bot.web.path import State, way_of
from bot.web.run import Run
from bot.web.runs import RESULT_SECONDS
from bot.web.services import SignInService
from bot.web.wish import Checked, NoToken, Wish
from connectors.model import CheckResult, Direction, Outcome, StepName, Target
from connectors.oauth.model import SignInFailed
from knowledge.causes import Cause
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

if TYPE_CHECKING:
    import jinja2

RESULT_MINUTES = str(int(RESULT_SECONDS // 60))

_WHO = {Direction.SERVER: "server", Direction.CLIENT: "we", Direction.NOTE: "line"}


class Pages:
    """Renders pages from one knowledge base."""

    def __init__(self, knowledge: Knowledge, speaker: Speaker, assets: Assets) -> None:
        self._knowledge = knowledge
        self._speaker = speaker
        self._assets = assets
        self._explainer = Explainer(knowledge, speaker)
        self._reporter = Reporter(knowledge, speaker)

    def form(
        self,
        wish: Wish,
        seconds_left: float,
        service: SignInService | None,
        *,
        error: str = "",
        user: str = "",
    ) -> str:
        """The page that asks for the password. ``error`` is a phrase of ``web.error``."""
        language, servers = wish.asker.language, wish.servers
        return self._render(
            "form",
            language,
            wish=wish,
            entry=entry_of(wish),
            service=self._service(service, language),
            error=error,
            user_errors=("empty_user", "user"),
            user=user,
            shown_user=next((t.user for t in servers.trusted if t.user), wish.request.address),
            tested=[self._tested(wish, at) for at in range(len(servers.targets))],
            minutes=str(max(1, math.ceil(seconds_left / 60))),
        )

    def running(self, run: Run, path: str, *, live: bool) -> str:
        """The page of a check under way; ``path`` is its own."""
        language = run.wish.asker.language
        states = {str(state): self._say(f"state.{state}", language) for state in State}
        return self._render(
            "running",
            language,
            wish=run.wish,
            ways=self._ways(run),
            live=live,
            result=path,
            steps=f"{path}/steps",
            words=json.dumps(states, ensure_ascii=False),
        )

    def ended(self, run: Run, path: str) -> str:
        """The page of a check that has ended."""
        match run.ending:
            case Checked() as checked:
                return self._checked(run, checked, path)
            case NoToken() as without:
                return self.no_token(without.failed, run.wish.asker.language)
            case _:
                return self._told(
                    run.wish.asker.language,
                    self._say("stopped", run.wish.asker.language),
                    self._say("stopped_text", run.wish.asker.language),
                )

    def gone(self, gone: Gone | str, language: Language) -> str:
        """Why a link opens nothing, and how to get another."""
        title, text, again = (
            self._say(key, language)
            for key in (f"gone.{gone}.title", f"gone.{gone}.text", "gone.again")
        )
        return self._told(language, title, text, again if gone != "result" else "")

    def refused(self, what: str, language: Language, *, back: bool = False) -> str:
        """Why a request was not answered as it was meant; a phrase of ``web.refused``."""
        title, text = (self._say(f"refused.{what}.{part}", language) for part in ("title", "text"))
        more = self._say("refused.back", language) if back else ""
        return self._told(language, title, text, more)

    def no_token(self, failed: SignInFailed, language: Language) -> str:
        """Why nobody could sign in."""
        code = ""
        if failed.code:
            code = plain_spans(
                parse_inline(self._speaker.phrase("oauth.code", language, code=failed.code))
            )
        return self._told(
            language,
            self._speaker.plain("oauth.failed", language),
            self._speaker.plain(f"oauth.reason.{failed.reason}", language),
            self._say("gone.again", language),
            code,
        )

    def back(self, wish: Wish, service: SignInService, state: str, code: str) -> str:
        """The page that asks for the last yes when somebody comes back from a provider's."""
        language = wish.asker.language
        return self._render(
            "back",
            language,
            wish=wish,
            service=self._service(service, language),
            state=state,
            code=code,
        )

    def card(self, run: Run, day: date) -> str | None:
        """The settings that work, as a text file; None where there are none."""
        if not isinstance(run.ending, Checked):
            return None
        say = partial(self._spoken, run.wish.asker.language)
        card = self._card(run.ending, run.wish.asker.language)
        return card_text(run.ending.report, card, day, say) if card else None

    def _checked(self, run: Run, checked: Checked, path: str) -> str:
        report, language = checked.report, run.wish.asker.language
        blocks = self._reporter.report(report, language)
        headline = "checks.headline_ok" if report.ok else "checks.headline_failed"
        return self._render(
            "result",
            language,
            wish=run.wish,
            heading=self._speaker.plain(headline, language, address=report.address),
            ok=report.ok,
            remarks=checked.remarks,
            ways=self._ways(run),
            # The headline is the page's own, and the table of results is drawn as the ways.
            told=blocks_html(blocks[2:]),
            card=self._card(checked, language),
            download=f"{path}/settings.txt",
            details=blocks_html(self._reporter.details(report, language)[1:]),
            talks=[self._talk(result, language) for result in report.checks],
            look_only=_stopped_before_login(checked) and bool(run.wish.servers.hosts),
        )

    def _card(self, checked: Checked, language: Language) -> Card | None:
        if _stopped_before_login(checked):
            return None
        return card_of(checked.report, partial(self._spoken, language))

    def _talk(self, result: CheckResult, language: Language) -> dict[str, object]:
        return {
            "title": self._explainer.target(result.target, language),
            "lines": [
                {
                    "ms": f"{line.ms:.0f}",
                    "who": _WHO[line.direction],
                    "text": line.text,
                    "note": self._explainer.note(line, language),
                }
                for line in result.transcript
            ],
        }

    def _ways(self, run: Run) -> list[dict[str, object]]:
        language = run.wish.asker.language
        return [
            {
                "role": self._say(f"role.{target.protocol}", language),
                "server": self._tested_at(target, language),
                "way": way_of(progress),
            }
            for target, progress in zip(run.wish.servers.targets, run.progress.targets, strict=True)
        ]

    def _tested_at(self, target: Target, language: Language) -> str:
        security = self._speaker.plain(f"checks.security.{target.security}", language)
        return self._speaker.plain(
            "checks.server", language, host=target.host, port=str(target.port), security=security
        )

    def _tested(self, wish: Wish, at: int) -> str:
        target, language = wish.servers.targets[at], wish.asker.language
        line = self._say(
            "tested_line",
            language,
            role=self._say(f"role.{target.protocol}", language),
            host=target.host,
            port=str(target.port),
            security=self._speaker.plain(f"checks.security.{target.security}", language),
        )
        if target in wish.servers.trusted:
            return line
        return self._speaker.plain("checks.join", language).join(
            (line, self._say("untested_login", language))
        )

    def _service(self, service: SignInService | None, language: Language) -> str:
        if service is None:
            return ""
        return self._speaker.plain(f"oauth.service.{service.service.id}", language)

    def _told(
        self, language: Language, heading: str, text: str, more: str = "", code: str = ""
    ) -> str:
        return self._render(
            "told", language, heading=heading, text=text, more=more, code=code, told=""
        )

    def _say(self, key: str, language: Language, **values: str) -> str:
        return self._speaker.plain(f"web.{key}", language, **values)

    def _spoken(self, language: Language, key: str, **values: str) -> str:
        return self._speaker.plain(key, language, **values)

    def _render(self, name: str, language: Language, **values: Any) -> str:
        def say(key: str, **parts: str) -> str:
            return self._say(key, language, **parts)

        template = self._environment.get_template(f"{name}.html.j2")
        return template.render(
            language=str(language), say=say, result_minutes=RESULT_MINUTES, **values
        )

    @cached_property
    def _environment(self) -> jinja2.Environment:
        import jinja2

        folder = resources.files("bot.web") / "templates"

        def load(name: str) -> str:
            return (folder / name).read_text("utf-8")

        environment = jinja2.Environment(
            undefined=jinja2.StrictUndefined,
            autoescape=True,
            loader=jinja2.FunctionLoader(load),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals["asset"] = self._assets.path
        return environment


def entry_of(wish: Wish) -> str:
    """What the form asks for: ``password`` or ``sign_in``."""
    return "sign_in" if wish.servers.sign_in_only else "password"


def _stopped_before_login(checked: Checked) -> bool:
    """Whether nobody was asked to log in anywhere."""
    logins = (
        step
        for result in checked.report.checks
        for step in result.steps
        if step.name is StepName.LOGIN
    )
    return all(step.outcome is Outcome.SKIPPED and step.cause is Cause.OK for step in logins)
