"""The servers of an address, and how people log in there. Pure.

Whoever asks in a chat cannot vouch for a host: a login goes only where the address's own domain
points to, or what we know of its provider.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.core.check_talk import CheckRequest, found_targets, given_targets, other_candidates
from connectors.lookup.model import Discovery
from connectors.model import Security, Target

OAUTH = "oauth2"
APP_PASSWORD = "app-password"  # noqa: S105 - the contract's word


@dataclass(frozen=True, slots=True)
class Servers:
    """What would be dialled, and how people log in there.

    ``provider`` is the id of the provider that was recognised, or empty. ``app_password`` says
    that a password made for one program may be wanted, ``sign_in_only`` that no password is taken.
    ``candidates`` are tried where the targets fail.
    """

    targets: tuple[Target, ...]
    provider: str = ""
    app_password: bool = False
    sign_in_only: bool = False
    candidates: tuple[Target, ...] = ()

    @property
    def trusted(self) -> tuple[Target, ...]:
        """Those that may be given a password."""
        return tuple(t for t in self.targets if t.trusted and t.security is not Security.NONE)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts that would receive it, each once."""
        return tuple(dict.fromkeys(target.host for target in self.trusted))

    @property
    def lacks_user(self) -> bool:
        """Whether the user name cannot be told from the address."""
        return any(not target.user for target in self.trusted)

    def with_user(self, user: str) -> Servers:
        """The same, with a user name wherever there was none."""
        targets = (target if target.user else replace(target, user=user) for target in self.targets)
        return replace(self, targets=tuple(targets))


def servers_of(request: CheckRequest, discovery: Discovery) -> Servers:
    """The servers of a request, whose address was looked up."""
    if request.host:
        targets = tuple(_judged(request, discovery))
    else:
        targets = found_targets(request, discovery)
    said = {(c.target.protocol, c.target.host): c.auth for c in discovery.servers}
    ways = [said.get((target.protocol, target.host), ()) for target in targets]
    return Servers(
        targets,
        discovery.provider.id if discovery.provider else "",
        app_password=any(APP_PASSWORD in way for way in ways),
        sign_in_only=any(way == (OAUTH,) for way in ways),
        candidates=other_candidates(discovery, targets),
    )


def _judged(request: CheckRequest, discovery: Discovery) -> Iterator[Target]:
    """The given host, trusted only where the address's domain names it as well."""
    vouched = {c.target.host for c in discovery.servers if c.target.trusted}
    for target in given_targets(request):
        yield replace(target, trusted=target.host in vouched)
