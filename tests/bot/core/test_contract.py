"""The machine-readable output: these keys and no others, of these types, in both languages.

Others script against it, so every key is spelt out here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from bot.core.answer import Answerer
from bot.core.check_contract import discovery_json, report_json
from bot.core.check_talk import CheckRequest, without_server
from bot.core.contract import answer_json, triage_json
from bot.core.explain import Explainer
from bot.core.triage import Triager
from connectors.codes import ConnectionDetail
from connectors.lookup.model import Answer, Attempt, Candidate, Discovery, SourceName
from connectors.model import Outcome, Protocol, StepName
from knowledge.causes import Cause, Warn
from knowledge.model import Language, Owner, Severity
from tests.bot.results import ADDRESS, HOST, failed, report, skipped, target, worked

EN, JA = Language.EN, Language.JA

ANSWER = {
    "answered": bool,
    "lang": str,
    "topic": str,
    "confidence": float,
    "title": str,
    "text": str,
    "causes": list,
    "sources": list,
    "related": list,
    "ms": float,
}
SOURCE = {"title": str, "url": str, "checked": str}
TRIAGE = {
    "lang": str,
    "causes": list,
    "category": str,
    "severity": str,
    "owner": str,
    "entities": dict,
    "missing": list,
    "decisive": str,
    "reply": str,
    "summary": str,
}
ENTITIES = {
    "codes": list,
    "providers": list,
    "clients": list,
    "protocols": list,
    "ports": list,
    "addresses": list,
    "hosts": list,
}
REPORT = {"address": str, "ok": bool, "checks": list, "works": list}
CHECK = {
    "protocol": str,
    "host": str,
    "ip": (str, type(None)),
    "port": int,
    "security": str,
    "source": str,
    "ok": bool,
    "cause": str,
    "warnings": list,
    "ms": float,
    "round_trips": int,
    "steps": list,
    "facts": dict,
    "transcript": list,
    "explanation": dict,
}
STEP = {"name": str, "outcome": str, "ms": float, "detail": str}
FACTS = {
    "tls_version": (str, type(None)),
    "cipher": (str, type(None)),
    "certificate": (dict, type(None)),
    "capabilities": list,
    "mechanisms": list,
    "login_mechanism": (str, type(None)),
    "messages": (int, type(None)),
    "quota": (dict, type(None)),
    "newest": (dict, type(None)),
}
CERTIFICATE = {"subject": str, "issuer": str, "names": list, "not_before": str, "not_after": str}
LINE = {"ms": float, "from": str, "text": str, "note": str}
EXPLANATION = {"title": str, "text": str, "steps": list, "who": str}
WORKS = {"protocol": str, "host": str, "port": int, "security": str, "user": str}
DISCOVERY = {"address": str, "domain": str, "tried": list, "servers": list, "notes": list}
TRIED = {"source": str, "url": str, "outcome": str}
SERVER = {
    "protocol": str,
    "host": str,
    "port": int,
    "security": str,
    "user": str,
    "auth": list,
    "source": str,
    "trusted": bool,
}

Shape = Mapping[str, Any]


def has_shape(value: Mapping[str, Any], shape: Shape) -> None:
    """Fail the test unless these are the keys, in this order, and their values' types."""
    assert list(value) == list(shape)
    for key, kind in shape.items():
        assert isinstance(value[key], kind), f"{key}: {value[key]!r}"
        # bool is an int to Python, and not to JSON.
        assert kind is not int or not isinstance(value[key], bool), key


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("what's port 143?", EN),
        ("POP3とIMAP4の違いは?", JA),
        ("535 5.7.8 authentication failed", EN),
        ("今日の天気は", JA),
        ("", EN),
        ("hello", EN),
    ],
)
def test_an_answer(question: str, language: Language, answerer: Answerer) -> None:
    """Answered or not, the same keys."""
    answer = answer_json(answerer.answer(question, language), 0.8123)
    has_shape(answer, ANSWER)
    assert (answer["lang"], answer["ms"]) == (language, 0.81)
    assert answer["text"]
    for source in answer["sources"]:
        has_shape(source, SOURCE)
        assert date.fromisoformat(source["checked"])
    assert set(answer["causes"]) <= set(Cause)
    assert json.loads(json.dumps(answer)) == answer


def test_causes_only_where_an_error_was_read(answerer: Answerer) -> None:
    """Best first; empty for a question, even for one about a cause."""
    assert answer_json(answerer.answer("why is my password wrong", EN), 0)["causes"] == []
    causes = answer_json(answerer.answer("535 5.7.8 authentication failed", EN), 0)["causes"]
    assert causes[0] == "auth.wrong_credentials"


