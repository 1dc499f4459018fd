"""What is worth telling about a stage: codes, for each of which the wording has words.

The values that go with a code stand behind it.
"""

from __future__ import annotations

from enum import StrEnum


class DetailCode(StrEnum):
    """A fact about a stage, found by a dialogue."""

    REPLY_MALFORMED = "reply.malformed"
    """What came is not the protocol's."""

    LOGIN_MECHANISM = "login.mechanism"
    """``mechanism``: how we logged in."""
    LOGIN_OTHER_WAY = "login.other_way"
    """``mechanism`` was refused, which need not be the password's fault; ``other`` would tell."""
    LOGIN_NOT_OFFERED = "login.not_offered"
    """``mechanism`` was asked for; ``offered`` is what there is, separated by blanks."""
    LOGIN_NOTHING_OFFERED = "login.nothing_offered"
    """The server offers no login at all."""
    LOGIN_NOTHING_IN_COMMON = "login.nothing_in_common"
    """``offered``: none of these can be used with what was given."""
    LOGIN_INVISIBLE_CHARACTER = "login.invisible_character"
    """The password or token holds a control character, so it was not sent."""
    LOGIN_UNSUITABLE = "login.unsuitable"
    """``mechanism`` cannot carry this user name or password; nothing was sent."""
    LOGIN_MALFORMED = "login.malformed"
    """The server's part of ``mechanism`` went against its rules."""
    LOGIN_SERVER_UNPROVEN = "login.server_unproven"
    """With ``mechanism`` the server must show that it knows the password, and did not."""
    LOGIN_TOKEN_STATUS = "login.token_status"  # noqa: S105 - a code
    """``status``: what the server says of the token."""

    MAILBOX_MESSAGES = "mailbox.messages"
    """``count``: messages in the inbox."""
    FETCH_EMPTY = "fetch.empty"
    """There is no message to read."""
    FETCH_NEWEST = "fetch.newest"
    """``bytes``: the size of the newest message, whose headers were read."""
    FETCH_NO_TOP = "fetch.no_top"
    """The server does not know POP3's TOP, so no header was read."""
    ADDRESS_NEEDS_SMTPUTF8 = "address.needs_smtputf8"
    """The address is not ASCII, and the server does not offer SMTPUTF8."""
    LOGOUT_UNANSWERED = "logout.unanswered"
    """The server hung up without a farewell, which harms nobody."""
