"""The words of asking, apart from what is asked: "what is …", 「…って何」."""

from __future__ import annotations

import re

_PUNCTUATION = r"[\s?!.,:;「」『』()\[\]。、？！・…#\"'-]+"
_ASKING = re.compile(
    r"(?<![a-z])(?:what'?s?|whats|is|are|the|a|an|does|do|means?|meaning|of|for|about|tell|me|explain|"
    r"please|used|use|ports?|errors?|codes?|smtp|imap4?|pop3?|mail|email|reply|status|number|"
    r"response|mechanism|i|get|got|my|it|says?|on|in)(?![a-z])|"
    r"とは|って|て(?=な|ど)|なに|なん|何|です|ます|か|の|意味|いみ|は|が|を|教えて|ください|下さい|ぽーと|番号|番|"
    r"えらー|えら|こーど|こど|めーる|返答|応答|でしょう|どういう|どんな|使う|出る|出た|ました|ある|方式|認証|"
    + _PUNCTUATION
)
_FRAME = re.compile(
    r"(?<![a-z])(?:what'?s?|whats|is|are|the|an?|does|do|means?|meaning|tell|me|explain|please|about|"
    r"mean|define|definition|i|to|know|want|so|and|hi|hello|hey)(?![a-z])|"
    r"とはなんですか|とは何ですか|とは何|とは|って何ですか|って何|ってなに|ってなんですか|って|なんですか|何ですか|"
    r"ですか|でしょうか|の意味|意味|教えてください|教えて下さい|教えて|について|を知りたい|知りたい|"
    + _PUNCTUATION
)


_SETTINGS = re.compile(
    r"(?<![a-z])(?:settings?|setup|set|up|servers?|names?|host(?:name)?s?|incoming|outgoing|sending|"
    r"receiving|address|which|and|ssl|tls|details|configuration|config|program|client)(?![a-z])|"
    r"設定|せってい|さーばー?|鯖|受信|送信|ほすと|名前?|どれ|どこ|あどれす|一覧|情報|方法|やり方|したい|する|して|には|"
    r"めーるそふと|と|で|に"
)


def asks_for_settings(folded: str) -> bool:
    """Whether only words of asking and of servers and settings are left."""
    return asks_about_nothing_else(_SETTINGS.sub("", folded))


def asks_about_nothing_else(folded: str) -> bool:
    """Whether only words of asking, and those that go with any code, are left."""
    return not _ASKING.sub("", folded)


def core(folded: str) -> str:
    """A question without its frame: ``smtp`` of "what is SMTP?" and 「SMTPって何ですか」."""
    return _FRAME.sub("", folded)
