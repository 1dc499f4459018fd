"""Refusals in other languages than English and Japanese, and words that a code may not beat.

At the login every text comes with each code of a wrong password; the words decide. None of them is
among what the classifier learned from.
"""

# ruff: noqa: E501 - servers say it in their own letters, at any length

from __future__ import annotations

import pytest

from knowledge.causes import Cause
from knowledge.load import read_said
from knowledge.providers import Protocol
from knowledge.replies import ours
from knowledge.replies.written import Written, fold_reply

IMAP, POP3, SMTP = Protocol.IMAP, Protocol.POP3, Protocol.SMTP
CODES = [
    (IMAP, "NO", "AUTHENTICATIONFAILED"),
    (IMAP, "NO", ""),
    (POP3, "-ERR", "AUTH"),
    (POP3, "-ERR", ""),
    (SMTP, "535", "5.7.8"),
    (SMTP, "535", ""),
]

AT_LOGIN = {
    "auth.app_password_required": [
        "Für externe Programme wird ein App-Passwort benötigt",
        "Anmeldung nur mit anwendungsspezifischem Kennwort: bitte anwendungsspezifisches Kennwort anlegen",
        "Connexion refusée : créez un mot de passe d'application dans votre espace client",
        "Debe generar una contraseña de aplicación",
        "Autenticazione negata: usare una password per le app",
        "Crie uma senha de app para este dispositivo",
        "Gebruik een app-wachtwoord voor dit programma",
        "Użyj hasła do aplikacji zamiast hasła do konta",
        "Použijte heslo pro aplikaci",
        "Используйте пароль для внешнего приложения",
        "Увійдіть за допомогою пароля для застосунку",
        "Lütfen uygulama şifresi kullanın",
        "Απαιτείται κωδικός εφαρμογής",
        "Logga in med ett applösenord",
        "Brug en app-adgangskode",
        "Bruk app-passord for denne klienten",
        "Kirjaudu sovellussalasanalla: luo ensin sovellussalasana",
        "Használjon alkalmazásjelszót",
        "Folosiți o parolă de aplicație",
        "Bitte richten Sie ein gerätespezifisches Kennwort ein",
        "请使用授权码登录",
        "登录失败，请使用客户端专用密码",
        "請改用應用程式專用密碼",
        "애플리케이션 비밀번호를 사용해 주세요",
        "Vui lòng dùng mật khẩu ứng dụng",
        "Gunakan sandi aplikasi",
        "โปรดใช้รหัสผ่านสำหรับแอป",
        "يرجى استخدام كلمة مرور التطبيق",
        "יש להשתמש בסיסמת אפליקציה",
    ],
    "auth.oauth_required": [
        "Die Basisauthentifizierung wurde abgeschaltet",
        "Bitte verwenden Sie OAuth2, Passwörter werden nicht mehr angenommen",
        "L'authentification de base est désactivée",
        "La autenticación básica está desactivada en su organización",
        "L'autenticazione di base è stata disabilitata",
        "A autenticação básica foi desativada",
        "Basisverificatie is uitgeschakeld",
        "Uwierzytelnianie podstawowe zostało wyłączone",
        "Základní ověřování je vypnuto",
        "Базовая аутентификация отключена администратором",
        "Требуется OAuth: требуется вход, XOAUTH2 необходим",
        "Базову автентифікацію вимкнено",
        "Temel kimlik doğrulama devre dışı bırakıldı",
        "基本认证已被停用，请改用OAuth2",
        "基本驗證已停用",
        "기본 인증이 차단되었습니다",
    ],
    "auth.protocol_disabled": [
        "POP3 ist für Ihr Postfach nicht freigeschaltet",
        "L'accès POP n'est pas activé, POP désactivé",
        "El acceso IMAP está deshabilitado para esta cuenta",
        "Il servizio POP3 non è abilitato per questa casella",
        "O acesso POP3 está desativado",
        "IMAP is uitgeschakeld voor dit account",
        "Dostęp POP3 jest wyłączony w ustawieniach konta",
        "Přístup přes IMAP není povolen",
        "Доступ по протоколу IMAP отключён в настройках ящика",
        "Доступ IMAP вимкнено користувачем",
        "IMAP erişimi kapalı",
        "Η πρόσβαση IMAP είναι απενεργοποιημένη",
        "IMAP är inaktiverat för kontot",
        "IMAP-adgang er deaktiveret",
        "您没有开启IMAP服务",
        "该账户未开通SMTP服务",
        "POP3 服務尚未啟用",
        "POP3/SMTP가 사용 안함으로 설정되어 있습니다",
        "Akses IMAP dinonaktifkan",
        "Ihr Paket beinhaltet keinen POP3-Abruf: kein POP3",
        "L'accesso POP3 non è consentito",
        "IMAP není u vaší schránky povolen",
        "IMAP chưa được bật cho tài khoản này",
    ],
    "auth.too_many_attempts": [
        "Abruf nur alle 10 Minuten möglich",
        "Sie haben sich zu häufig angemeldet, bitte warten",
        "Konto wegen zu vieler Fehlversuche eine Stunde gesperrt",
        "Trop de tentatives infructueuses, patientez",
        "La relève est possible toutes les 5 minutes",
        "Ha superado el número de intentos permitidos",
        "Troppi tentativi falliti, riprovare più tardi",
        "Excesso de tentativas, aguarde 15 minutos",
        "Te veel mislukte inlogpogingen",
        "Zbyt wiele nieudanych prób logowania",
        "Příliš mnoho neúspěšných pokusů",
        "Превышено количество попыток входа",
        "Проверять почту можно не чаще одного раза в 5 минут",
        "Забагато невдалих спроб",
        "Çok fazla hatalı giriş yaptınız",
        "Πάρα πολλές αποτυχημένες προσπάθειες",
        "För många misslyckade inloggningsförsök",
        "For mange mislykkede loginforsøg",
        "Liian monta epäonnistunutta kirjautumista",
        "Túl sok sikertelen próbálkozás",
        "Prea multe încercări eșuate",
        "登录次数过多，账号暂时锁定",
        "收信过于频繁",
        "密碼錯誤次數過多，請稍後再試",
        "로그인 시도 횟수를 초과하였습니다",
        "Bạn đã đăng nhập sai quá nhiều lần",
        "Terlalu banyak percobaan login",
        "พยายามเข้าสู่ระบบบ่อยเกินไป",
        "عدد كبير جدا من محاولات الدخول",
        "יותר מדי ניסיונות כניסה",
        "Bitte warten Sie vor der nächsten Anmeldung 20 Minuten",
        "Número de intentos superado",
        "Число попыток превышено",
    ],
    "auth.account_disabled": [
        "Ihr Konto wurde gesperrt, bitte wenden Sie sich an den Kundendienst",
        "Votre compte a été suspendu",
        "Su cuenta ha sido suspendida por falta de pago",
        "L'utenza è stata disattivata",
        "Sua conta foi bloqueada",
        "Uw account is geblokkeerd",
        "Konto zostało zawieszone",
        "Váš účet byl zablokován",
        "Ваш аккаунт заблокирован",
        "Учётная запись приостановлена",
        "Обліковий запис заблоковано",
        "Hesabınız kilitlenmiştir",
        "Ο λογαριασμός σας έχει ανασταλεί",
        "Ditt konto är spärrat",
        "Kontoen er spærret",
        "Tilisi on lukittu",
        "A fiókját zárolt állapotba helyeztük: a fiók zárolva",
        "Contul dumneavoastră a fost suspendat",
        "该账户已被冻结",
        "您的帳號已被停權",
        "휴면 처리된 계정입니다. 계정이 잠겨 있습니다",
        "Tài khoản của bạn đã bị khóa",
        "Akun Anda telah diblokir",
        "บัญชีของคุณถูกระงับ",
        "حسابك موقوف",
        "החשבון נחסם",
        "Cette boîte n'est plus active",
        "Ваш аккаунт неактивен",
    ],
    "auth.password_expired": [
        "Ihr Passwort ist abgelaufen",
        "Votre mot de passe a expiré",
        "Su contraseña ha caducado",
        "La sua password è scaduta ieri",
        "Срок действия пароля истек, пароль просрочен",
        "您的密码已过期",
        "비밀번호 유효기간이 만료되었습니다",
    ],
    "auth.access_denied": [
        "Anmeldung aus diesem Land ist nicht erlaubt",
        "Connexion depuis cette adresse IP interdite",
        "No se permite: acceso desde este país no permitido",
        "Вход с этого IP-адреса запрещён",
        "禁止境外IP登录",
        "해외 IP에서의 접속이 차단되었습니다",
        "Bu ülkeden erişime izin verilmiyor",
    ],
    "auth.temporary_failure": [
        "Der Anmeldedienst ist zurzeit nicht erreichbar",
        "Service momentanément indisponible",
        "Servicio temporalmente fuera de servicio",
        "Errore interno, riprovare",
        "Serviço temporariamente indisponível",
        "Usługa chwilowo niedostępna",
        "Služba je dočasně nedostupná",
        "Проверка паролей временно недоступна",
        "SASL: generic failure",
        "Cannot connect to saslauthd server: No such file",
        "Geçici bir hata oluştu",
        "系统繁忙，请稍后再试",
        "系統維護中",
        "일시적인 오류가 발생했습니다",
    ],
    "auth.wrong_credentials": [
        "Benutzername oder Passwort falsch",
        "Mot de passe incorrect",
        "El usuario o la contraseña son incorrectos",
        "Неверное имя пользователя или пароль",
        "Nieprawidłowy login lub hasło",
        "Kullanıcı adı veya şifre hatalı",
        "用户名或密码错误",
        "帳號或密碼錯誤",
        "비밀번호가 올바르지 않습니다",
        "Sai mật khẩu",
        # Words of a login alone.
        "Unable to log in",
        "Login failure",
        "Could not sign you in",
        "Logon attempt rejected",
        "Sign-in unsuccessful",
        "Log-in did not succeed",
        "Authentication failed. Restarting the login sequence.",
        "Starting over with authentication dialog",
    ],
}
WORDS_AT_LOGIN = {
    "auth.app_password_required": [
        "Two-step verification is on; sign in with a device password",
        "This mailbox needs a separate device password",
        "Create a mail client password on our site",
        "Your webmail password cannot be used in mail programs",
        "An external app password is required",
        "Create a password for this device first",
        "MFA is enabled, use an application specific code",
    ],
    "auth.oauth_required": [
        "LOGIN command disabled, please use XOAUTH2",
        "This service requires OAUTHBEARER",
        "Try AUTHENTICATE XOAUTH2",
        "XOAUTH2 is mandatory",
        "Passwords are no longer accepted, use OAuth",
        "switch to OAuth2",
        "Sign in using OAUTHBEARER",
        "Legacy clients are blocked",
        "PLAIN not supported for this domain; only XOAUTH2 works",
    ],
    "auth.protocol_disabled": [
        "Mailbox doesn't have POP3 access",
        "your plan does not include IMAP access",
        "user has no imap permission",
        "SMTP AUTH is not available on your plan",
        "IMAP not provisioned for this user",
        "not licensed for POP3",
        "Authentication not permitted on these relays",
        "Login is never accepted on MX hosts",
        "This port does not allow authentication",
        "SMTP AUTH not allowed for outbound gateways",
    ],
    "auth.access_denied": [
        "user has no rights to use this service",
        "You lack permission for this service",
        "account is not entitled to use this service",
        "insufficient privileges to access the mail server",
        "user has no permission to read mail",
        "you are not subscribed to this service",
    ],
}


