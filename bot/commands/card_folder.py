"""The folder that ``check --card`` fills: never one in which something lies already."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.commands.arguments import UsageError
from bot.core.settings_card import SettingsCard
from connectors.card.account import account_of
from connectors.model import Report
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker


def read_card_folder(text: str) -> Path:
    """The path of a folder that is to be made, or is empty.

    Raises:
        UsageError: it is there and not empty, or is no folder: nothing is ever overwritten.
    """
    folder = Path(text)
    try:
        taken = any(folder.iterdir())
    except FileNotFoundError:
        taken = False
    except (OSError, ValueError):
        raise UsageError("card_no_folder", value=text) from None
    if taken:
        raise UsageError("card_not_empty", value=text)
    return folder


def card_of(
    report: Report, knowledge: Knowledge, speaker: Speaker, language: Language
) -> SettingsCard:
    """The card of a report; with what to publish, where the domain is no provider's."""
    found = account_of(report)
    own = bool(found.domain) and knowledge.providers.by_domain(found.domain) is None
    return SettingsCard(found, speaker, language, for_domain=own)


def write_card(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files below the folder, which is made.

    Raises:
        OSError: a file cannot be written, or has come to be there meanwhile (FileExistsError).
    """
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
