"""The check page as HTTP: what is answered to whom, good and bad."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace

import pytest

from bot.web.links import LINK_SECONDS
from bot.web.runs import RESULT_SECONDS
from bot.web.wish import Checked, Remark
from knowledge.causes import Cause
from knowledge.model import Language
from tests.bot.web.world import ASKER, HANAKO, JIRO, PASSWORD, TARO, World

EN, JA = Language.EN, Language.JA
LOGIN = {"act": "login", "password": PASSWORD}
NO_LOGIN = {"act": "look"}


async def finished(web: World, url: str, fields: dict[str, str] = LOGIN) -> tuple[str, Checked]:
    """The page of a check from this link that has ended, and what reached the chat."""
    begun = await web.post(url, fields)
    assert begun.status == 303
    ending = await web.ended()
    assert isinstance(ending, Checked)
    return begun.headers["Location"], ending


async def test_a_check(web: World) -> None:
    """From the link to the chat: the page shows it, and the chat is told."""
    path, ending = await finished(web, await web.link())
    page = await web.get(path)
    assert page.status == 200
    assert ending.report.ok
    assert "Refresh" not in page.headers
    assert "Settings that work" in page.text
    assert TARO in page.heading


@pytest.mark.parametrize(
    ("address", "cause"),
    [(HANAKO, Cause.AUTH_WRONG_CREDENTIALS), (JIRO, Cause.TLS_CERTIFICATE_EXPIRED)],
)
async def test_a_check_that_fails(web: World, address: str, cause: Cause) -> None:
    """Why, and what to do, on the page and in the chat."""
    path, ending = await finished(web, await web.link(address))
    assert not ending.report.ok
    assert ending.report.checks[0].cause is cause
    page = await web.get(path)
    assert 'class="failed"' in page.text
    assert "<ol>" in page.text.partition('class="told"')[2]
    assert "Settings that work" not in page.text


@pytest.mark.parametrize("language", Language)
async def test_what_the_page_shows_first(web: World, language: Language) -> None:
    """Whose account, who asked, from where, and which host will receive the password."""
    page = await web.get(await web.link(language=language))
    assert page.status == 200
    assert f'<html lang="{language}">' in page.text
    before = page.text.partition("<form")[0]
    for shown in (TARO, "Hanako Sato", "#helpdesk", "<li><bdi>localhost</bdi></li>"):
        assert shown in before


async def test_names_are_data(web: World) -> None:
    """A person's or a channel's name cannot become markup."""
    name = "<script>alert(1)</script>\"'{{ 7*7 }}"
    taken = await web.ask(asker=replace(ASKER, person_name=name, place_name=name))
    page = await web.get(taken.url)
    assert "<script>alert" not in page.text
    assert page.text.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2
    assert "{{ 7*7 }}" in page.text


async def test_looking_uses_nothing_up(web: World) -> None:
    """Any number of previews and scanners, by GET and HEAD."""
    url = await web.link()
    for _ in range(20):
        assert (await web.get(url)).status == 200
    async with web.client.head(url) as response:
        assert response.status == 200
    assert (await web.post(url)).status == 303


async def test_replayed(web: World) -> None:
    """A form that is sent again begins no second check, and the link says so."""
    url = await web.link()
    await finished(web, url)
    again = await web.post(url)
    assert again.status == 410
    assert again.heading == "This link has been used"
    assert (await web.get(url)).status == 410
    assert web.chat.endings.empty()


async def test_two_at_once(web: World) -> None:
    """Of many submissions at the same moment, one begins a check."""
    url = await web.link()
    answers = await asyncio.gather(*(web.post(url) for _ in range(12)))
    assert sorted(answer.status for answer in answers) == [303] + [410] * 11
    assert isinstance(await web.ended(), Checked)
    assert web.chat.endings.empty()


@pytest.mark.parametrize(
    ("language", "heading"), [(EN, "This link has expired"), (JA, "このリンクは期限切れです")]
)
async def test_expired(web: World, language: Language, heading: str) -> None:
    """By GET and by POST, in the browser's language, with how to get a new one."""
    url = await web.link()
    web.clock.move(LINK_SECONDS)
    for answer in (
        await web.get(url, headers={"Accept-Language": language}),
        await web.post(url, headers={"Accept-Language": language}),
    ):
        assert answer.status == 410
        assert answer.heading == heading
    assert web.chat.endings.empty()


