"""Debian's Chromium, headless, driven by Playwright."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, Page, async_playwright

EXECUTABLE = "/usr/bin/chromium"

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1100, "height": 800}

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@asynccontextmanager
async def browser(
    profile: Path,
    *,
    size: dict[str, int] = DESK,
    locale: str = "en-GB",
    dark: bool = False,
    scripts: bool = True,
) -> AsyncIterator[BrowserContext]:
    """A browser with a profile of its own, whose pages may load nothing but ours."""
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            profile,
            executable_path=EXECUTABLE,
            args=list(ARGUMENTS),
            viewport=size,  # type: ignore[arg-type]  # a TypedDict of the library's
            locale=locale,
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            accept_downloads=True,
        )
        try:
            yield context
        finally:
            await context.close()


async def faults(page: Page) -> list[str]:
    """What axe-core finds wrong with a page (WCAG 2.2 AA and good practice)."""
    options = {"runOnly": {"type": "tag", "values": STANDARDS}}
    results = await Axe().run(page, options=options)
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


async def is_wider_than_its_window(page: Page) -> bool:
    """Whether a reader would have to scroll sideways."""
    wide: bool = await page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return wide
