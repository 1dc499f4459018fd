"""What is kept for the next start: never stale, safe to delete, believed only where it is ours."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.cache import Cache
from knowledge.load import open_knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.knowledge.conftest import Write, topic


def spoken(overlay: Path, cache: Path) -> str:
    return Speaker(open_knowledge(overlay, cache)).topic("own", Language.EN).markdown.strip()


def test_a_changed_topic_is_seen_at_once(lay: Write, tmp_path: Path) -> None:
    """The cache of the old text is not read for the new one."""
    cache = tmp_path / "cache"
    overlay = lay("topics/own.en.md", topic("Before."))
    assert spoken(overlay, cache) == "Before."
    lay("topics/own.en.md", topic("Afterwards."))
    assert spoken(overlay, cache) == "Afterwards."


def test_the_second_start_reads_the_cache(lay: Write, tmp_path: Path) -> None:
    """What is kept speaks as what was read; a tampered copy shows that it was used."""
    cache = tmp_path / "cache"
    overlay = lay("topics/own.en.md", topic("Written."))
    assert spoken(overlay, cache) == "Written."
    (kept,) = cache.glob("content-*.json")
    kept.write_text(kept.read_text("utf-8").replace("Written.", "Kept."), "utf-8")
    assert spoken(overlay, cache) == "Kept."


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b'{"topics": 1'])
def test_a_damaged_cache_is_made_anew(lay: Write, tmp_path: Path, damage: bytes) -> None:
    """Half a file, or another's, is as good as none."""
    cache = tmp_path / "cache"
    overlay = lay("topics/own.en.md", topic("Written."))
    spoken(overlay, cache)
    for kept in cache.iterdir():
        kept.write_bytes(damage)
    assert spoken(overlay, cache) == "Written."


def test_a_folder_that_others_can_write_is_not_believed(tmp_path: Path) -> None:
    """What it holds would become answers."""
    cache = Cache(tmp_path)
    cache.put("part", "1", {"a": 1})
    tmp_path.chmod(0o777)
    assert cache.get("part", "1") is None
    tmp_path.chmod(0o700)
    assert cache.get("part", "1") == {"a": 1}


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path: Path) -> None:
    """A file stands where the folder should be: everything works, without a cache."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    cache = Cache(blocked)
    cache.put("part", "1", {})
    assert cache.get("part", "1") is None


def test_dates_come_back_as_dates(tmp_path: Path) -> None:
    """A provider's note holds from a day on."""
    tmp_path.chmod(0o700)
    cache = Cache(tmp_path)
    cache.put("part", "1", {"from": date(2026, 12, 31)})
    assert cache.get("part", "1") == {"from": date(2026, 12, 31)}


def test_old_generations_are_forgotten(tmp_path: Path) -> None:
    """A cache that has been written a hundred times is no larger than one written eight times."""
    tmp_path.chmod(0o700)
    cache = Cache(tmp_path)
    for number in range(100):
        cache.put("part", f"{number:032x}", {})
    assert len(list(tmp_path.iterdir())) == 8
    assert cache.get("part", f"{99:032x}") == {}


def test_only_what_we_put_there_is_forgotten(tmp_path: Path) -> None:
    """The folder may have been somebody's before: of ours the newest stay, of theirs all."""
    theirs = {tmp_path / f"thesis-{number}.json" for number in range(20)} | {tmp_path / "a.tmp"}
    for path in theirs:
        path.write_text("mine")
    cache = Cache(tmp_path)
    for number in range(20):
        cache.put("index.en", f"{number:032x}", number)
    kept = set(tmp_path.iterdir())
    assert theirs <= kept
    assert len(kept - theirs) == 8