@pytest.mark.parametrize("token", ["x", "A" * 51, "..%2f..%2fetc", "%00", "あ"])
async def test_unknown(web: World, token: str) -> None:
    """Never made: a page all the same."""
    for answer in (await web.get(f"/check/{token}"), await web.post(f"/check/{token}")):
        assert answer.status in (404, 410)
        assert answer.text.startswith("<!DOCTYPE html>")


async def test_tampered(web: World) -> None:
    """One letter changed leads nowhere, and harms the real one in nothing."""
    url = await web.link()
    wrong = url[:-1] + ("A" if url[-1] != "A" else "B")
    assert (await web.get(wrong)).status == 404
    assert (await web.post(wrong)).status == 404
    assert (await web.get(url)).status == 200


async def test_restarted(web: World) -> None:
    """A link of a process before: told so, and that nothing was sent anywhere."""
    url = await web.link()
    boot, rest = url.rpartition("/")[2][:8], url.rpartition("/")[2][8:]
    other = "A" * 8 if boot != "A" * 8 else "B" * 8
    answer = await web.post(f"/check/{other}{rest}")
    assert answer.status == 410
    assert answer.heading == "This link is gone"


async def test_a_newer_link(web: World) -> None:
    """Asked twice: the newer is the one."""
    older, newer = await web.link(), await web.link()
    assert (await web.get(older)).heading == "There is a newer link"
    assert (await web.get(newer)).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": ""},
    ],
    ids=["foreign", "null", "sandboxed", "empty"],
)
async def test_a_wrong_origin(web: World, headers: dict[str, str]) -> None:
    """Refused before the form is read; the link stays good."""
    url = await web.link()
    answer = await web.post(url, headers=headers)
    assert answer.status == 403
    assert answer.heading == "This did not come from our page"
    assert (await web.post(url)).status == 303


async def test_no_origin(web: World) -> None:
    """No browser sends a form so."""
    url = await web.link()
    async with web.client.post(url, data=LOGIN) as response:
        assert response.status == 403
    assert (await web.get(url)).status == 200


async def test_what_a_browser_sends_from_a_page_without_referrer(web: World) -> None:
    """``Origin: null`` with the browser's own word that it was our page."""
    url = await web.link()
    answer = await web.post(url, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"})
    assert answer.status == 303


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "Type your password"),
        ("   ", "Type your password"),
        ("\u200b", "Type your password"),
        ("x" * 1_001, "too long to be a password"),
        ("two\nlines", "control character"),
    ],
)
async def test_a_password_that_is_none(web: World, password: str, words: str) -> None:
    """The page again with what is wrong; nothing of it comes back, and the link stays good."""
    url = await web.link()
    answer = await web.post(url, {"act": "login", "password": password})
    assert answer.status == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "x" * 50 not in answer.text
    assert (await web.post(url)).status == 303


async def test_ten_thousand_characters(web: World) -> None:
    """More than a form of ours can hold."""
    url = await web.link()
    answer = await web.post(url, {"act": "login", "password": "x" * 10_000})
    assert answer.status == 413
    assert answer.heading == "That is too long to be a password"
    assert (await web.post(url)).status == 303


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "chunked"])
async def test_ten_megabytes(web: World, declared: bool) -> None:
    """Refused at once, or as soon as it is too much; it is not collected."""
    url = await web.link()
    head = (
        f"POST {url.removeprefix(web.desk.origin)} HTTP/1.1\r\n"
        f"Host: {web.desk.origin.partition('://')[2]}\r\nOrigin: {web.desk.origin}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
    )
    length = "Content-Length: 10485760\r\n" if declared else "Transfer-Encoding: chunked\r\n"
    reader, writer = await connected(web)
    writer.write((head + length + "\r\n").encode())
    block = b"password=" + b"x" * 16_000
    if not declared:
        block = b"%x\r\n%s\r\n" % (len(block), block)
    try:
        for _ in range(640):
            writer.write(block)
            await writer.drain()
    except ConnectionError:
        pass
    assert (await reader.read(64)).startswith(b"HTTP/1.1 413 ")
    writer.close()
    assert (await web.get(url)).status == 200


