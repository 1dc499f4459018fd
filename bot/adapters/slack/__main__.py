"""``python -m bot.adapters.slack [en|ja]``: the manifest of our app, for Slack's own page.

Made for the settings of the environment: the command's name, the transport, what is watched,
one workspace or several. ``deploy/slack-manifest.*.yaml`` are what an empty environment gives.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from bot.adapters.slack.manifest import as_yaml, manifest
from bot.adapters.slack.settings import SlackSettings, Transport
from bot.config import Settings
from knowledge.load import open_knowledge
from knowledge.model import Language
from knowledge.speak import Speaker


def manifest_of(environ: Mapping[str, str], language: Language, speaker: Speaker) -> str:
    """The manifest for an environment, as YAML.

    Raises:
        SettingsError: a value of it cannot be used.
    """
    settings = SlackSettings.from_env(environ) or SlackSettings()
    public_url = Settings.from_env(environ).serve.public_url
    by_http = settings.transport is Transport.HTTP
    document = manifest(
        speaker,
        language,
        command=settings.command,
        public_url=public_url if by_http else "",
        watching=settings.watching,
        several=bool(settings.client_id),
    )
    return as_yaml(document, speaker.plain("slack.manifest.made", language))


def main(words: list[str], environ: Mapping[str, str]) -> None:
    """Print it."""
    language = Language(words[0]) if words else Settings.language_of(environ)
    text = manifest_of(environ, language, Speaker(open_knowledge(None, None)))
    sys.stdout.buffer.write(text.encode())


if __name__ == "__main__":
    main(sys.argv[1:], os.environ)
