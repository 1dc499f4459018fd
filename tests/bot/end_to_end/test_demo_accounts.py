"""The real command against the demonstration, for each of its accounts."""

from __future__ import annotations

import json

import pytest

from bot.core.explain import Explainer
from bot.demo import ACCOUNTS, Account, Ready, RunningAccount
from knowledge.causes import Cause
from knowledge.model import Language
from knowledge.providers import Protocol
from tests.bot.end_to_end.command import Mailmedic, is_japanese

EN, JA = Language.EN, Language.JA


def running(account: Account, ready: Ready) -> RunningAccount:
    """The account, with its ports."""
    (found,) = (one for one in ready.accounts if one.address == account.address)
    return found


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.fault)
def test_the_json_of_each_account(account: Account, ready: Ready, with_demo: Mailmedic) -> None:
    """Each protocol meets the cause planted there; the exit status says whether all is well."""
    ran = with_demo("check", "--json", account.address)
    report = json.loads(ran.out)
    found = {Protocol(check["protocol"]): Cause(check["cause"]) for check in report["checks"]}
    expected = {protocol: account.causes.get(protocol, Cause.OK) for protocol in Protocol}
    assert found == expected
    well = set(expected.values()) == {Cause.OK}
    assert (ran.status, report["ok"]) == (0 if well else 1, well)
    assert report["address"] == account.address
    assert {works["protocol"] for works in report["works"]} == {
        protocol for protocol, cause in expected.items() if cause is Cause.OK
    }
    assert ran.err == ""


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.fault)
def test_the_words_for_each_account(
    account: Account, language: Language, ready: Ready, with_demo: Mailmedic, explainer: Explainer
) -> None:
    """Stages line by line, then the result with every cause by its name; no code, no password."""
    ran = with_demo("check", account.address, "--lang", language)
    for cause in set(account.causes.values()):
        assert explainer.title(cause, language) in ran.out
    assert ran.status == (1 if account.causes else 0)
    assert account.address in ran.out
    assert "\x1b" not in ran.out + ran.err
    assert running(account, ready).password not in ran.out + ran.err
    assert is_japanese(ran.err) is (language is JA)


@pytest.mark.parametrize("language", Language)
def test_the_whole_conversation(language: Language, with_demo: Mailmedic) -> None:
    """What both sides said, with its meaning, and the facts."""
    ran = with_demo("check", "taro@ok.demo.test", "--transcript", "--lang", language)
    for line in ("EXAMINE", "TOP 6 0", "MAIL FROM", "RSET", "***", "TLSv1.3"):
        assert line in ran.out
    for never in ("DELE", "STORE", "\nDATA"):
        assert f"> {never}" not in ran.out


def test_one_protocol(with_demo: Mailmedic) -> None:
    """Only what was asked for is checked."""
    ran = with_demo("check", "--json", "mika@pop3.demo.test", "--protocol", "imap")
    assert [check["protocol"] for check in json.loads(ran.out)["checks"]] == ["imap"]
    assert ran.status == 0


def test_without_login(mailmedic: Mailmedic, demo_environ: dict[str, str]) -> None:
    """No password is needed, and all before the login counts."""
    ran = mailmedic("check", "--json", "--no-login", "taro@ok.demo.test", environ=demo_environ)
    report = json.loads(ran.out)
    assert (ran.status, report["ok"]) == (0, True)
    steps = {step["name"]: step["outcome"] for step in report["checks"][0]["steps"]}
    assert (steps["greeting"], steps["login"]) == ("ok", "skipped")


def test_a_message_to_oneself(with_demo: Mailmedic) -> None:
    """Is sent, and found."""
    ran = with_demo("check", "--json", "--send-test", "taro@ok.demo.test")
    report = json.loads(ran.out)
    messages = [s for c in report["checks"] for s in c["steps"] if s["name"] == "message"]
    assert [step["outcome"] for step in messages] == ["ok", "ok"]
    assert ran.status == 0


def test_the_password_from_standard_input(
    mailmedic: Mailmedic, demo_environ: dict[str, str], ready: Ready
) -> None:
    """With its line end or without."""
    password = ready.accounts[0].password
    for given in (password, password + "\n", password + "\r\n"):
        ran = mailmedic(
            "check",
            "--json",
            "--password-stdin",
            "--protocol",
            "imap",
            "taro@ok.demo.test",
            stdin=given,
            environ=demo_environ,
        )
        assert (ran.status, ran.err) == (0, "")


@pytest.mark.parametrize("language", Language)
def test_the_servers_of_an_account(language: Language, with_demo: Mailmedic) -> None:
    """Who says so, and who was asked."""
    ran = with_demo("discover", "taro@ok.demo.test", "--lang", language)
    assert ran.status == 0
    assert ran.out.count("localhost") >= 3
    ran = with_demo("discover", "--json", "taro@ok.demo.test")
    servers = json.loads(ran.out)["servers"]
    assert {server["source"] for server in servers} == {"known"}
    assert {server["protocol"] for server in servers} == {"imap", "pop3", "smtp"}
