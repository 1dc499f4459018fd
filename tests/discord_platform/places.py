"""Who is there and where they talk: users, guilds, roles, channels."""

from __future__ import annotations

from dataclasses import dataclass, field

VIEW, SEND, EMBED, ATTACH, HISTORY = 1 << 10, 1 << 11, 1 << 14, 1 << 15, 1 << 16
ADMINISTRATOR, MANAGE_GUILD = 1 << 3, 1 << 5
USE_COMMANDS, USE_EXTERNAL_APPS = 1 << 31, 1 << 50
EVERYBODY = VIEW | SEND | EMBED | ATTACH | HISTORY | USE_COMMANDS
EVERYTHING = (1 << 53) - 1

GUILD_TEXT, DM, GROUP_DM = 0, 1, 3


@dataclass(eq=False)
class User:
    """An account; ``installed`` says that they installed the application for themselves."""

    id: str
    name: str
    locale: str = "en-US"
    bot: bool = False
    installed: bool = False
    open_to_messages: bool = True


@dataclass(eq=False)
class Role:
    """A role of a guild."""

    id: str
    name: str


@dataclass(eq=False)
class Membership:
    """Somebody in a guild."""

    user: User
    roles: tuple[Role, ...] = ()
    permissions: int = EVERYBODY


@dataclass(eq=False)
class Channel:
    """Where messages stand; ``people`` are those of a direct or a group conversation."""

    id: str
    type: int
    name: str = ""
    guild: Guild | None = None
    people: tuple[User, ...] = ()
    writable: bool = True

    def has(self, user: User) -> bool:
        """Whether somebody reads here."""
        if self.guild is None:
            return user in self.people
        return user.id in self.guild.members or (user.bot and self.guild.has_app)


@dataclass(eq=False)
class Guild:
    """A server. ``has_app``: the application was added to it, and its bot is a member.

    ``has_commands``: it was added with the scope ``applications.commands``.
    """

    id: str
    name: str
    locale: str = "en-US"
    has_app: bool = True
    external_apps: bool = True
    has_commands: bool = True
    members: dict[str, Membership] = field(default_factory=dict)
    channels: list[Channel] = field(default_factory=list)
