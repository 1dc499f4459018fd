"""Bodies for other systems: each template makes what its system takes, whatever people wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.helpdesk.outbound.body import READY, BodyUnusable, body_of, fenced, ready
from bot.helpdesk.outbound.settings import EXAMPLE

VALUES: dict[str, object] = {"service_desk": 1, "request_type": "25", "email": "desk@example.com"}
NASTY = 'it\'s "broken" </pre><script> {{ 7*7 }} @channel `` ``` {noformat} \\ \n\x00 ポート'


def made(name: str, **said: Any) -> Any:
    """The body of a ready template."""
    return json.loads(body_of(ready(name), {**EXAMPLE, **said}, VALUES))


def test_all_are_there() -> None:
    """Those that were promised."""
    assert set(READY) == {"plain", "jira", "zendesk", "github", "servicenow", "freshdesk"}


@pytest.mark.parametrize("name", READY)
@given(
    subject=st.text(), text=st.text(), severity=st.sampled_from("low normal high urgent".split())
)
def test_every_text_makes_json(name: str, subject: str, text: str, severity: str) -> None:
    """No character of a stranger's breaks a body."""
    assert made(name, subject=subject, text=text, severity=severity)


def test_plain_is_all_of_it() -> None:
    """For whoever writes a receiver of their own."""
    case = {"number": 12, "words": NASTY}
    body = made("plain", case=case)
    assert body["case"] == case
    assert body["event"]["name"] == "case.opened"
    assert body["outage"] is None


def test_jira_shows_text_as_it_is() -> None:
    """In a block without format, which nothing in it can end."""
    fields = made("jira", text=NASTY)["requestFieldValues"]["description"]
    inside = fields.removeprefix("{noformat}\n").removesuffix("\n{noformat}")
    assert "{noformat}" not in inside
    assert "ポート" in inside


@pytest.mark.parametrize("mark", ["{noformat:nopanel=true}", "{NoFormat}", "{ noformat }"])
def test_jira_takes_no_other_form_of_its_mark(mark: str) -> None:
    """Which of them its renderers read as the block's end is theirs to change."""
    fields = made("jira", text=f"{mark} [~accountid:1]")["requestFieldValues"]["description"]
    assert mark not in fields
    assert fields.casefold().count("{noformat") == 2


@pytest.mark.parametrize("template", ["{{ 1 + text }}", "{{ 1 // 0 }}", "[" * 100_000])
def test_what_breaks_in_a_template_is_its_fault(template: str) -> None:
    """It is given up and told; it does not come up again and again."""
    with pytest.raises(BodyUnusable):
        body_of(template, EXAMPLE, {})


@pytest.mark.parametrize("name", READY)
def test_halves_of_characters_are_sent_as_marks(name: str) -> None:
    """JSON that we were sent may hold them, and UTF-8 does not."""
    assert made(name, subject="\ud800", text="a\udfff", case={"note": "\ud800"})


def test_zendesk_keeps_it_internal() -> None:
    """A case's evidence is for agents; the key lets a second one be found."""
    ticket = made("zendesk", key="mailmedic-12", severity="urgent", text=NASTY)["ticket"]
    assert ticket["comment"] == {"body": NASTY, "public": False}
    assert (ticket["external_id"], ticket["priority"]) == ("mailmedic-12", "urgent")


def test_github_calls_nobody() -> None:
    """Mentions and links of strangers are text in a fenced block."""
    issue = made("github", subject="@team broken", text=NASTY)
    assert "@team" not in issue["title"]
    assert issue["body"].startswith("````text\n")
    assert issue["body"].endswith("\n````")


def test_freshdesk_takes_no_markup() -> None:
    """Its description is HTML."""
    ticket = made("freshdesk", text=NASTY, severity="high")
    assert "<script>" not in ticket["description"]
    assert "&lt;script&gt;" in ticket["description"]
    assert ticket["priority"] == 3


@pytest.mark.parametrize(("severity", "level"), [("low", "3"), ("high", "2"), ("urgent", "1")])
def test_servicenow_ranks_by_severity(severity: str, level: str) -> None:
    """Its levels go the other way round."""
    body = made("servicenow", severity=severity)
    assert body["urgency"] == body["impact"] == level


@given(st.text())
def test_a_fence_is_longer_than_what_it_holds(text: str) -> None:
    """CommonMark §4.5: only as many backticks end it."""
    block = fenced(text)
    fence = block[: len(block) - len(block.lstrip("`"))]
    assert fence not in text


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{% if %}", "line 1"),
        ("{{ nobody }}", "nobody"),
        ("{{ subject }}", "no JSON at line 1"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ('{"a": {{ values.missing | tojson }}}', "missing"),
    ],
)
def test_a_wrong_template_says_why(template: str, why: str) -> None:
    """Where it goes wrong; and none gets out of its sandbox."""
    with pytest.raises(BodyUnusable) as unusable:
        body_of(template, EXAMPLE, {})
    assert why in unusable.value.why
