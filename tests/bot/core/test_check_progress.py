"""How far a check is, in words."""

from __future__ import annotations

import pytest

from bot.core.check_progress import CheckProgress
from bot.core.explain import Explainer
from connectors.model import Outcome, Protocol, Step, StepName, StepStarted
from knowledge.causes import Cause
from knowledge.model import Language
from tests.bot.results import target, worked

IMAP, SMTP = target(Protocol.IMAP), target(Protocol.SMTP)


@pytest.mark.parametrize("language", Language)
def test_a_stage_from_its_beginning_to_its_end(language: Language, explainer: Explainer) -> None:
    """Running while it runs, then with its outcome, its time and what was found."""
    progress = CheckProgress((IMAP, SMTP), explainer, language)
    assert progress.add(StepStarted(IMAP, StepName.CONNECT)) is None
    assert progress.targets[0].lines[StepName.CONNECT].outcome is None
    ended = Step(IMAP, StepName.CONNECT, Outcome.FAILED, 12.3, Cause.NET_REFUSED)
    line = progress.add(ended)
    assert line is not None
    assert line == progress.targets[0].lines[StepName.CONNECT]
    assert (line.outcome, line.ms) == (Outcome.FAILED, 12.3)
    assert line.detail == explainer.title(Cause.NET_REFUSED, language)
    assert progress.targets[1].lines == {}


def test_the_targets_keep_the_plans_order(explainer: Explainer) -> None:
    """Whichever of them says something first."""
    progress = CheckProgress((IMAP, SMTP), explainer, Language.EN)
    progress.add(StepStarted(SMTP, StepName.RESOLVE))
    assert [one.protocol for one in progress.targets] == [Protocol.IMAP, Protocol.SMTP]
    assert "993" in progress.title(IMAP)


def test_results_are_gathered(explainer: Explainer) -> None:
    """A result ends its target."""
    result = worked()
    progress = CheckProgress((result.target,), explainer, Language.EN)
    assert progress.add(result) is None
    assert progress.targets[0].done
    assert progress.results == [result]
