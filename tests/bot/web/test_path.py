"""A check as a drawn path."""

from __future__ import annotations

import json

import pytest

from bot.core.check_progress import CheckProgress
from bot.core.explain import Explainer
from bot.web.path import STAGES, State, Station, as_data, way_of
from connectors.codes import ConnectionDetail
from connectors.model import (
    Detail,
    Outcome,
    Progress,
    Protocol,
    Security,
    Step,
    StepName,
    StepStarted,
    Target,
)
from knowledge.causes import Cause
from knowledge.model import Language

TARGET = Target(Protocol.IMAP, "imap.example.com", 993, Security.TLS)
WAIT, RUN, OK = State.WAITING, State.RUNNING, State.OK
FAIL, SKIP = State.FAILED, State.SKIPPED


def ok(*names: StepName) -> list[Progress]:
    """Stages that went well."""
    return [Step(TARGET, name, Outcome.OK, 1.0) for name in names]


def skipped(cause: Cause, *names: StepName) -> list[Progress]:
    """Stages that were left out."""
    return [Step(TARGET, name, Outcome.SKIPPED, 0.0, cause) for name in names]


RESOLVE, CONNECT, TLS, GREETING = (
    StepName.RESOLVE,
    StepName.CONNECT,
    StepName.TLS,
    StepName.GREETING,
)
LOGIN, MAILBOX = StepName.LOGIN, StepName.MAILBOX
EXPIRED = Cause.TLS_CERTIFICATE_EXPIRED


@pytest.mark.parametrize(
    ("events", "states"),
    [
        ([], [OK, WAIT, WAIT, WAIT, WAIT, WAIT]),
        ([StepStarted(TARGET, RESOLVE)], [OK, RUN, WAIT, WAIT, WAIT, WAIT]),
        (ok(RESOLVE, CONNECT), [OK, OK, OK, WAIT, WAIT, WAIT]),
        (
            [*ok(RESOLVE, CONNECT, TLS), StepStarted(TARGET, GREETING)],
            [OK, OK, RUN, OK, WAIT, WAIT],
        ),
        (
            [
                *ok(RESOLVE, CONNECT),
                Step(TARGET, TLS, Outcome.FAILED, 1.0, EXPIRED),
                *skipped(EXPIRED, GREETING, LOGIN, MAILBOX),
            ],
            [OK, OK, OK, FAIL, SKIP, SKIP],
        ),
        (ok(RESOLVE, CONNECT, TLS, GREETING, LOGIN, MAILBOX), [OK] * 6),
    ],
)
def test_how_far_it_is(events: list[Progress], states: list[State], explainer: Explainer) -> None:
    """Green as it goes, red where it breaks, and open beyond."""
    progress = CheckProgress((TARGET,), explainer, Language.EN)
    for event in events:
        progress.add(event)
    (target,) = progress.targets
    assert [stop.state for stop in way_of(target).stops] == states
    (data,) = json.loads(json.dumps(as_data(progress)))
    assert [state for state, _ in data["stops"]] == states


@pytest.mark.parametrize("language", Language)
def test_why_it_goes_no_further(explainer: Explainer, language: Language) -> None:
    """Said once, where it broke, in the reader's language."""
    progress = CheckProgress((TARGET,), explainer, language)
    for event in (
        *ok(RESOLVE, CONNECT),
        Step(TARGET, TLS, Outcome.FAILED, 1.0, EXPIRED),
        *skipped(EXPIRED, LOGIN),
    ):
        progress.add(event)
    way = way_of(progress.targets[0])
    assert way.where is Station.ENCRYPTION
    assert way.why == explainer.title(EXPIRED, language)


def test_why_nobody_logged_in(explainer: Explainer) -> None:
    """A stage that was left out by itself says why, too."""
    progress = CheckProgress((TARGET,), explainer, Language.EN)
    detail = Detail(ConnectionDetail.LOGIN_NOT_REPEATED)
    cause = Cause.AUTH_WRONG_CREDENTIALS
    progress.add(Step(TARGET, LOGIN, Outcome.SKIPPED, 0.0, cause, detail))
    way = way_of(progress.targets[0])
    assert way.where is Station.LOGIN
    assert explainer.detail(detail, Language.EN) in way.why


def test_every_stage_has_its_place() -> None:
    """But the farewell, which is no place."""
    placed = [name for stages in STAGES.values() for name in stages]
    assert sorted(placed) == sorted(set(StepName) - {StepName.LOGOUT})
