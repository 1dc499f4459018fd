"""What to change in the mail program, where other settings work than those that were checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.core.markup import parse_inline
from bot.core.model import Spans
from connectors.model import CheckResult
from knowledge.model import Language
from knowledge.speak import Markdown, Speaker


class Changes:
    """Speaks of changes in one language."""

    def __init__(self, speaker: Speaker, language: Language) -> None:
        self._speaker = speaker
        self._language = language

    def steps(self, results: Iterable[CheckResult]) -> tuple[Spans, ...]:
        """One step for each result that has something better: what its settings become."""
        return tuple(parse_inline(self._step(result)) for result in results if result.instead)

    def _step(self, result: CheckResult) -> str:
        join = self._speaker.plain("checks.change.join", self._language)
        return self._say(
            "step",
            role=self._word(f"role.{result.target.protocol}"),
            changes=Markdown(join.join(self._differences(result))),
            logged_in=result.instead[0].logged_in,
        )

    def _differences(self, result: CheckResult) -> Iterator[str]:
        target, way = result.target, result.instead[0]
        if way.host != target.host:
            yield self._say("host", old=target.host, new=way.host)
        if way.port != target.port:
            yield self._say("port", old=str(target.port), new=str(way.port))
        if way.security is not target.security:
            old, new = (self._word(f"security.{one}") for one in (target.security, way.security))
            yield self._say("security", old=old, new=new)
        if way.user != target.user:
            yield self._say("user", old=target.user, new=way.user)

    def _say(self, key: str, **values: object) -> str:
        return self._speaker.phrase(f"checks.change.{key}", self._language, **values)

    def _word(self, key: str) -> str:
        return self._speaker.plain(f"checks.{key}", self._language)