@pytest.mark.parametrize("language", Language)
def test_not_knowing_says_so_and_offers(language: Language, answerer: Answerer) -> None:
    """``text`` holds what is near, because there is nothing else to read."""
    answer = answer_json(answerer.unknown(["pop3.what"], language), 0)
    assert (answer["answered"], answer["topic"], answer["confidence"]) == (False, "", 0.0)
    assert answer["related"] == ["pop3.what"]
    assert "POP3" in answer["text"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Outlook 0x800CCC0E taro@example.com port 995", EN),
        ("送信すると 550 5.1.1 User unknown", JA),
        ("nothing at all", EN),
    ],
)
def test_a_triage(text: str, language: Language, triager: Triager) -> None:
    """With its entities by kind."""
    triage = triage_json(triager.triage(text, language))
    has_shape(triage, TRIAGE)
    has_shape(triage["entities"], ENTITIES)
    assert all(isinstance(port, int) for port in triage["entities"]["ports"])
    assert triage["severity"] in set(Severity)
    assert triage["owner"] in set(Owner)
    assert triage["causes"]
    assert json.loads(json.dumps(triage)) == triage


def test_a_triage_of_nothing(triager: Triager) -> None:
    """``unknown`` and ``question``, never an empty list."""
    triage = triage_json(triager.triage("zxcv", EN))
    assert (triage["causes"], triage["category"]) == (["unknown"], "question")


WARNED = worked(warnings=(Warn.MAILBOX_NEARLY_FULL,))
WITHHELD = skipped(
    Protocol.POP3, Cause.CHECK_NOT_ALLOWED, ConnectionDetail.LOGIN_UNTRUSTED_HOST, host=HOST
)


@pytest.mark.parametrize("language", Language)
def test_a_check(language: Language, explainer: Explainer) -> None:
    """Whether it worked, failed or was left out, the same keys."""
    checked = report(WARNED, WITHHELD, failed(Protocol.SMTP))
    result = report_json(checked, explainer, language)
    has_shape(result, REPORT)
    for check in result["checks"]:
        has_shape(check, CHECK)
        has_shape(check["facts"], FACTS)
        has_shape(check["explanation"], EXPLANATION)
        for step in check["steps"]:
            has_shape(step, STEP)
            assert step["name"] in set(StepName)
            assert step["outcome"] in set(Outcome)
        for line in check["transcript"]:
            has_shape(line, LINE)
            assert line["from"] in ("server", "client", "note")
        assert check["cause"] in set(Cause)
        assert check["explanation"]["who"] in ("user", "helpdesk", "provider")
    for works in result["works"]:
        has_shape(works, WORKS)
    assert json.loads(json.dumps(result)) == result


def test_the_facts_of_a_check(explainer: Explainer) -> None:
    """Certificate, quota and the newest message, where they were seen."""
    checks = report_json(report(WARNED, failed(Protocol.SMTP)), explainer, EN)["checks"]
    facts = checks[0]["facts"]
    has_shape(facts["certificate"], CERTIFICATE)
    assert facts["quota"] == {"used": 900, "limit": 1000}
    assert set(facts["newest"]) == {"subject", "from", "date", "size", "flags"}
    assert checks[0]["warnings"] == ["warn.mailbox_nearly_full"]
    assert checks[1]["facts"]["quota"] is None


def test_a_check_without_servers(explainer: Explainer) -> None:
    """Nothing was checked, so nothing is ok."""
    empty = {"address": ADDRESS, "ok": False, "checks": [], "works": []}
    assert report_json(report(), explainer, EN) == empty


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "cause", [Cause.CHECK_NO_SETTINGS_FOUND, Cause.DNS_NO_MAIL_SERVICE, Cause.DNS_NO_SUCH_HOST]
)
def test_a_check_of_an_address_without_servers(
    cause: Cause, language: Language, explainer: Explainer
) -> None:
    """The same keys, with the cause, and no word of a server that nobody has named."""
    none = Discovery(ADDRESS, "example.com", (), (), (), None, cause)
    checked = report(*without_server(CheckRequest(ADDRESS), none, ()))
    for check in report_json(checked, explainer, language)["checks"]:
        has_shape(check, CHECK)
        assert (check["cause"], check["ok"], check["host"]) == (str(cause), False, "")
        assert check["explanation"]["text"]
        assert "****" not in check["explanation"]["text"]
        assert "「」" not in check["explanation"]["text"]


@pytest.mark.parametrize("cause", [cause for cause in Cause if cause.stage != "send"])
def test_who_can_mend_what_a_check_meets(cause: Cause, explainer: Explainer) -> None:
    """The person, the helpdesk or the provider: there is no other side to a login."""
    if cause is not Cause.NOT_AN_ERROR:
        assert explainer.explain(failed(cause=cause), EN).who in ("user", "helpdesk", "provider")


def test_discovery() -> None:
    """Who was asked, what for, and who says which server."""
    found = Discovery(
        ADDRESS,
        "example.com",
        (
            Attempt(SourceName.KNOWN, "", Answer.FOUND),
            Attempt(SourceName.SRV, "dns:x", Cause.DNS_FAILURE),
        ),
        (Candidate(target(), ("password",)), Candidate(target(Protocol.SMTP, trusted=False))),
        ("hosts.untrusted",),
        None,
        Cause.OK,
    )
    result = discovery_json(found)
    has_shape(result, DISCOVERY)
    for tried in result["tried"]:
        has_shape(tried, TRIED)
    for server in result["servers"]:
        has_shape(server, SERVER)
    assert [server["trusted"] for server in result["servers"]] == [True, False]
    assert json.loads(json.dumps(result)) == result
