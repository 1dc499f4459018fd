"""The settings card: files about an account that works, and a page that says what each is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connectors.card.account import Account
from connectors.card.card import (
    CONFIG,
    DOCUMENT,
    PROFILE,
    ZONE,
    ProfileWords,
    files_for_domain,
    files_for_person,
)
from connectors.lookup.autoconfig import FILE as CONFIG_FILE
from connectors.lookup.pacc import pacc_url
from knowledge.model import Language
from knowledge.speak import Speaker

READ_ME = "read-me.txt"
DOMAIN_FOLDER = "domain"


class SettingsCard:
    """The card of one account, in one language.

    ``for_domain`` adds what the domain's administrator can publish: for a domain of one's own,
    not for a provider's. ``web`` is the administrator's web server, the domain itself when empty.
    """

    def __init__(
        self,
        account: Account,
        speaker: Speaker,
        language: Language,
        *,
        for_domain: bool,
        web: str = "",
    ) -> None:
        self._account = account
        self._speaker = speaker
        self._language = language
        self._web = web or account.domain
        self._of_person = files_for_person(account, self._profile_words())
        self._of_domain = files_for_domain(account, self._web) if for_domain else {}

    def files(self) -> Mapping[str, bytes]:
        """All files by their path within the card's folder; none where nothing works."""
        of_domain = {f"{DOMAIN_FOLDER}/{name}": self._of_domain[name] for name in self._of_domain}
        files = {**self._of_person, **of_domain}
        return files and {READ_ME: ("\n".join(self._read_me()) + "\n").encode(), **files}

    def purposes(self) -> tuple[str, ...]:
        """What each file is for, a sentence a file, in the reader's language."""
        return (*self._of_person_lines(), *self._of_domain_lines())

    def _profile_words(self) -> ProfileWords:
        return ProfileWords(self._say("profile_title"), self._say("profile_description"))

    def _read_me(self) -> Iterator[str]:
        title = self._say("title")
        yield from (title, "", self._say("for_person"), "")
        yield from self._of_person_lines()
        yield from ("", self._say("no_password"))
        if self._of_domain:
            yield from self._read_me_of_domain()

    def _of_person_lines(self) -> Iterator[str]:
        for name, key in ((PROFILE, "apple"), (CONFIG, "config")):
            if name in self._of_person:
                yield self._say(key, file=name)

    def _read_me_of_domain(self) -> Iterator[str]:
        yield from ("", self._say("for_domain"), "", self._say("why_domain"), "")
        yield from self._of_domain_lines()

    def _of_domain_lines(self) -> Iterator[str]:
        domain = self._account.domain
        urls = {CONFIG: f"https://autoconfig.{domain}/{CONFIG_FILE}", DOCUMENT: pacc_url(domain)}
        keys = {CONFIG: "domain_config", DOCUMENT: "domain_document", ZONE: "domain_zone"}
        for name in self._of_domain:
            file = f"{DOMAIN_FOLDER}/{name}"
            yield self._say(keys[name], file=file, url=urls.get(name, ""))

    def _say(self, key: str, **values: str) -> str:
        known = {
            "address": self._account.address,
            "domain": self._account.domain,
            "web": self._web,
            "zone": f"{DOMAIN_FOLDER}/{ZONE}",
        }
        return self._speaker.plain(f"discovery.card.{key}", self._language, **known, **values)