async def connected(web: World) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A bare connection."""
    host, port = web.desk.origin.partition("://")[2].split(":")
    return await asyncio.open_connection(host, int(port))


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b'{"password": "x"}', 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("text/plain", b"password=x", 415),
        ("application/x-www-form-urlencoded", b"", 400),
        ("application/x-www-form-urlencoded", b"password", 400),
        ("application/x-www-form-urlencoded", b"password=\xff", 400),
        ("application/x-www-form-urlencoded", b"password=%ff&act=login", 400),
        ("application/x-www-form-urlencoded", b"&".join([b"a=b"] * 50), 400),
        ("application/x-www-form-urlencoded", b"act=else&password=x", 400),
        ("application/x-www-form-urlencoded", b"act=sign-in", 400),
    ],
)
async def test_a_body_that_is_no_form_of_ours(
    web: World, content_type: str, body: bytes, status: int
) -> None:
    """A clear page, and the link stays good."""
    url = await web.link()
    headers = {"Origin": web.desk.origin, "Content-Type": content_type}
    async with web.client.post(url, data=body, headers=headers) as response:
        assert response.status == status
        assert (await response.text()).startswith("<!DOCTYPE html>")
    assert (await web.post(url)).status == 303


async def test_without_login(web: World) -> None:
    """The other button: nobody logs in, and the link stays open for the password."""
    url = await web.link()
    path, ending = await finished(web, url, NO_LOGIN)
    assert ending.report.ok
    assert {r.facts.login_mechanism for r in ending.report.checks} == {None}
    page = await web.get(path)
    assert "Settings that work" not in page.text
    assert "go back to the page before" in page.text
    assert (await web.post(url, NO_LOGIN)).status == 410
    _, ending = await finished(web, url)
    assert ending.report.checks[0].facts.login_mechanism


async def test_remarks(web: World) -> None:
    """What came along with the password was left out, and both the page and the chat say so."""
    fields = {"act": "login", "password": f"\u200b {PASSWORD} "}
    path, ending = await finished(web, await web.link(), fields)
    assert ending.remarks == (Remark.INVISIBLE, Remark.EDGES)
    assert ending.report.ok
    page = await web.get(path)
    assert "Invisible characters had been pasted" in page.text
    told = web.desk.told(ending, EN)
    assert any("Invisible characters" in repr(block) for block in told.blocks)


async def test_the_settings_card(web: World) -> None:
    """As a file that any device opens, with everything but the password."""
    path, _ = await finished(web, await web.link(language=JA))
    card = await web.get(f"{path}/settings.txt")
    assert card.headers["Content-Disposition"] == 'attachment; filename="mail-settings.txt"'
    assert card.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert TARO in card.text
    assert "受信（IMAP）\r\nサーバー：localhost\r\n" in card.text
    assert PASSWORD not in card.text


async def test_no_card_where_nothing_works(web: World) -> None:
    """There is nothing to take along."""
    path, _ = await finished(web, await web.link(HANAKO))
    assert (await web.get(f"{path}/settings.txt")).status == 410


async def test_a_result_is_kept_for_ten_minutes(web: World) -> None:
    """And then says that it is in the chat."""
    path, _ = await finished(web, await web.link())
    web.clock.move(RESULT_SECONDS - 1)
    assert (await web.get(path)).status == 200
    web.clock.move(1)
    page = await web.get(path)
    assert page.status == 410
    assert page.heading == "This result is no longer shown"


@pytest.mark.parametrize("path", ["/result/x", "/result/あ", "/result/x/settings.txt"])
async def test_an_unknown_result(web: World, path: str) -> None:
    """As one that is not kept any more."""
    assert (await web.get(path)).status == 410


async def test_an_unknown_result_is_not_watched(web: World) -> None:
    """204 tells a browser not to try again."""
    assert (await web.get("/result/x/steps")).status == 204


async def test_the_steps(web: World) -> None:
    """As events: the whole path each time, and an end."""
    begun = await web.post(await web.link(), LOGIN | {"live": "1"})
    path, _, query = begun.headers["Location"].partition("?")
    assert query == "live=1"
    async with web.client.get(f"{web.desk.origin}{path}/steps") as response:
        assert response.content_type == "text/event-stream"
        text = (await response.read()).decode()
    events = re.findall(r"event: (\w+)\ndata: (.*)\n\n", text)
    assert [name for name, _ in events][-2:] == ["steps", "end"]
    (last,) = [json.loads(data) for name, data in events if name == "steps"][-1:]
    assert [[state for state, _ in way["stops"]] for way in last] == [["ok"] * 6] * 3


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/", "GET", 404),
        ("/check/", "GET", 404),
        ("/check/x", "DELETE", 405),
        ("/check/x", "PUT", 405),
        ("/result/x", "POST", 405),
        ("/static/nothing.js", "GET", 404),
        ("/static/..%2fapplication.py", "GET", 404),
        ("/sign-in/back", "GET", 404),
        ("/sign-in/back?state=x&code=y", "GET", 404),
    ],
)
@pytest.mark.parametrize("language", Language)
async def test_whatever_is_not_there(
    web: World, path: str, method: str, status: int, language: Language
) -> None:
    """A page of ours in the browser's language."""
    headers = {"Accept-Language": language}
    async with web.client.request(method, web.desk.origin + path, headers=headers) as response:
        assert response.status == status
        assert f'<html lang="{language}">' in await response.text()
        assert ("Allow" in response.headers) is (status == 405)


