"""Providers: how they are found, what their rows say, and how they are spoken."""

from __future__ import annotations

import re
import tomllib
from dataclasses import astuple
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from knowledge.fold import fold
from knowledge.load import Knowledge, open_knowledge
from knowledge.model import Language, Row
from knowledge.providers import (
    Confidence,
    OldTls,
    Protocol,
    Provider,
    Providers,
    Security,
    Server,
    UserForm,
    ours,
)
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
OLD_TLS = {
    "imap.spmode.ne.jp": OldTls.LEGACY_RENEGOTIATION,
    "smtp.spmode.ne.jp": OldTls.LEGACY_RENEGOTIATION,
    "imap.softbank.jp": OldTls.RSA_KEY_EXCHANGE,
    "smtp.softbank.jp": OldTls.RSA_KEY_EXCHANGE,
}
KANA = re.compile(r"[ぁ-ゖァ-ヺ一-鿿]")
# What a provider's file may hold, and its servers and notes.
FIELDS_OF = {
    "kind", "key", "names", "questions", "domains", "mx", "autodiscover", "state", "ends",
    "confidence", "switch_on", "not_offered", "limits", "wrong_hosts", "sources", "checked",
    "server", "note",
}  # fmt: skip
FIELDS_OF_SERVER = {"protocol", "host", "port", "security", "user", "auth", "tls"}
FIELDS_OF_NOTE = {"en", "ja", "from", "until"}


@cache
def known_sources() -> frozenset[str]:
    """The ids of every source."""
    folder = resources.files("knowledge") / "facts" / "sources"
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    return frozenset(id_ for file in files for id_ in tomllib.loads(file.read_text("utf-8")))


def file_of(provider: Provider) -> dict[str, Any]:
    """The provider's file, as written."""
    folder = resources.files("knowledge") / "facts" / "providers"
    return tomllib.loads((folder / f"{provider.id}.toml").read_text("utf-8"))


