"""What somebody typed, out of what Slack makes of it."""

from __future__ import annotations

import re

# <@U1>, <@U1|name>, <#C1|general>, <!here>, <!subteam^S1|@team>, <!date^…|fallback>,
# <https://example.com|example.com>, <mailto:taro@example.com|taro@example.com>
_MARKED = re.compile(
    r"<(?P<target>[@#!][^<>|]+|[a-z][a-z0-9+.-]*:[^<>|]+)(?:\|(?P<words>[^<>]*))?>", re.IGNORECASE
)
_FENCE = re.compile(r"```\n?")


def typed(text: str, bot: str = "") -> str:
    """The text as it was typed: our own mention taken out, links and names as their words.

    Slack makes links of hosts and addresses in a pasted error; what counts is what stood there.
    ``bot`` is the id of our own user.
    """
    if bot:
        text = re.sub(rf"<@{re.escape(bot)}(\|[^<>]*)?>", " ", text)
    plain = _MARKED.sub(_words_of, text)
    plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return _FENCE.sub("\n", plain).replace("\u00a0", " ").strip()


def _words_of(marked: re.Match[str]) -> str:
    target, words = marked["target"], marked["words"]
    if target[0] in "@#":
        return f"{target[0]}{words.lstrip('@#')}" if words else target
    if target[0] == "!":
        return words or f"@{target[1:].partition('^')[0]}"
    if target.startswith("mailto:") or words:
        return words or target.removeprefix("mailto:")
    return target