async def test_another_name_for_us(web: World) -> None:
    """A host that somebody pointed at our address gets nothing of ours."""
    url = await web.link()
    for host in ("evil.example", "127.0.0.1:1"):
        assert (await web.get(url, headers={"Host": host})).status == 421
        assert (await web.post(url, headers={"Host": host})).status == 421
    assert (await web.get(url)).status == 200


async def test_every_answer_is_guarded(web: World) -> None:
    """The same headers on pages, errors and files; no cookie anywhere."""
    url = await web.link()
    path, _ = await finished(web, await web.link(HANAKO))
    for where in (url, path, "/nothing", "/result/x", f"{path}/settings.txt", "/healthz"):
        headers = (await web.get(where)).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Server"] == "mailmedic"
        assert "Set-Cookie" not in headers


async def test_nothing_is_inline_and_nothing_is_foreign(web: World) -> None:
    """All styles and scripts are files of ours, under names that change with them, and small."""
    url = await web.link()
    form = await web.get(url)
    path, _ = await finished(web, url, LOGIN | {"live": "1"})
    pages = [form, await web.get(path)]
    files = set()
    for page in pages:
        assert not re.search(r"<style|style=|\son\w+=|javascript:", page.text)
        assert not re.search(r"<script(?![^>]*src=)", page.text)
        files |= set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text))
        links = re.findall(r'href="https:[^"]+" rel="noreferrer noopener"', page.text)
        assert len(re.findall(r'(?:src|href)="https?:', page.text)) == len(links)
    size = sum(len(page.text.encode()) for page in pages[:1])
    for file in files:
        served = await web.get(file)
        assert served.status == 200
        assert "immutable" in served.headers["Cache-Control"]
        size += len(served.text.encode())
    assert size < 50_000


async def test_health_and_numbers(web: World) -> None:
    """For monitoring on this machine; not through a proxy."""
    await finished(web, await web.link())
    assert (await web.get("/healthz")).text == "ok\n"
    assert (await web.get("/readyz", headers={"Host": "any.example"})).status == 200
    numbers = (await web.get("/metrics")).text
    assert 'mailmedic_checks_total{cause="ok",protocol="imap"} 1.0' in numbers
    assert 'mailmedic_http_requests_total{route="/check/{link}",status="303"} 1.0' in numbers
    assert "taro" not in numbers
    for path in ("/healthz", "/readyz", "/metrics"):
        assert (await web.get(path, headers={"X-Forwarded-For": "192.0.2.1"})).status == 404