@pytest.mark.parametrize("provider", OURS, ids=lambda provider: provider.id)
class TestOurs:
    """The facts that are shipped."""

    def test_their_servers_are_usable(self, provider: Provider) -> None:
        """Names in both languages, hosts that are hosts, a way to log in; nothing in plain text."""
        assert all(provider.names[language] for language in Language)
        for server in provider.servers:
            assert HOST.fullmatch(server.host)
            assert server.security is not Security.NONE
            assert server.auth
            assert set(server.auth) <= {"password", "app-password", "oauth2"}
            assert (server.port in (993, 995, 465)) == (server.security is Security.TLS)

    def test_tls_from_the_first_byte_comes_before_starttls(self, provider: Provider) -> None:
        """Where one host offers both for reading, the safer one is said first."""
        for protocol in (Protocol.IMAP, Protocol.POP3):
            ways = [s.security for s in provider.servers if s.protocol is protocol]
            assert ways == sorted(ways, key=lambda way: way is not Security.TLS)

    def test_a_wrong_host_is_nobodys_server(self, provider: Provider) -> None:
        """And leads to the provider that people mean."""
        for host in provider.wrong_hosts:
            assert HOST.fullmatch(host)
            assert ours().by_host(host) is None
            assert ours().by_wrong_host(host) is ours().by_id(provider.id)

    def test_without_servers_they_say_what_to_do(self, provider: Provider) -> None:
        """Who has none is closed, has no such access, is known by name, or has notes."""
        if not provider.servers:
            assert (
                provider.state == "closed"
                or len(provider.not_offered) == len(Protocol)
                or provider.confidence is Confidence.NAME_ONLY
                or provider.notes
            )
        for note in provider.notes:
            assert note.words[Language.EN].endswith(".")
            assert note.words[Language.JA].endswith("。")

    def test_a_note_with_a_day_is_plain(self, provider: Provider) -> None:
        """The calendar prints it as it is; its days are in order."""
        for note in provider.notes:
            if note.since or note.until:
                assert not any("{{" in words for words in note.words.values())
            if note.since and note.until:
                assert note.since <= note.until

    def test_who_has_servers_can_receive_and_send(self, provider: Provider) -> None:
        """Half of the settings would help nobody, but for those who only send."""
        protocols = {server.protocol for server in provider.servers}
        assert not protocols & set(provider.not_offered)
        if protocols:
            assert Protocol.SMTP in protocols
            assert len(protocols) > 1 or set(provider.not_offered) == {
                Protocol.IMAP,
                Protocol.POP3,
            }
            assert provider.state != "closed"

    def test_only_the_name_is_known_where_no_source_was_found(self, provider: Provider) -> None:
        """No servers then, and the file says how well it is vouched for."""
        assert "confidence" in file_of(provider)
        if provider.confidence is Confidence.NAME_ONLY:
            assert not provider.servers

    def test_one_database_alone_vouches_for_no_server(self, provider: Provider) -> None:
        """It served to compare what was found elsewhere."""
        if provider.servers:
            assert set(provider.sources) - {"mozilla-ispdb"}
        if provider.confidence is Confidence.TWO_SOURCES and provider.servers:
            assert provider.sources

    def test_who_ends_has_a_day_and_a_state(self, provider: Provider) -> None:
        """A day without a state would never be said."""
        assert provider.ends is None or provider.state != "open"
        assert provider.state != "closing" or provider.ends is not None

    def test_the_file_holds_only_what_is_spoken(self, provider: Provider) -> None:
        """It is named like the provider, has no other field, and its sources are known."""
        document = file_of(provider)
        assert document["key"] == provider.id
        assert set(document) <= FIELDS_OF
        assert all(set(server) <= FIELDS_OF_SERVER for server in document.get("server", ()))
        assert all(set(note) <= FIELDS_OF_NOTE for note in document.get("note", ()))
        assert provider.sources
        assert set(provider.sources) <= known_sources()

    @pytest.mark.parametrize("language", Language)
    def test_they_are_spoken(
        self, provider: Provider, language: Language, speaker: Speaker
    ) -> None:
        """Every server, every note that holds and the date, in the asker's language."""
        spoken = speaker.topic(f"provider.{provider.id}", language)
        words = spoken.markdown.replace("\\", "")
        assert provider.names[language][0] in words
        for server in provider.servers:
            assert server.host == "{domain}" or f"`{server.host}`" in spoken.markdown
            assert str(server.port) in spoken.markdown
        bullets = sum(note.holds(DAY) for note in provider.notes)
        limits = sum(limit is not None for limit in astuple(provider.limits))
        assert spoken.markdown.count("\n- ") == bullets + limits
        assert "{" not in spoken.markdown
        assert "\n\n\n" not in spoken.markdown.strip()
        assert spoken.sources

    @pytest.mark.parametrize("language", Language)
    def test_no_host_is_shown_that_the_file_does_not_hold(
        self, provider: Provider, language: Language, speaker: Speaker
    ) -> None:
        """What stands in code marks is a server, a wrong host, or a word of a note."""
        spoken = speaker.topic(f"provider.{provider.id}", language)
        notes = " ".join(note.words[language] for note in provider.notes)
        allowed = {server.host for server in provider.servers} | set(provider.wrong_hosts)
        for shown in re.findall(r"`([^`]+)`", spoken.markdown):
            assert shown in allowed or f"`{shown}`" in notes

    def test_their_addresses_name_them(self, provider: Provider, knowledge: Knowledge) -> None:
        """An address, in a question or alone, leads to its provider."""
        for domain in provider.domains:
            assert knowledge.providers.by_domain(domain) is knowledge.providers.by_id(provider.id)
            found = knowledge.entities(f"settings for taro@{domain} please")
            assert found.providers[0] == provider.id

    def test_their_names_name_them(self, provider: Provider, knowledge: Knowledge) -> None:
        """Each name and nickname in a text of its language, whatever its width and case."""
        for name in provider.names[Language.EN]:
            assert knowledge.entities(f"{name} imap").providers == (provider.id,)
        for name in provider.names[Language.JA]:
            assert knowledge.entities(f"{name}の設定".upper()).providers == (provider.id,)


