"""A verdict in words, for every cause, in both languages."""

from __future__ import annotations

import pytest

from bot.core.explain import Explainer
from bot.core.model import Tone
from bot.core.plain import plain_spans
from connectors.codes import ConnectionDetail
from connectors.model import Detail, Outcome, Protocol, Step, StepName
from knowledge.causes import Cause, Warn
from knowledge.load import Knowledge
from knowledge.model import Language
from tests.bot.results import ADDRESS, HOST, REFUSAL, failed, skipped, target, worked

EN, JA = Language.EN, Language.JA


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("cause", Cause)
def test_every_cause_is_explained(
    cause: Cause, language: Language, explainer: Explainer, knowledge: Knowledge
) -> None:
    """What happened, what to do now, who can do it; and nothing of a template is left over."""
    result = worked() if cause is Cause.OK else failed(cause=cause)
    explanation = explainer.explain(result, language)
    assert explanation.title
    assert explanation.text
    assert explanation.steps
    assert explanation.who is knowledge.owners[cause]
    words = "".join((explanation.title, explanation.text, *explanation.steps))
    words = words.replace(REFUSAL.text, "")
    assert "{{" not in words
    assert "**" not in words


@pytest.mark.parametrize("language", Language)
def test_what_was_seen_is_filled_in(language: Language, explainer: Explainer) -> None:
    """The host, the user and the server's own words, which stay data."""
    explanation = explainer.explain(failed(), language)
    assert HOST in explanation.text
    assert ADDRESS in explanation.text
    assert REFUSAL.text in explanation.text


@pytest.mark.parametrize(
    ("code", "topic"),
    [
        (ConnectionDetail.LOGIN_UNTRUSTED_HOST, "login.untrusted_host"),
        (ConnectionDetail.LOGIN_NOT_ENCRYPTED, "login.not_encrypted"),
        (ConnectionDetail.LOGIN_NOT_REPEATED, "check.not_allowed"),
    ],
)
def test_why_a_login_was_withheld(
    code: str, topic: str, explainer: Explainer, knowledge: Knowledge
) -> None:
    """The two reasons with words of their own; all else is told by its cause."""
    result = skipped(Protocol.IMAP, Cause.CHECK_NOT_ALLOWED, code, host=HOST)
    assert explainer.topic_of(result) == topic
    assert all(knowledge.topic(topic, language) for language in Language)


@pytest.mark.parametrize("language", Language)
def test_an_untrusted_host_is_named_with_its_option(
    language: Language, explainer: Explainer
) -> None:
    """A script's user reads which ``--host`` to pass."""
    code = ConnectionDetail.LOGIN_UNTRUSTED_HOST
    result = skipped(Protocol.IMAP, Cause.CHECK_NOT_ALLOWED, code, host=HOST)
    steps = explainer.explain(result, language).steps
    assert any(f"--host {HOST}" in step for step in steps)


@pytest.mark.parametrize("language", Language)
def test_a_stage_in_one_line(language: Language, explainer: Explainer) -> None:
    """The cause's title, what was found, and what the server said."""
    step = Step(
        target(),
        StepName.LOGIN,
        Outcome.FAILED,
        1.0,
        Cause.AUTH_WRONG_CREDENTIALS,
        Detail("login.mechanism", {"mechanism": "PLAIN"}),
        REFUSAL,
    )
    line = explainer.step_detail(step, language)
    assert line.startswith(explainer.title(Cause.AUTH_WRONG_CREDENTIALS, language))
    assert "PLAIN" in line
    assert line.endswith(REFUSAL.text)


@pytest.mark.parametrize("language", Language)
def test_a_stage_that_went_well_says_little(language: Language, explainer: Explainer) -> None:
    """Nothing, unless something is worth telling."""
    assert explainer.step_detail(Step(target(), StepName.LOGIN, Outcome.OK, 1.0), language) == ""


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", StepName)
def test_every_stage_has_a_name(name: StepName, language: Language, explainer: Explainer) -> None:
    """Short enough to stand at the beginning of a line."""
    assert 0 < len(explainer.step_name(name, language)) <= 30


@pytest.mark.parametrize("language", Language)
def test_the_conversation(language: Language, explainer: Explainer) -> None:
    """Who said what and when, and below each line what it means."""
    lines = explainer.transcript(worked(), language).split("\n")
    assert lines[0].startswith("    0 ms  * ")
    assert "192.0.2.7" in lines[0]
    assert lines[1] == "    1 ms  < * OK ready"
    assert lines[2].startswith(" " * 12)
    assert lines[3] == "    2 ms  > A1 AUTHENTICATE PLAIN ***"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("warning", Warn)
def test_every_warning_has_a_sentence(
    warning: Warn, language: Language, explainer: Explainer
) -> None:
    """Beside the verdict, about this very server."""
    note = explainer.warning(warning, worked(), language)
    assert note.tone is Tone.WARNING
    assert plain_spans(note.spans)
