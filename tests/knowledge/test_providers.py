"""Providers: how they are found, what their rows say, and how they are spoken."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from knowledge.load import open_knowledge
from knowledge.model import Language, Row
from knowledge.providers import Protocol, Provider, Providers, Security, Server, UserForm, ours
from knowledge.speak import Speaker

DAY = date(2026, 11, 26)
FIELDS: dict[str, Any] = {
    "names": {"en": ["Example Mail"], "ja": ["例メール"]},
    "domains": ["example.net"],
    "mx": ["mx.example.net"],
    "state": "open",
    "wrong_hosts": ["imap.wrong.example"],
    "server": [
        {
            "protocol": "imap",
            "host": "imap.example.net",
            "port": 993,
            "security": "tls",
            "user": "address",
            "auth": ["password"],
        }
    ],
    "note": [{"en": "First this.", "ja": "まずこれを。"}],
}


def row(key: str = "example", kind: str = "provider", **fields: Any) -> Row:
    """A row of a table as it is read; ``fields`` change the minimal one."""
    return Row(kind, key, FIELDS | fields, ("rfc6186",), DAY, "", "example.toml")


def providers(*rows: Row) -> Providers:
    """The providers of these rows."""
    return Providers.from_rows(rows)


def server(**fields: Any) -> Row:
    """The row with another server."""
    return row(server=[FIELDS["server"][0] | fields])


class TestFinding:
    """A provider is found by what people have of it."""

    @pytest.mark.parametrize("domain", ["example.net", "EXAMPLE.NET", "example.net."])
    def test_by_domain(self, domain: str) -> None:
        """Case and a trailing dot do not matter."""
        found = providers(row()).by_domain(domain)
        assert found is not None
        assert found.id == "example"

    @pytest.mark.parametrize("domain", ["example.org", "sub.example.net", "", "net"])
    def test_not_by_another_domain(self, domain: str) -> None:
        """Only the domain itself is the provider's."""
        assert providers(row()).by_domain(domain) is None

    @pytest.mark.parametrize("hosts", [["mx.example.net"], ["other.example", "A.MX.example.net."]])
    def test_by_mx(self, hosts: list[str]) -> None:
        """Any of the MX hosts may give it away, at a label's border."""
        assert providers(row()).by_mx(hosts) is not None

    @pytest.mark.parametrize("hosts", [[], ["notmx.example.net"], ["mx.example.net.evil.example"]])
    def test_not_by_another_mx(self, hosts: list[str]) -> None:
        """A name that only ends in the same letters is somebody else's."""
        assert providers(row()).by_mx(hosts) is None

    def test_by_server_host(self) -> None:
        """Whoever names a server means its provider."""
        known = providers(row())
        assert known.by_host("IMAP.example.net") is known.by_id("example")
        assert known.by_host("imap.wrong.example") is None

    def test_by_a_wrong_host_that_circulates(self) -> None:
        """Whoever was told a wrong name can be put right."""
        known = providers(row())
        assert known.by_wrong_host("imap.wrong.example") is known.by_id("example")
        assert known.by_wrong_host("imap.example.net") is None

    def test_a_later_row_replaces_an_earlier_one(self) -> None:
        """A company lays its own over ours."""
        known = providers(row(), row(domains=["example.com"]))
        assert known.by_domain("example.net") is None
        assert known.by_domain("example.com") is not None
        assert len(list(known)) == 1

    def test_other_kinds_are_passed_over(self) -> None:
        """All rows of a knowledge base may be handed in."""
        assert not list(providers(row(kind="port")))


