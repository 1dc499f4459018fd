"""How far a check is: one line a stage, for faces that show it while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.explain import Explainer
from connectors.model import (
    CheckResult,
    Outcome,
    Progress,
    Protocol,
    Step,
    StepName,
    StepStarted,
    Target,
)
from knowledge.model import Language


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage of one target, in words. ``outcome`` is None while it runs."""

    name: str
    outcome: Outcome | None
    ms: float
    detail: str


@dataclass
class TargetProgress:
    """The stages of one target so far."""

    protocol: Protocol
    title: str
    lines: dict[StepName, StageLine] = field(default_factory=dict)
    done: bool = False


class CheckProgress:
    """Gathers what a check yields and tells it in words, targets in the order of the plan."""

    def __init__(
        self, targets: tuple[Target, ...], explainer: Explainer, language: Language
    ) -> None:
        self._explainer = explainer
        self._language = language
        self._targets = {
            target: TargetProgress(target.protocol, explainer.target(target, language))
            for target in targets
        }
        self.results: list[CheckResult] = []

    @property
    def targets(self) -> tuple[TargetProgress, ...]:
        """How far each target is."""
        return tuple(self._targets.values())

    def title(self, target: Target) -> str:
        """Which target, in words."""
        return self._targets[target].title

    def add(self, event: Progress) -> StageLine | None:
        """Take in what was yielded; the stage's line when one has ended."""
        match event:
            case StepStarted():
                name = self._explainer.step_name(event.name, self._language)
                self._targets[event.target].lines[event.name] = StageLine(name, None, 0.0, "")
                return None
            case Step():
                name = self._explainer.step_name(event.name, self._language)
                detail = self._explainer.step_detail(event, self._language)
                line = StageLine(name, event.outcome, event.ms, detail)
                self._targets[event.target].lines[event.name] = line
                return line
            case CheckResult():
                self._targets[event.target].done = True
                self.results.append(event)
                return None