@pytest.mark.parametrize(("protocol", "code", "enhanced"), CODES)
@pytest.mark.parametrize(
    ("cause", "text"), [(cause, text) for cause, texts in AT_LOGIN.items() for text in texts]
)
def test_words_of_a_login_beat_a_code(
    cause: str, text: str, protocol: Protocol, code: str, enhanced: str
) -> None:
    """Whatever language they are in."""
    said = f"A2 {code} [{enhanced}] {text}" if protocol is IMAP else f"{code} {enhanced} {text}"
    assert ours().cause_of(protocol, "login", code, enhanced, said) == cause


@pytest.mark.parametrize("enhanced", ["AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", ""])
@pytest.mark.parametrize(
    ("cause", "text"), [(cause, text) for cause, texts in WORDS_AT_LOGIN.items() for text in texts]
)
def test_clear_words_in_english_beat_a_code(cause: str, text: str, enhanced: str) -> None:
    """A right that is missing is no wrong password."""
    assert ours().cause_of(IMAP, "login", "NO", enhanced, f"A2 NO [{enhanced}] {text}") == cause
    assert ours().cause_of(IMAP, "login", "BAD", "", f"A2 BAD {text}") == cause
    assert ours().cause_of(SMTP, "login", "535", "5.7.8", f"535 5.7.8 {text}") == cause


