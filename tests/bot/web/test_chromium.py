"""The check page in a real browser: typed, watched, read, heard, on a phone and in the dark."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.web.links import LINK_SECONDS
from bot.web.wish import Checked, Remark
from knowledge.model import Language
from tests.bot.web.chromium import DESK, PHONE, browser, faults, is_wider_than_its_window
from tests.bot.web.world import HANAKO, JIRO, PASSWORD, TARO, World

pytestmark = pytest.mark.browser

EN, JA = Language.EN, Language.JA
PLANTED = "Planted-9f3-password"


async def submitted(page: Page, url: str, password: str = PASSWORD) -> None:
    """Open the link, type, send, and wait until the result is there."""
    await page.goto(url)
    await page.get_by_label(re.compile("Password for|のパスワード")).fill(password)
    await page.locator("button[value=login]").click()
    await page.locator(".told").wait_for()


@pytest.mark.parametrize(
    ("language", "size", "dark"),
    [(EN, PHONE, False), (JA, PHONE, True), (EN, DESK, True), (JA, DESK, False)],
    ids=["en-phone-light", "ja-phone-dark", "en-desk-dark", "ja-desk-light"],
)
async def test_every_page_is_sound(
    web: World, tmp_path: Path, language: Language, size: dict[str, int], dark: bool
) -> None:
    """axe-core finds nothing, nothing is cut off sideways, and no console complains."""
    complaints: list[str] = []
    locale = {EN: "en-GB", JA: "ja-JP"}[language]
    async with browser(tmp_path, size=size, locale=locale, dark=dark) as context:
        page = await context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        found: list[str] = []

        async def look() -> None:
            found.extend(await faults(page))
            assert not await is_wider_than_its_window(page)

        await page.goto(await web.link(TARO, language))
        await look()
        for address in (TARO, HANAKO):
            await submitted(page, await web.link(address, language))
            await look()
        for summary in await page.locator("summary").all():
            await summary.click()
        await look()
        assert complaints == []
        await page.goto(await web.link(TARO, language))
        await page.locator("button[value=login]").click()
        await expect(page.locator(".error")).to_be_visible()
        await look()
        await page.goto(f"{web.desk.origin}/check/unknown")
        await look()
        assert await page.locator("html").get_attribute("lang") == language
    assert found == []


async def test_success(web: World, tmp_path: Path) -> None:
    """From the link to the settings card in a file; the chat has the result."""
    async with browser(tmp_path) as context:
        page = await context.new_page()
        await submitted(page, await web.link())
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            re.compile("works for taro")
        )
        assert await page.locator(".path li.ok").count() == 18
        async with page.expect_download() as downloading:
            await page.get_by_role("link", name="Download the settings").click()
        card = await (await downloading.value).path()
        assert "Server: localhost" in _text(card)
    ending = await web.ended()
    assert isinstance(ending, Checked)
    assert ending.report.ok


@pytest.mark.parametrize(
    ("address", "station", "words"),
    [
        (HANAKO, "Login", "The user name or password was refused"),
        (JIRO, "Encryption", "certificate"),
    ],
)
async def test_failure(web: World, tmp_path: Path, address: str, station: str, words: str) -> None:
    """Red where it breaks, with the explanation under it."""
    async with browser(tmp_path) as context:
        page = await context.new_page()
        await submitted(page, await web.link(address))
        broken = page.locator(".path li.failed").first
        await expect(broken).to_contain_text(station)
        told = await page.locator(".told").inner_text()
        assert await page.locator(".told ol li").count() > 1
        assert words.split()[-1] in told


async def test_the_steps_are_seen(web: World, tmp_path: Path) -> None:
    """With JavaScript the page follows by itself, and tells screen readers where it is."""
    async with browser(tmp_path) as context:
        page = await context.new_page()
        addresses: list[str] = []
        page.on("request", lambda request: addresses.append(request.url))
        await submitted(page, await web.link())
        assert any(address.endswith("/steps") for address in addresses)
        assert page.url.endswith(addresses[-1].rpartition("/")[2]) or "/result/" in page.url
        assert "live" not in page.url
        assert all(address.startswith(web.desk.origin) for address in addresses)


async def test_without_javascript(web: World, tmp_path: Path) -> None:
    """The same, by a page that renews itself."""
    async with browser(tmp_path, scripts=False) as context:
        page = await context.new_page()
        await page.goto(await web.link())
        await expect(page.locator("#show")).to_be_hidden()
        await page.locator("#password").fill(f"{PASSWORD} ")
        await page.locator("button[value=login]").click()
        await page.locator(".told").wait_for()
        await expect(page.get_by_text("A blank before or after")).to_be_visible()
    ending = await web.ended()
    assert isinstance(ending, Checked)
    assert ending.remarks == (Remark.EDGES,)


async def test_by_keyboard(web: World, tmp_path: Path) -> None:
    """Tab to the field, type, Enter."""
    async with browser(tmp_path) as context:
        page = await context.new_page()
        await page.goto(await web.link())
        await page.keyboard.press("Tab")
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press("Enter")
        await page.locator(".told").wait_for()
    ending = await web.ended()
    assert isinstance(ending, Checked)
    assert ending.report.ok


async def test_show_and_hide(web: World, tmp_path: Path) -> None:
    """The button says what it does; what is sent is hidden again."""
    async with browser(tmp_path) as context:
        page = await context.new_page()
        await page.goto(await web.link())
        field, button = page.locator("#password"), page.locator("#show")
        await field.fill(PASSWORD)
        await button.click()
        await expect(field).to_have_attribute("type", "text")
        await expect(button).to_have_text("Hide")
        await expect(button).to_have_attribute("aria-pressed", "true")
        await button.click()
        await expect(field).to_have_attribute("type", "password")
        await expect(field).to_have_attribute("autocomplete", "off")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (" secret", "a blank before or after"),
        ("sec\u200bret", "Invisible characters came along"),
        ("ｓｅｃｒｅｔ", "full-width letters"),
        ("secret", ""),
    ],
)
async def test_what_came_along_is_noticed(
    web: World, tmp_path: Path, typed: str, words: str
) -> None:
    """While it is typed or pasted, with a word."""
    async with browser(tmp_path) as context:
        page = await context.new_page()
        await page.goto(await web.link())
        await page.locator("#password").fill(typed)
        await expect(page.locator("#seen")).to_contain_text(words)


async def test_an_expired_link(web: World, tmp_path: Path) -> None:
    """Opened in time, sent too late."""
    async with browser(tmp_path) as context:
        page = await context.new_page()
        await page.goto(await web.link())
        await page.locator("#password").fill(PASSWORD)
        web.clock.move(LINK_SECONDS)
        await page.locator("button[value=login]").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("This link has expired")
    assert web.chat.endings.empty()


async def test_back_and_again(web: World, tmp_path: Path) -> None:
    """The Back button brings neither the password nor a second login."""
    async with browser(tmp_path) as context:
        page = await context.new_page()
        url = await web.link(HANAKO)
        await submitted(page, url)
        await web.ended()
        await page.goto(url)
        await expect(page.get_by_role("heading", level=1)).to_have_text("This link has been used")
    assert web.chat.endings.empty()


async def test_without_logging_in(web: World, tmp_path: Path) -> None:
    """The other button sends no password, even where one was typed."""
    sent: list[str | None] = []
    async with browser(tmp_path) as context:
        page = await context.new_page()
        page.on("request", lambda request: sent.append(request.post_data))
        await page.goto(await web.link())
        await page.locator("#password").fill(PLANTED)
        await page.get_by_role("button", name="Test without logging in").click()
        await page.locator(".told").wait_for()
    assert not any(PLANTED in data for data in sent if data)
    ending = await web.ended()
    assert isinstance(ending, Checked)
    assert ending.report.checks[0].facts.login_mechanism is None


async def test_a_planted_password(
    web: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In no page, no address, no log, and nowhere in the browser's profile."""
    caplog.set_level(logging.DEBUG)
    seen = ""
    async with browser(tmp_path) as context:
        page = await context.new_page()
        await submitted(page, await web.link(HANAKO), PLANTED)
        seen += page.url + await page.content()
        assert await context.cookies() == []
        assert await page.evaluate("localStorage.length + sessionStorage.length") == 0
    told = repr(web.desk.told(await web.ended(), EN))
    assert PLANTED not in seen + told
    assert PLANTED not in _of_ours(caplog)
    assert _kept(tmp_path) == []


def _of_ours(caplog: pytest.LogCaptureFixture) -> str:
    """Every line but those of the library that drives the browser and typed it in."""
    return "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("playwright"))


def _kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and _holds(path)]


def _text(path: Path) -> str:
    return path.read_text("utf-8-sig")


def _holds(path: Path) -> bool:
    data = path.read_bytes()
    return PLANTED.encode() in data or PLANTED.encode("utf-16-le") in data


async def test_nobody_frames_it(web: World, tmp_path: Path) -> None:
    """A page of somebody else's cannot lay ours under theirs."""
    async with browser(tmp_path) as context:
        page = await context.new_page()
        url = await web.link()
        await page.set_content(f'<iframe src="{url}"></iframe>')
        frame = page.frames[-1]
        assert await frame.locator("#password").count() == 0
