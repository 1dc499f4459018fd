"""What is loaded only by whoever needs it."""

from __future__ import annotations

import subprocess
import sys

LIBRARIES = ("aiohttp", "yarl", "defusedxml", "publicsuffixlist")


def test_libraries_of_the_web_are_loaded_late() -> None:
    """A provider that our facts know is found without any of them."""
    program = f"""
import asyncio, sys
from connectors.lookup.discover import discover
from connectors.lookup.dns import Resolver
from knowledge.providers import ours
found = asyncio.run(discover("taro@gmail.com", providers=ours(), resolver=Resolver("127.0.0.1:9")))
assert found.servers
assert not [name for name in {LIBRARIES!r} if name in sys.modules]
"""
    subprocess.run([sys.executable, "-c", program], check=True)