@pytest.mark.parametrize(
    "text",
    [
        "authenticated, but unable to open the mailbox",
        "Logged in but cannot reach mailbox",
        "Login successful, but the mailbox is offline",
        "password accepted but no mailbox",
        "credentials valid, but mail store down",
    ],
)
def test_who_is_logged_in_has_the_right_password(text: str) -> None:
    """It is the mailbox that is not to be had."""
    for code in ("NO", "BAD"):
        said = f"A2 {code} {text}"
        assert ours().cause_of(IMAP, "login", code, "", said) is Cause.MAILBOX_UNAVAILABLE


def test_bad_before_a_word_is_the_protocols() -> None:
    """BAD is no word about the user."""
    said = "A2 BAD User is authenticated but not connected."
    assert ours().cause_of(IMAP, "login", "BAD", "", said) is Cause.AUTH_ACCESS_DENIED
    said = "A2 BAD bad password"
    assert ours().cause_of(IMAP, "login", "BAD", "", said) is Cause.AUTH_WRONG_CREDENTIALS


SENDING = [
    ("recipient", "550", "Der Empfänger ist hier unbekannt", "send.recipient_unknown"),
    (
        "recipient",
        "550",
        "Cette adresse est introuvable : utilisateur inexistant",
        "send.recipient_unknown",
    ),
    ("recipient", "550", "El destinatario no existe", "send.recipient_unknown"),
    ("recipient", "550", "Questo utente risulta sconosciuto", "send.recipient_unknown"),
    ("recipient", "550", "Usuário inexistente", "send.recipient_unknown"),
    ("recipient", "550", "Onbekende gebruiker", "send.recipient_unknown"),
    ("recipient", "550", "Tutaj nie ma takiego użytkownika", "send.recipient_unknown"),
    ("recipient", "550", "Příjemce neexistuje", "send.recipient_unknown"),
    ("recipient", "550", "Пользователь не найден", "send.recipient_unknown"),
    ("recipient", "550", "Такого ящика нет: ящик не существует", "send.recipient_unknown"),
    ("recipient", "550", "Користувача не знайдено", "send.recipient_unknown"),
    ("recipient", "550", "Kullanıcı bulunamadı", "send.recipient_unknown"),
    ("recipient", "550", "Ο παραλήπτης δεν υπάρχει", "send.recipient_unknown"),
    ("recipient", "550", "Mottagaren finns inte", "send.recipient_unknown"),
    ("recipient", "550", "Ukendt modtager", "send.recipient_unknown"),
    ("recipient", "550", "Tuntematon vastaanottaja", "send.recipient_unknown"),
    ("recipient", "550", "Ismeretlen címzett", "send.recipient_unknown"),
    ("recipient", "550", "用户不存在", "send.recipient_unknown"),
    ("recipient", "550", "查無此人", "send.recipient_unknown"),
    ("recipient", "550", "존재하지 않는 사용자입니다", "send.recipient_unknown"),
    ("recipient", "550", "Địa chỉ không tồn tại", "send.recipient_unknown"),
    ("recipient", "550", "Penerima tidak ditemukan", "send.recipient_unknown"),
    ("recipient", "550", "ไม่พบผู้ใช้", "send.recipient_unknown"),
    ("recipient", "550", "المستخدم غير موجود", "send.recipient_unknown"),
    ("recipient", "550", "הנמען לא קיים", "send.recipient_unknown"),
    ("recipient", "452", "Das Postfach ist voll", "send.recipient_over_quota"),
    ("recipient", "552", "La boîte aux lettres est pleine", "send.recipient_over_quota"),
    ("recipient", "552", "Почтовый ящик переполнен", "send.recipient_over_quota"),
    ("recipient", "552", "收件人邮箱已满", "send.recipient_over_quota"),
    ("recipient", "552", "수신자의 메일함 용량이 초과되었습니다", "send.recipient_over_quota"),
    ("recipient", "552", "Skrzynka jest przepełniona", "send.recipient_over_quota"),
    ("recipient", "550", "Домен получателя не существует", "send.domain_not_found"),
    ("recipient", "550", "Le domaine est introuvable", "send.domain_not_found"),
    ("recipient", "550", "域名不存在", "send.domain_not_found"),
    ("recipient", "550", "Relais interdit", "send.relay_denied"),
    ("recipient", "554", "Пересылка запрещена", "send.relay_denied"),
    ("recipient", "554", "禁止转发邮件", "send.relay_denied"),
    ("recipient", "550", "중계가 거부되었습니다", "send.relay_denied"),
    ("recipient", "550", "Требуется авторизация", "send.auth_required"),
    ("sender", "550", "请先登录", "send.auth_required"),
    ("sender", "550", "Authentification requise", "send.auth_required"),
    ("sender", "550", "로그인이 필요합니다", "send.auth_required"),
    ("sender", "550", "Wymagane uwierzytelnienie", "send.auth_required"),
    ("sender", "550", "Отправитель отклонён: не совпадает с логином", "send.sender_rejected"),
    ("sender", "553", "发件人地址与登录账号不一致", "send.sender_rejected"),
    ("sender", "550", "Expéditeur inexistant", "send.sender_rejected"),
    ("sender", "550", "Nadawca niezgodny z kontem", "send.sender_rejected"),
    ("sender", "553", "Домен отправителя не существует", "send.sender_rejected"),
    ("sender", "553", "Адрес отправителя не существует", "send.sender_rejected"),
    ("recipient", "553", "El dominio del remitente no existe", "send.sender_rejected"),
    ("recipient", "553", "发件人域名不存在", "send.sender_rejected"),
    ("sender", "554", "Ваш IP-адрес находится в чёрном списке", "send.ip_blocked"),
    ("greeting", "554", "IP地址在黑名单中", "send.ip_blocked"),
    ("greeting", "554", "Votre adresse IP figure sur une liste noire", "send.ip_blocked"),
    ("recipient", "450", "Превышен лимит отправки писем", "send.rate_limited"),
    ("recipient", "450", "发信频率过高，超过限制", "send.rate_limited"),
    ("sender", "450", "Límite diario de envío alcanzado", "send.rate_limited"),
    ("sender", "552", "Ihre Nachricht ist größer als 20 MB", "send.message_too_large"),
    ("message", "552", "Размер письма превышает допустимый", "send.message_too_large"),
    ("message", "552", "邮件过大", "send.message_too_large"),
    ("message", "552", "메일 크기가 제한을 초과했습니다", "send.message_too_large"),
    ("message", "554", "Письмо похоже на спам", "send.content_rejected"),
    ("message", "554", "检测到垃圾邮件", "send.content_rejected"),
    ("message", "554", "Votre message est considéré comme indésirable", "send.content_rejected"),
    ("message", "554", "스팸 메일로 판단되어 차단되었습니다", "send.content_rejected"),
    (
        "recipient",
        "503",
        "You need to authenticate before sending mail to external recipients",
        "send.auth_required",
    ),
    ("recipient", "550", "Login required for remote addresses", "send.auth_required"),
    ("recipient", "550", "unknown host x.example", "send.domain_not_found"),
    ("recipient", "550", "could not resolve host x.example", "send.domain_not_found"),
    ("recipient", "550", "no such host", "send.domain_not_found"),
    ("recipient", "556", "x.example does not accept mail (nullMX)", "dns.no_mail_service"),
]


