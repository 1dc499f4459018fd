"""The other vantage point: what to paste, and what two looks come to."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest

from bot.core.assistant import Assistant
from bot.core.explain_report import Reporter
from bot.core.model import Choices, Code, Message, Steps
from bot.core.plain import plain
from bot.core.vantage import (
    CAUSES,
    WHERE_IT_MATTERS,
    Difference,
    Reached,
    Seen,
    compare,
    lines_to_paste,
)
from connectors.model import CheckResult, Outcome, Protocol, Security, Step, StepName, Target
from knowledge.causes import Cause
from knowledge.model import Language
from tests.bot.results import ADDRESS, HOST, failed, report, worked

IMAP, SMTP = Protocol.IMAP, Protocol.SMTP
TLS, STARTTLS = Security.TLS, Security.STARTTLS
OTHER = "CN=Shield, O=Example Security"


def target(host: str = HOST, security: Security = TLS, user: str = ADDRESS) -> Target:
    """A server."""
    return Target(IMAP, host, 993, security, user)


def silent() -> CheckResult:
    """Nothing answers here."""
    return failed(cause=Cause.NET_TIMEOUT, stage=StepName.CONNECT, reply=None)


def intercepted() -> CheckResult:
    """A certificate is shown that nobody asked for."""
    result = failed(cause=Cause.TLS_INTERCEPTED, stage=StepName.TLS, reply=None)
    connected = Step(result.target, StepName.CONNECT, Outcome.OK, 1.0)
    return replace(result, steps=(connected, *result.steps))


@pytest.mark.parametrize("cause", sorted(WHERE_IT_MATTERS))
@pytest.mark.parametrize("security", [TLS, STARTTLS])
def test_lines_for_every_system(cause: Cause, security: Security) -> None:
    """Each is one line with the server in it, and one word a word for the shell."""
    lines = dict(lines_to_paste(target(security=security), cause))
    assert list(lines) == ["windows", "unix", "mailmedic"]
    for line in lines.values():
        assert HOST in line
        assert "993" in line
        assert "\n" not in line
    for name in ("unix", "mailmedic"):
        assert shlex.split(lines[name])
    assert ("issuer" in lines["windows"]) == (cause is Cause.TLS_INTERCEPTED and security is TLS)


@pytest.mark.parametrize(
    "host",
    ["a;rm -rf ~", "$(id)", "`id`", "a|b", "a&b", "a'b", 'a"b', "-oProxy=x", "a\nb", "例え.jp"],
)
def test_a_host_that_could_mean_something_to_a_shell(host: str) -> None:
    """No line is given for it."""
    assert lines_to_paste(target(host), Cause.NET_TIMEOUT) == ()


def test_a_user_that_could_mean_something_to_a_shell() -> None:
    """Nobody logs in, so anybody will do."""
    lines = dict(lines_to_paste(target(user="$(id)"), Cause.NET_TIMEOUT))
    assert lines["mailmedic"].endswith("--user nobody")


@pytest.mark.parametrize(
    ("seen", "result", "difference"),
    [
        (Seen(HOST, 993, Reached.YES), silent(), Difference.ONLY_THERE),
        (Seen(HOST, 993, Reached.SILENT), silent(), Difference.NEITHER),
        (Seen(HOST, 993, Reached.NO), worked(), Difference.ONLY_HERE),
        (Seen(HOST.upper(), None, Reached.YES), worked(), Difference.BOTH),
        (Seen("192.0.2.7", 993, Reached.YES), worked(), Difference.BOTH),
        (Seen("", None, Reached.NO_NAME), worked(), Difference.ONLY_HERE),
        (Seen(HOST, 993, Reached.YES, OTHER), intercepted(), Difference.OTHER_CERTIFICATE),
        (
            Seen(HOST, 993, Reached.YES, "/O=Example/CN=Example  Authority"),
            intercepted(),
            Difference.SAME_CERTIFICATE,
        ),
        (
            Seen(HOST, 993, Reached.YES, 'O = X, CN = "example authority"'),
            worked(),
            Difference.SAME_CERTIFICATE,
        ),
    ],
)
def test_two_looks_at_one_server(seen: Seen, result: CheckResult, difference: Difference) -> None:
    """What is the same and what is not tells where the fault lies."""
    (pair,) = compare([seen], report(result))
    assert pair.difference is difference


def test_the_server_that_is_meant() -> None:
    """By name and port; without them the one that failed."""
    result = report(worked(), replace(silent(), target=replace(target(), port=143)))
    (pair,) = compare([Seen("", None, Reached.YES)], result)
    assert pair.result.target.port == 143
    (pair,) = compare([Seen(HOST, 993, Reached.YES)], result)
    assert pair.result.target.port == 993
    assert not compare([Seen("other.example", 993, Reached.YES)], result)
    assert not compare([Seen(HOST, 25, Reached.YES)], result)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("cause", sorted(WHERE_IT_MATTERS))
def test_the_report_gives_the_lines(cause: Cause, language: Language, reporter: Reporter) -> None:
    """Where another place may see something else."""
    result = failed(cause=cause, stage=StepName.CONNECT, reply=None)
    codes = [b.text for b in reporter.report(report(result), language) if isinstance(b, Code)]
    assert any("Test-NetConnection" in code or "AuthenticateAsClient" in code for code in codes)
    assert any(code.startswith("mailmedic check") for code in codes)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("text", "result"),
    [
        (f"ComputerName : {HOST}\nRemotePort : 993\nTcpTestSucceeded : False", worked()),
        (f"ComputerName : {HOST}\nRemotePort : 993\nTcpTestSucceeded : True", worked()),
        (f"Connection to {HOST} port 993 [tcp/imaps] succeeded!", silent()),
        (f"nc: connect to {HOST} port 993 (tcp) failed: Connection refused", silent()),
        (f"openssl -connect {HOST}:993\nissuer={OTHER}", intercepted()),
        (f"openssl -connect {HOST}:993\nissuer=CN=Example Authority", intercepted()),
    ],
)
def test_a_paste_is_compared_in_the_chat(
    text: str, result: CheckResult, language: Language, assistant: Assistant
) -> None:
    """After a check, in the language spoken so far, with steps and to the asker alone."""
    message = Message(text, "taro", "here", private=True, language=language)
    assistant.report(message, report(result), language)
    reply = assistant.handle(message)
    assert (reply.language, reply.private) == (language, True)
    assert HOST in plain(reply.blocks)
    assert any(isinstance(block, Steps) for block in reply.blocks)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("text", "topic"),
    [
        (f"nc: connect to {HOST} port 993 (tcp) failed: Connection refused", "net.refused"),
        (f"nc: connect to {HOST} port 993 (tcp) failed: No route to host", "net.unreachable"),
        ("Ncat: TIMEOUT.", "net.timeout"),
        (f"WARNING: Name resolution of {HOST} failed", "dns.no_such_host"),
        ("TcpTestSucceeded : False", "net.cannot_connect"),
        ("TcpTestSucceeded : True", ""),
        (f"Connection to {HOST} port 993 [tcp/imaps] succeeded!", ""),
    ],
)
def test_a_paste_without_a_check(
    text: str, topic: str, language: Language, assistant: Assistant
) -> None:
    """There is nothing to compare it with, so it is told what it means by itself."""
    reply = assistant.handle(Message(text, "hanako", "here", private=True, language=language))
    assert (reply.topic, reply.language, reply.private) == (topic, language, False)
    assert plain(reply.blocks)


@pytest.mark.parametrize("language", Language)
def test_what_else_stands_in_a_paste_says_more(language: Language, assistant: Assistant) -> None:
    """A server that answers, with a certificate that has expired."""
    text = "CONNECTED(00000003)\nverify error:num=10:certificate has expired\nissuer=CN = X"
    reply = assistant.handle(Message(text, "hanako", "here", private=True, language=language))
    assert reply.topic == "tls.certificate_expired"


def test_every_failure_means_something() -> None:
    """Each way not to be reached has its cause."""
    assert set(CAUSES) == set(Reached) - {Reached.YES}


@pytest.mark.parametrize("language", Language)
def test_the_lines_can_be_asked_for(language: Language, assistant: Assistant) -> None:
    """When all is well here, and the program there still does not work."""
    message = Message("last:vantage", "taro", "here", private=True, language=language)
    reply = assistant.report(message, report(worked()), language)
    choices = [c.message for b in reply.blocks if isinstance(b, Choices) for c in b.choices]
    assert "last:vantage" in choices
    assert any(isinstance(block, Code) for block in assistant.handle(message).blocks)