class TestServer:
    """A server as the owner of an address writes it."""

    @pytest.mark.parametrize(
        ("host", "written"),
        [
            ("imap.example.net", "imap.example.net"),
            ("{domain}", "account.example.net"),
            ("{local}.example.net", "taro.example.net"),
        ],
    )
    def test_placeholders_are_filled_in(self, host: str, written: str) -> None:
        """They are parts of the address, in lower case."""
        made = Server(Protocol.IMAP, host, 993, Security.TLS, UserForm.ADDRESS, ("password",))
        assert made.at("Taro@Account.example.net").host == written

    @pytest.mark.parametrize(
        ("form", "name"),
        [
            (UserForm.ADDRESS, "taro@example.net"),
            (UserForm.LOCAL_PART, "taro"),
            (UserForm.OTHER, ""),
        ],
    )
    def test_the_user_name_has_the_providers_form(self, form: UserForm, name: str) -> None:
        """It is empty where the address does not tell."""
        made = Server(Protocol.IMAP, "imap.example.net", 993, Security.TLS, form, ("password",))
        assert made.user_name("taro@example.net") == name


class TestRows:
    """A row that is not of the form says so."""

    @pytest.mark.parametrize(
        "wrong",
        [
            row(state="dozing"),
            row(names={"en": ["Example"]}),
            server(protocol="nntp"),
            server(port=0),
            server(port=70000),
            server(port="993"),
            server(security="ssl"),
            server(user="whatever"),
            row(server=[{"protocol": "imap"}]),
            row(note=[{"en": "Only English."}]),
        ],
    )
    def test_it_names_its_file_and_itself(self, wrong: Row) -> None:
        """Who wrote it finds it."""
        with pytest.raises(ValueError, match=r"example\.toml: provider example"):
            providers(wrong)

    @pytest.mark.parametrize(
        ("day", "holds"),
        [(date(2026, 12, 30), False), (date(2026, 12, 31), True), (date(2027, 1, 2), False)],
    )
    def test_a_note_may_hold_for_a_time(self, day: date, holds: bool) -> None:
        """Both days belong to it."""
        note = {"en": "Now.", "ja": "今。", "from": date(2026, 12, 31), "until": date(2027, 1, 1)}
        (provider,) = providers(row(note=[note]))
        assert provider.notes[0].holds(day) is holds

    def test_without_days_a_note_always_holds(self) -> None:
        """Most do."""
        (provider,) = providers(row())
        assert provider.notes[0].holds(date.min)
        assert provider.notes[0].holds(date.max)


OURS = sorted(ours(), key=lambda provider: provider.id)
HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}|\{domain\}")


@pytest.mark.parametrize("provider", OURS, ids=lambda provider: provider.id)
class TestOurs:
    """The facts that are shipped."""

    def test_they_are_usable(self, provider: Provider) -> None:
        """Names in both languages, hosts that are hosts, a way to log in; nothing in plain text."""
        assert all(provider.names[language] for language in Language)
        assert provider.domains or provider.mx
        for server in provider.servers:
            assert HOST.fullmatch(server.host)
            assert server.security is not Security.NONE
            assert server.auth
            assert set(server.auth) <= {"password", "app-password", "oauth2"}
            assert (server.port in (993, 995, 465)) == (server.security is Security.TLS)
        assert not {server.host for server in provider.servers} & set(provider.wrong_hosts)

    def test_they_say_what_must_be_known_first(self, provider: Provider) -> None:
        """At least one sentence; all that is needed where there is no server."""
        assert len(provider.notes) > (not provider.servers)
        for note in provider.notes:
            assert note.words[Language.EN].endswith(".")
            assert note.words[Language.JA].endswith("。")

    def test_who_has_servers_can_receive_and_send(self, provider: Provider) -> None:
        """Half of the settings would help nobody; the closed have none."""
        protocols = {server.protocol for server in provider.servers}
        assert not protocols or (Protocol.SMTP in protocols and len(protocols) > 1)
        assert not (provider.servers and provider.state == "closed")

    def test_the_file_is_named_like_the_provider(self, provider: Provider) -> None:
        """And its sources are known."""
        facts = resources.files("knowledge") / "facts"
        text = (facts / "providers" / f"{provider.id}.toml").read_text("utf-8")
        assert tomllib.loads(text)["key"] == provider.id
        files = [file for file in (facts / "sources").iterdir() if file.name.endswith(".toml")]
        known = {id_ for file in files for id_ in tomllib.loads(file.read_text("utf-8"))}
        assert provider.sources
        assert set(provider.sources) <= known

    @pytest.mark.parametrize("language", Language)
    def test_they_are_spoken(
        self, provider: Provider, language: Language, speaker: Speaker
    ) -> None:
        """Every server, every note and the date, in the asker's language."""
        spoken = speaker.topic(f"provider.{provider.id}", language)
        assert provider.names[language][0] in spoken.markdown.replace("\\", "")
        for server in provider.servers:
            assert server.host == "{domain}" or f"`{server.host}`" in spoken.markdown
            assert str(server.port) in spoken.markdown
        assert spoken.markdown.count("\n- ") == len(provider.notes)
        assert "{" not in spoken.markdown
        assert spoken.sources


