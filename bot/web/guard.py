"""What every answer carries, and what a request must show: headers, host, origin, proxies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network

HSTS_SECONDS = 31_536_000

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'{more}; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

_ALWAYS: Mapping[str, str] = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Server": "mailmedic",
}

_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP", "Via")


def policy(form_targets: Iterable[str] = ()) -> str:
    """The content security policy; a form may lead on to these origins besides our own."""
    return _POLICY.format(more="".join(f" {target}" for target in form_targets))


def origin_of(url: str) -> str:
    """The origin of an https address (RFC 6454 §4)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Guard:
    """The rules of one server. ``origin`` is where people reach it, without a slash at the end."""

    origin: str
    proxies: tuple[Network, ...] = ()

    @property
    def headers(self) -> Mapping[str, str]:
        """What every answer carries."""
        headers = dict(_ALWAYS)
        if self.origin.startswith("https://"):
            headers["Strict-Transport-Security"] = f"max-age={HSTS_SECONDS}"
        return headers

    def is_ours(self, host: str) -> bool:
        """Whether a request means us: another name for our address is somebody's trick."""
        return host.lower() == self.origin.partition("://")[2]

    def is_same_origin(self, headers: Mapping[str, str]) -> bool:
        """Whether a form was sent from a page of ours.

        A page with ``Referrer-Policy: no-referrer`` sends ``Origin: null`` with its form (Fetch
        §3.2); then the browser must say by ``Sec-Fetch-Site``, which no page can forge, that it
        was ours. A request without an origin is no browser's.
        """
        origin, site = headers.get("Origin"), headers.get("Sec-Fetch-Site")
        if origin == self.origin:
            return site in (None, "same-origin")
        return origin == "null" and site == "same-origin"

    def client(self, peer: str, headers: Mapping[str, str]) -> str:
        """Whose request it is: who connected, or whom a trusted proxy names."""
        client = peer
        for hop in reversed(headers.get("X-Forwarded-For", "").split(",")):
            if not hop.strip() or not self._is_proxy(client):
                break
            client = hop.strip()[:64]
        return client if _is_address(client) else peer

    def is_direct(self, headers: Mapping[str, str]) -> bool:
        """Whether nobody forwarded the request: health and numbers are not for everybody."""
        return not any(name in headers for name in _FORWARDED)

    def _is_proxy(self, address: str) -> bool:
        return _is_address(address) and any(
            ip_address(address) in network for network in self.proxies
        )


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
