"""The fewest words in which people ask for the commonest things, each answered at once."""

from __future__ import annotations

import pytest

from knowledge.load import Knowledge
from knowledge.model import Language

EN = {
    "receive_but_not_send": "can't send|cannot send mail|sending fails|mail won't send|not sending",
    "send_but_not_receive": "can't receive|not receiving emails|mail not arriving",
    "symptom.nothing_works_what_first": "mail doesn't work|email not working|my mail is broken",
    "auth.wrong_credentials": "can't log in|login fails|wrong password|password not accepted",
    "mailbox_full": "mailbox full|no space left",
    "spam.too_much": "spam|too much spam",
    "mail_disappeared": "lost emails|my emails are gone",
    "new_pc": "new computer",
    "symptom.after_phone_change": "new phone",
    "settings_needed": "set up email",
    "certificate.what": "certificate warning",
    "bounce.what": "bounced mail|mail came back",
    "symptom.attachment_wont_open": "attachment won't open",
    "bounce.too_big": "attachment too big",
    "symptom.code_mails_missing": "verification code not arriving",
    "phishing.account_taken_over": "hacked",
    "phishing.is_it_real": "is this phishing",
    "pop3_or_imap4": "pop or imap",
    "tls.which_port": "which port",
    "password.forgotten": "forgot password|i forgot my password",
    "symptom.undo_send": "undo send",
    "symptom.slow": "mail is slow",
    "net.cannot_connect": "cannot connect to server",
    "net.timeout": "connection timed out",
    "symptom.vacation_reply": "out of office",
    "change.signature": "signature",
    "backup_mail": "backup",
}
JA = {
    "receive_but_not_send": "送信できない|メールが送れない|送れない",
    "send_but_not_receive": "受信できない|メールが届かない|メールが来ない",
    "symptom.nothing_works_what_first": "メールが使えない|メールの調子が悪い",
    "auth.wrong_credentials": "ログインできない|パスワードが違う",
    "mailbox_full": "容量いっぱい",
    "spam.too_much": "迷惑メール|迷惑メールが多い",
    "mail_disappeared": "メールが消えた",
    "new_pc": "パソコン買い替え",
    "symptom.after_phone_change": "機種変更",
    "settings_needed": "メール設定",
    "setup.iphone": "iPhoneの設定",
    "certificate.what": "証明書の警告",
    "bounce.what": "戻ってきた|エラーメール",
    "symptom.attachment_wont_open": "添付が開けない",
    "symptom.code_mails_missing": "認証コードが届かない",
    "phishing.account_taken_over": "乗っ取られた",
    "phishing.is_it_real": "これ詐欺？",
    "pop3_or_imap4": "POPとIMAPどっち",
    "port_number.what": "ポート番号",
    "password.forgotten": "パスワードを忘れた",
    "symptom.undo_send": "送信取り消し",
    "symptom.slow": "メールが遅い",
    "net.cannot_connect": "サーバーに接続できない",
    "net.timeout": "タイムアウト",
    "symptom.garbled_text": "文字化け",
    "symptom.auto_forward": "転送したい",
    "symptom.read_receipts": "既読がつかない",
}
ASKED = [
    (language, text, topic)
    for language, table in ((Language.EN, EN), (Language.JA, JA))
    for topic, texts in table.items()
    for text in texts.split("|")
]


@pytest.mark.parametrize(("language", "text", "topic"), ASKED)
def test_the_commonest_things(
    language: Language, text: str, topic: str, knowledge: Knowledge
) -> None:
    """No choices, no refusal: the page that helps most of those who say no more than this."""
    found = knowledge.find(text, language)
    assert (found.answered, found.matches[0].topic_id) == (True, topic)
