"""All that can be handed out about an account that works, as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.card.account import Account
from connectors.card.apple import apple_profile
from connectors.card.autoconfig import client_config, is_for_everybody
from connectors.card.pacc import pacc_document
from connectors.card.records import Record, pacc_records, srv_records, web_records, zone

PROFILE = "apple-mail.mobileconfig"
CONFIG = "config-v1.1.xml"
DOCUMENT = "user-agent-configuration.json"
ZONE = "dns-records.txt"


@dataclass(frozen=True, slots=True)
class ProfileWords:
    """What a device shows before it installs the profile."""

    title: str
    description: str


def files_for_person(account: Account, words: ProfileWords) -> Mapping[str, bytes]:
    """What the account's owner can use: by file name, without what there cannot be."""
    profile = apple_profile(account, words.title, words.description)
    return _there({PROFILE: profile, CONFIG: client_config(account)})


def files_for_domain(account: Account, web: str = "") -> Mapping[str, bytes]:
    """What the domain's administrator publishes, so that every program finds the servers.

    ``web`` is the web server that the files will lie on; the domain itself when empty. Where
    user names are made otherwise than from the address there is nothing to publish but SRV
    records.
    """
    records: tuple[Record, ...] = srv_records(account)
    config = client_config(account) if is_for_everybody(account) else None
    document = pacc_document(account)
    if config is not None:
        records += web_records(account, web or account.domain)
    if document is not None:
        records += pacc_records(account, document, web or account.domain)
    return _there({CONFIG: config, DOCUMENT: document, ZONE: zone(records).encode() or None})


def _there(files: Mapping[str, bytes | None]) -> Mapping[str, bytes]:
    return {name: content for name, content in files.items() if content is not None}