@pytest.fixture(scope="module")
def speaker() -> Speaker:
    """What we ship, spoken."""
    return Speaker(open_knowledge())


def test_no_domain_has_two_providers() -> None:
    """Else the order of the files would decide."""
    domains = [domain for provider in OURS for domain in provider.domains]
    assert len(domains) == len(set(domains))


@pytest.mark.parametrize(
    ("address", "id_"),
    [
        ("gmail.com", "gmail"), ("yahoo.co.jp", "yahoo_japan"), ("yahoo.com", "yahoo"),
        ("docomo.ne.jp", "docomo"), ("au.com", "au"), ("ezweb.ne.jp", "au"),
        ("i.softbank.jp", "softbank"), ("hotmail.co.jp", "outlook_com"), ("icloud.com", "icloud"),
        ("ocn.ne.jp", "ocn"), ("nifty.com", "nifty"), ("biglobe.ne.jp", "biglobe"),
        ("so-net.ne.jp", "so_net"), ("gmx.com", "gmx_com"), ("gmx.de", "gmx"), ("web.de", "web_de"),
        ("proton.me", "proton"), ("qq.com", "qq"), ("goo.jp", "goo"),
    ],
)  # fmt: skip
def test_the_big_ones_are_known(address: str, id_: str) -> None:
    """The domains that helpdesks hear of most."""
    provider = ours().by_domain(address)
    assert provider is not None
    assert provider.id == id_


@pytest.mark.parametrize(
    ("host", "id_"),
    [
        ("aspmx.l.google.com", "gmail"),
        ("smtp.google.com", "gmail"),
        ("example-com.mail.protection.outlook.com", "microsoft_365"),
        ("example-com.a-v1.mx.microsoft", "microsoft_365"),
        ("outlook-com.olc.protection.outlook.com", "outlook_com"),
        ("mx.zoho.com", "zoho_business"),
        ("mx.zoho.jp", "zoho_japan"),
        ("in1-smtp.messagingengine.com", "fastmail"),
        ("mx01.mail.icloud.com", "icloud"),
        ("mx1.mail.ovh.net", "ovh"),
    ],
)
def test_hosted_domains_are_known_by_their_mx(host: str, id_: str) -> None:
    """A company's own domain at a big provider has the provider's servers."""
    provider = ours().by_mx([host])
    assert provider is not None
    assert provider.id == id_


def test_days_survive_the_cache(tmp_path: Path) -> None:
    """A note's days are days, whether read from the file or from what was kept of it."""
    first, second = (open_knowledge(cache=tmp_path).providers for _ in range(2))
    read = ours().by_id("microsoft_365")
    assert first.by_id("microsoft_365") is not None
    for kept in (first.by_id("microsoft_365"), second.by_id("microsoft_365")):
        assert kept is not None
        assert read is not None
        assert kept.notes == read.notes


@pytest.mark.parametrize(
    "wrong", ["imap.au.com", "imap.docomo.ne.jp", "imap.softbank.ne.jp", "imap.sakura.ne.jp"]
)
def test_wrong_names_that_circulate_are_named_as_wrong(wrong: str) -> None:
    """And nobody's server has them."""
    assert ours().by_wrong_host(wrong) is not None
    assert ours().by_host(wrong) is None