@pytest.mark.parametrize(("stage", "code", "text", "cause"), SENDING)
def test_refusals_while_sending(stage: str, code: str, text: str, cause: str) -> None:
    """In any of these languages; and no reply to an address speaks of our own server's name."""
    assert ours().cause_of(SMTP, stage, code, "", text) == cause


@pytest.mark.parametrize(
    "text",
    [
        "Postfach voll",
        "Ящик переполнен",
        "邮箱已满",
        "La casella è piena",
        "메일함이 가득 찼습니다",
    ],
)
def test_ones_own_mailbox_is_full(text: str) -> None:
    """What of a recipient's is said in the same words."""
    assert ours().cause_of(IMAP, "mailbox", "NO", "", text) is Cause.MAILBOX_OVER_QUOTA


@pytest.mark.parametrize("stage", ["mailbox", "fetch"])
@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("BYE", "Connection refused by policy"),
        ("BYE", "go away"),
        ("BYE", "we do not want you"),
        ("NO", "connection refused"),
    ],
)
def test_nobody_is_turned_away_at_the_door_who_is_inside(stage: str, code: str, text: str) -> None:
    """After a login it is the service or the mailbox."""
    cause = ours().cause_of(IMAP, stage, code, "", text)
    assert cause is not Cause.SERVER_REFUSED
    assert cause.stage in ("server", "mailbox")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CONTRASEÑA", "contrasena"),
        ("Größe", "grosse"),
        ("учётная", "УЧЕТНАЯ"),
        ("İŞLEM ALINMIŞTIR", "işlem alinmiştir"),
        ("ΚΩΔΙΚΌΣ", "κωδικος"),
        ("hasło", "HASLO"),
        ("mật khẩu", "mat khau"),
        ("påkrævet", "pakrævet"),
    ],
)
def test_letters_with_and_without_their_marks_are_one(one: str, other: str) -> None:
    """Servers write either."""
    assert fold_reply(one) == fold_reply(other)


@pytest.mark.parametrize("word", ["парол", "비밀", "รหัส", "κωδικ", "סיסמ", "密码"])
def test_words_in_any_letters_are_known_by_their_beginning(word: str) -> None:
    """As those of Japanese are."""
    assert Written(f"x {word}аб {word}").holds(fold_reply(word))


def test_none_of_these_was_learned_from() -> None:
    """Else nothing would be measured."""
    learned = {text.casefold() for texts in read_said().values() for text in texts}
    tables = (*AT_LOGIN.values(), *WORDS_AT_LOGIN.values(), [text for _, _, text, _ in SENDING])
    assert not learned & {text.casefold() for texts in tables for text in texts}