@pytest.mark.parametrize(
    ("text", "provider"), [("yahoo imap", "yahoo"), ("yahooのimap", "yahoo_japan")]
)
def test_a_name_means_another_one_in_japanese(
    text: str, provider: str, knowledge: Knowledge
) -> None:
    """Two companies are called Yahoo; which is meant, the language of the text tells."""
    assert knowledge.entities(text).providers == (provider,)


@pytest.mark.parametrize(
    ("text", "clients", "providers"),
    [
        ("windows live mail and hotmail", ("windows_mail",), ("outlook_com",)),
        ("add it to the gmail app", ("gmail_app",), ()),
        ("outlook.com in thunderbird", ("thunderbird",), ("outlook_com",)),
    ],
)
def test_a_longer_name_hides_a_shorter_one_inside(
    text: str, clients: tuple[str, ...], providers: tuple[str, ...], knowledge: Knowledge
) -> None:
    """A program whose name holds a provider's names no provider, and the other way round."""
    named = knowledge.entities(text)
    assert (named.clients, named.providers) == (clients, providers)


@pytest.fixture(scope="module")
def speaker(knowledge: Knowledge) -> Speaker:
    """What we ship, spoken on the day on which it was checked."""
    return Speaker(knowledge, lambda: DAY)


def test_there_are_enough_of_them() -> None:
    """At least 180, at least 45 of them Japanese, nearly all of these with names in kana."""
    japanese = [
        provider
        for provider in OURS
        if any(domain.endswith(".jp") for domain in (*provider.domains, *provider.mx))
        or any(server.host.endswith(".jp") for server in provider.servers)
    ]
    assert len(OURS) >= 180
    assert len(japanese) >= 45
    with_kana = [p for p in OURS if any(KANA.search(name) for name in p.names[Language.JA])]
    assert len(with_kana) >= 0.9 * len(OURS)


def test_most_of_what_has_servers_is_vouched_for_twice() -> None:
    """By the provider's own page, or by two public sources."""
    with_servers = [provider for provider in OURS if provider.servers]
    well = [
        p for p in with_servers if p.confidence in (Confidence.OFFICIAL, Confidence.TWO_SOURCES)
    ]
    assert len(well) >= 0.7 * len(with_servers)


def test_no_domain_has_two_providers() -> None:
    """Else the order of the files would decide."""
    domains = [domain for provider in OURS for domain in provider.domains]
    assert len(domains) == len(set(domains))


@pytest.mark.parametrize("language", Language)
def test_no_name_has_two_providers(language: Language) -> None:
    """Whatever its width, case and kana; two languages may mean two by one name."""
    owners: dict[str, set[str]] = {}
    for provider in OURS:
        for name in provider.names[language]:
            owners.setdefault(fold(name), set()).add(provider.id)
    assert [name for name, ids in owners.items() if len(ids) > 1] == []


def test_no_wrong_host_has_two_providers() -> None:
    """Nor does a file name one twice."""
    hosts = [host for provider in OURS for host in provider.wrong_hosts]
    assert len(hosts) == len(set(hosts))


def test_old_tls_is_for_exactly_these_hosts() -> None:
    """Each is written out; no other provider gets an exception, and none by a pattern."""
    servers = [server for provider in OURS for server in provider.servers]
    assert {server.host: server.tls for server in servers if server.tls} == OLD_TLS
    assert not any(set("*{}") & set(host) for host in OLD_TLS)


def test_old_tls_is_one_of_two_words() -> None:
    """Anything else in a file is a mistake."""
    with pytest.raises(ValueError, match="provider example"):
        providers(server(tls="sslv3"))


@pytest.mark.parametrize("language", Language)
def test_a_name_with_settings_finds_its_provider(language: Language, knowledge: Knowledge) -> None:
    """Nearly always first, and hardly ever another provider."""
    words = {Language.EN: "{} settings", Language.JA: "{}の設定"}[language]
    asked = [
        (provider.id, knowledge.find(words.format(name), language))
        for provider in OURS
        for name in provider.names[language][:3]
    ]
    first = [(id_, found.matches[0].topic_id if found.matches else "") for id_, found in asked]
    assert sum(f"provider.{id_}" == topic for id_, topic in first) >= 0.98 * len(first)
    astray = [
        (id_, topic)
        for id_, topic in first
        if topic.startswith("provider.") and topic != f"provider.{id_}"
    ]
    assert len(astray) <= 0.005 * len(first)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("confidence", "sure"),
        ("not_offered", ["nntp"]),
        ("limits", {"parsecs": 3}),
    ],
)
def test_a_field_of_another_form_names_its_file(field: str, value: Any) -> None:
    """Who wrote it finds it."""
    with pytest.raises(ValueError, match=r"example\.toml: provider example"):
        providers(row(**{field: value}))


