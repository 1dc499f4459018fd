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

# What Japanese askers say to whoever may answer, whatever it is about.
_PLEAS = re.compile(
    r"どなたか|だれか|誰か|どうか|何卒|至急|早急に|本当に|大変"
    r"|(?:詳しい|わかる|分かる|(?:ご|御)?存(?:知|じ)の|知っている)(?:方|人)(?:が?(?:いまし|いらっしゃいまし)たら|いますか)?は?"
    r"|(?:(?:の|する)?(?:方法|やり方|仕方)を?|[をも])?(?:教えて|おしえて|ご?教[授示])"
    r"(?:下さい|ください|いただけ[^。、!?]{0,14}|頂け[^。、!?]{0,14}|欲しい(?:です)?|ほしい(?:です)?|もらえ[^。、!?]{0,10}|願います)?(?:ませんか)?"
    r"|(?:よろしく|宜しく)(?:お願い(?:いたし|致し|し)ます|お願い申し上げます|おねがいします|です)?"
    r"|(?:ご?回答|ご?返答|(?:ご|御)?あどばいす|お返事|ご?助言)?(?:を|の程|のほど)?(?:お願い|おねがい)(?:いたし|致し|し)ます"
    r"|(?:助けて|たすけて)(?:下さい|ください)?|(?:とても|すごく|非常に)?困って(?:い|お)?(?:ます|ります|いる|る)(?:ので)?"
    r"|(?:どう|如何|いかが)(?:したら|すれば|やれば|やったら)(?:いい|良い|よい|宜しい|よろしい)の?(?:です|でしょう)?か?ね?"
    r"|(?:質問|お聞き|お尋ね|相談)(?:です|させて(?:下さい|ください|頂きます|いただきます|もらいます)|したいです|します|いたします|があります)が?"
    r"|(?:全くの|まったくの|超)?(?:初心者|素人)(?:ですが?|なので|のため)|(?:すみません|すいません|申し訳(?:ありません|ございません))が?"
    r"|はじめまして|初めまして|こんにちは|こんばんは|お世話になって(?:おり|い)ます|お疲れ(?:様|さま)です"
    r"|(?:ありがとう|有難う|有り難う)(?:ござい(?:ます|ました))?|[のん](?:です|でしょう)[かが]|でしょうか"
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


def without_pleas(folded: str) -> str:
    """A question without its greetings, thanks and pleas: the longer they are, the less it says."""
    return _PLEAS.sub(" ", folded)