class TestDays:
    """What is said of a provider changes by itself when its day comes."""

    @pytest.mark.parametrize(
        ("day", "said", "unsaid"),
        [
            (date(2026, 11, 26), "works where the administrator allows it", "is off unless"),
            (date(2026, 12, 31), "works where the administrator allows it", "is off unless"),
            (date(2027, 1, 1), "is off unless", "works where the administrator allows it"),
            (date(2027, 12, 31), "In the second half of 2027", "stands in Microsoft's"),
            (date(2028, 1, 1), "stands in Microsoft's", "In the second half of 2027"),
        ],
    )
    def test_passwords_at_microsoft(
        self, knowledge: Knowledge, day: date, said: str, unsaid: str
    ) -> None:
        """At the end of December 2026, and when the last announcement was due."""
        speaker = Speaker(knowledge, lambda: day)
        markdown = speaker.topic("provider.microsoft_365", Language.EN).markdown
        assert said in markdown
        assert unsaid not in markdown

    @pytest.mark.parametrize(
        ("day", "said"),
        [
            (date(2026, 12, 31), "管理者が許可していれば使えます"),
            (date(2027, 1, 1), "管理者が有効に戻さない限り使えません"),
        ],
    )
    def test_passwords_at_microsoft_in_japanese(
        self, knowledge: Knowledge, day: date, said: str
    ) -> None:
        """The twin changes on the same day."""
        speaker = Speaker(knowledge, lambda: day)
        assert said in speaker.topic("provider.microsoft_365", Language.JA).markdown

    @pytest.mark.parametrize(
        ("day", "en", "ja"),
        [
            (date(2027, 3, 31), "its last day is 31 March 2027", "2027年3月31日で終了します"),
            (date(2027, 4, 1), "has closed: its last day was", "2027年3月31日で終了しました"),
        ],
    )
    def test_a_provider_closes_by_itself(
        self, knowledge: Knowledge, day: date, en: str, ja: str
    ) -> None:
        """The day after its last."""
        speaker = Speaker(knowledge, lambda: day)
        assert en in speaker.topic("provider.amazon_workmail", Language.EN).markdown
        assert ja in speaker.topic("provider.amazon_workmail", Language.JA).markdown

    def test_the_day_of_a_change_is_said_when_it_is_near(self, knowledge: Knowledge) -> None:
        """Within a year before and after, and not for ever."""
        before = Speaker(knowledge, lambda: date(2026, 11, 26))
        after = Speaker(knowledge, lambda: date(2027, 2, 1))
        later = Speaker(knowledge, lambda: date(2029, 2, 1))
        id_ = "provider.microsoft_365"
        assert "(Changes after 31 December 2026.)" in before.topic(id_, Language.EN).markdown
        assert "（2026年12月31日の後に変わります）" in before.topic(id_, Language.JA).markdown
        assert "(Since 1 January 2027.)" in after.topic(id_, Language.EN).markdown
        assert "Since" not in later.topic(id_, Language.EN).markdown


def test_an_overlays_own_servers_need_no_confidence() -> None:
    """A company vouches for what it writes."""
    (provider,) = providers(row())
    assert provider.confidence is Confidence.OFFICIAL


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
    "wrong",
    [
        "imap.au.com", "imap.docomo.ne.jp", "imap.softbank.ne.jp", "imap.sakura.ne.jp",
        "imap.plala.or.jp", "smtp.tutanota.com",
    ],
)  # fmt: skip
def test_wrong_names_that_circulate_are_named_as_wrong(wrong: str) -> None:
    """And nobody's server has them."""
    assert ours().by_wrong_host(wrong) is not None
    assert ours().by_host(wrong) is None
