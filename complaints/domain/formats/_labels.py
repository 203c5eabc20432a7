"""The words that mail clients print around a quoted or forwarded message, in the languages they speak.

Source: forwards of Gmail, Apple Mail, Outlook, Yahoo, Thunderbird, GMX and others, as described in the format notes;
labels of East Asian clients from their user interfaces.
"""

# ruff: noqa: RUF001 - Greek and Cyrillic letters are meant
from __future__ import annotations

import re

_LABELS = {
    "from": (
        "from, von, absender, de, da, van, od, fra, från, lähettäjä, feladó, šalje, pošiljatelj, "
        "expeditorul, expeditor, de la, отправитель, от, от кого, від, "
        "від кого, kimden, gönderen, mittente, nadawca, saatja, kellelt, odesílatel, odosielateľ, "
        "remitente, remetente, expéditeur, afzender, afsender, avsändare, avsender, από, 送信元, "
        "差出人, 送信者, from (差出人), 发件人, 發件人, 寄件者, 寄件人, 보낸 사람, 보낸사람, 보낸이, từ, "
        "dari, จาก, מאת, من, enviado por, gesendet von, nuo, no, siuntėjas, sūtītājs, од, pošilja, "
        "изпращач, подател, remitent, sendandi, nguoi gửi, người gửi, pengirim, ผู้ส่ง, "
        "발신, 발신자, 寄件者 (from), 보내는 사람, 보낸 이, 寄信人, 送信元 (from), forfatter, afz, ab, "
        "fra (avsender), המוען, المرسل, प्रेषक, से, از, saatja (from), remitent (de), remetente (de)"
    ),
    "to": (
        "to, an, pour, an (to), empfänger, à, a, para, aan, do, til, till, vastaanottaja, címzett, "
        "prima, pre, komu, către, destinatar, кому, kime, alıcı, destinatario, destinatário, "
        "destinataire, saaja, kellele, ontvanger, modtager, mottaker, mottagare, adresat, προς, 宛先, "
        "收件人, 收件者, 받는 사람, 받는사람, đến, kepada, ถึง, אל, إلى, 送信先, příjemce, mottakere, "
        "destinatari, dla, kam, gavėjas, до, получател, za, prejemnik, за, per a, adressaat, "
        "adresat (to), tới, gửi tới, người nhận, ke, kpd, untuk, ผู้รับ, ถึง (to), נמען, אל (to), "
        "받은 사람, 받는이, 받는 이, 수신, 수신자, 受信者, 收件人 (to), al, mottagare (till), adresáti, "
        "adresāts, saņēmējs, primatelj, primalac, destinatari(s), vastaanottajat, címzettek, "
        "destinatários, destinatarios, destinataires, destinataire(s), destinatario/s, المستلم, प्रति"
    ),
    "cc": (
        "cc, kopie, kopie (cc), copie à, copie (cc), kopia (cc), cc (kopie), kopi, kopia, kopio, kópia, "
        "másolatot kap, másolat, kopija, копия, копія, копия (cc), bilgi, dw, udw, dw., "
        "copia, copie, cópia, con copia, c/c, koopia, koopia (cc), κοιν., κοινοποίηση, "
        "抄送, 副本, 참조, cc (副本), kk, másolatot kapja, másolat (cc), копия (кому), "
        "cópia (cc), copia (cc), kopi til, kopie an, c.c., 抄送至, 抄送人, másolatot kap (cc), "
        "kopija (cc), kam (cc), kopie na, kopijas, עותק, העתק, نسخة, نسخة إلى, สำเนา, สำเนาถึง, "
        "đồng gửi, tembusan, 받은 참조, 참조인, salin, копие, копие до, kp, kópia (cc), vk, "
        "kk (cc), sao gửi"
    ),
    "bcc": ("bcc, skrytá kopie, bk, blindkopie, cci, cco, ccn, скрытая копия, 密送, 密件副本, 숨은 참조"),
    "date": (
        "date, sent, datum, gesendet, gesendet am, envoyé, envoyé le, date d'envoi, enviado, "
        "enviado el, enviado em, enviada, enviada em, inviato, data invio, verzonden, fecha, data, dato, "
        "sendt, skickat, wysłano, wysłane, data wysłania, отправлено, дата, надіслано, "
        "date sent, sent on, sent at, päivämäärä, päiväys, lähetetty, dátum, elküldve, küldve, "
        "odoslané, odesláno, poslano, trimis, dată, tarih, gönderildi, gönderilme tarihi, "
        "gönderme tarihi, gönderilen, kuupäev, saadetud, ημερομηνία, στάλθηκε, 日付, "
        "日時, 送信日時, 送信日, 发送时间, 發送時間, 发件时间, 寄件日期, 傳送日期, 已傳送, 日期, 时间, "
        "時間, 보낸 날짜, 보낸날짜, 날짜, 보냄, ngày, đã gửi, tanggal, dikirim, วันที่, תאריך, التاريخ, "
        "enviat, enviat el, изпратено, изпратено на, poslano dne, poslato, "
        "data (date), išsiųsta, nosūtīts, datums, datos, датум, послато, תאריך (date), "
        "נשלח, נשלח ב, נשלח בתאריך, تاريخ الإرسال, التاريخ (date), أرسلت, تم الإرسال, ส่งเมื่อ, ส่ง, "
        "ngày gửi, ngày (date), dikirim pada, terkirim, 发送日期, 寄送日期, 寄件時間, 時間 (date), "
        "寄信日期, 寄出日期, 发信时间, 보낸시간, 보낸 시간, 보낸일시, 발송일, 받은 날짜, 받은날짜, "
        "전송일, created at, datum/zeit, data/hora, date/time, sent time, date et heure, fecha/hora, "
        "saatmisaeg, saatmise kuupäev, datum (sent), dátum (sent), skickat den, sendt den, "
        "päivämäärä/aika, दिनांक, तारीख, भेजा गया, datum odeslání, data e ora, 送信時刻"
    ),
    "subject": (
        "subject, betreff, objet, sujet, asunto, assunto, oggetto, onderwerp, emne, ämne, aihe, tárgy, "
        "předmět, predmet, temat, тема, konu, subiect, teema, θέμα, 件名, 主题, 主題, 主旨, 标题, "
        "제목, chủ đề, tiêu đề, perihal, subjek, เรื่อง, נושא, الموضوع, subiectul, tiitel, antraštė, "
        "tema, temats, 제 목, zadeva, naslov, наслов, относно, assumpte, tēma, antraste, "
        "chủ đề (subject), หัวเรื่อง, หัวข้อ, נושא ההודעה, הנידון, 主　题, 主　題, 主 题, 主 題, 标　题, "
        "件　名, 題名, 표제, 主题 (subject), 件名 (subject), viðfangsefni, efni, judul, gaia, विषय, "
        "tittel, rubrik, titel, otsikko, asia, betrifft"
    ),
    "reply-to": (
        "reply-to, reply to, antwort an, antworten an, répondre à, responder a, rispondi a, svar til, "
        "svara till, beantwoorden, vastaa, odpowiedz do, odpověď komu, odpovědět komu, yanıtla, "
        "ответить, 返信先, 回复, odpověď-komu, svar-til, vastausosoite, odgovori na, "
        "válaszcím, antwoord aan, odpowiedź-do, răspuns către, ответ-кому, odpoveď-pre, "
        "yanıt adresi, кому відповісти, réponse à, responder para"
    ),
    "message-id": "message-id, message id",
    "other": (
        "importance, wichtigkeit, priority, priorität, importancia, importanza, attachments, anlagen, "
        "anhänge, pièces jointes, allegati, sensitivity, organization, organisation, resent-from, "
        "mailing list, signed by, mailed-by, важность, size, größe, taille, attachment, anhang, "
        "pièce jointe, piece jointe, attachment(s), spf, dkim, dmarc, 附件, 첨부파일, 첨부, "
        "вложение, вложения, categories, kategorien, catégories, importance élevée, "
        "wichtig, flag, follow up flag, flag status, expires, retention policy, reply by"
    ),
}
FIELD_OF = {label.strip(): field for field, labels in _LABELS.items() for label in labels.split(",")}

# What Americans see; whoever sees another label writes the day before the month.
ENGLISH = frozenset(
    {"from", "to", "cc", "bcc", "date", "sent", "date sent", "sent on", "sent at", "subject", "reply-to", "reply to"}
    | {"message-id", "message id", "created at"}
)

MAX_LABEL = 32

_FORWARDED = re.compile(
    r"(?i)forwarded|fwd\.msg|weitergeleitet|weiterleitung|réexpédi|transf[ée]r|transmis|reenviad|"
    r"reencaminhad|encaminhad|inoltrat|doorgestuurd|videresend|vidarebefordra|välitetty|edelleenlähet|"
    r"továbbít|přeposlan|předávan|přeposílan|preposlan|przekazan|przekazywan|przesłana dalej|proslijeđen|prosleđen|"
    r"redirec|пересыл|пересла|переадрес|перенаправ|надісланого|iletilmiş|ileti başlangıcı|iletilen|"
    r"yönlendir|edastatud|edasi saadetud|προωθημέν|転送|转发|轉寄|轉傳|전달된|전달 메시지|"
    r"chuyển tiếp|pesan terusan|diteruskan|הועבר|محولة|المعاد توجيهها|مُمرّرة|ส่งต่อ|"
    r"препрат|прослеђен|posredovan|persiųst|pārsūtīt|reenviat|轉發|转寄|転送され|пересилається|переслане|"
    r"(?<!\w)ileti başlangıcı|framsent|अग्रेषित"
)
_ORIGINAL = re.compile(
    r"(?i)original message|original-nachricht|originalnachricht|ursprüngliche nachricht|message d.origine|"
    r"message original|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|"
    r"oprindelig meddelelse|original meddelelse|opprinnelig melding|ursprungligt meddelande|"
    r"originalmeddelande|alkuperäinen viesti|eredeti üzenet|původní zpráva|pôvodná správa|"
    r"wiadomość oryginalna|oryginalna wiadomość|originalna poruka|izvorna poruka|mesajul original|"
    r"исходное сообщение|оригинальное сообщение|оригінальне повідомлення|orijinal (?:ileti|mesaj)|"
    r"özgün ileti|αρχικό μήνυμα|元のメッセージ|原始邮件|原始郵件|邮件原件|원본 (?:메시지|메일|이메일)|"
    r"algne (?:sõnum|kiri)|вихідне повідомлення|missatge original|izvirno sporočilo|оригинално съобщение|"
    r"originalus laiškas|sākotnējā ziņa|oorspronkelijke? bericht|ursprungligt? meddelande|ursprungl\. meddelande|"
    r"pesan asli|thư gốc|tin nhắn gốc|ข้อความต้นฉบับ|ข้อความเดิม|הודעה מקורית|الرسالة الأصلية|原郵件|原信件|原邮件|"
    r"元のメール|オリジナルメッセージ|original e-?mail|[-=_] ?original ?[-=_]"
)
_RULED = re.compile(r"^[-_=*~─—–‐\s]{2,}[^-_=*~─—–‐\s]")
_RULE_ONLY = re.compile(r"^(?:_{10,}|-{20,}|={20,})$")
_MAX_SEPARATOR = 100
_MAX_ATTRIBUTION = 400

# "On 28/10/2021 12:46, John Doe <john@example.com> wrote:" in whatever order the language wants it.
_VERB = re.compile(
    r"(?i)\b(?:wrote|writes|schrieb|geschrieben|a écrit|escribió|escreveu|ha scritto|schreef|geschreven|"
    r"skrev|skrifaði|kirjoitti|írta|napsala?|napísala?|napisała?|napisao|a scris|написал|написав|пише|"
    r"пишет|пише|написа|yazdı|yazmış|şunu yazdı|kirjutas|έγραψε|je napisa|rašė|rakstīja|va escriure|viết|"
    r"menulis)"
    r"|さんは?(?:書|のメッセージ)|のメール|写道|寫道|님이 작성|작성:|書きました|כתב|كتب|เขียน|ने लिखा"
)
_REPLY_PREFIX = re.compile(
    r"(?i)^\s*(?:\[[^\]]{1,60}\]\s*)?(?:re|aw|antw|antwort|sv|vs|odp|ynt|yan|res|r|rif|ref|回复|回覆|答复|"
    r"返信|bls|ats|refs?|vá|回信|回應|답장|답변|odg|atb|απ|השב|תשובה|رد)(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：]"
)
_FORWARD_PREFIX = re.compile(
    r"(?i)^\s*(?:\[[^\]]{1,60}\]\s*)?(?:(?:re|aw|antw|sv)\s*[:：]\s*)?(?:fwd?|wg|tr|rv|enc|vb|vl|vid|"
    r"videresend|i|pd|pr|wtr|doorst|redir\.?|i̇lt|ilt|ilet|trs|转发|轉寄|転送|전달|továbbítás|tov|перенапр|"
    r"пер|vs|vidarebef|rvs?|fs|προωθ|πρθ|fwd\.?|轉發|转寄|edasi|edastatud|pārs|persiųsta|הועבר|إعادة توجيه|chuyển tiếp|"
    r"diteruskan|reencaminhad[ao]|reenviad[ao]|weitergeleitet|isc)\s*[:：]"
)


def is_forwarded_line(line: str) -> bool:
    """Tell whether a line announces a forwarded message: ruled off, or ending in a colon."""
    return _announces(line, _FORWARDED)


def is_original_line(line: str) -> bool:
    """Tell whether a line announces an "Original Message", which clients print above replies and forwards alike."""
    return _announces(line, _ORIGINAL) or bool(_RULE_ONLY.match(line))


def may_announce(line: str) -> bool:
    """Tell cheaply whether a line has the form of an announcement: ruled off, or short and ending in a colon."""
    if _RULED.match(line[: 2 * _MAX_SEPARATOR]):
        return True
    return len(line) <= _MAX_SEPARATOR and line.rstrip().endswith((":", "："))


def _announces(line: str, phrase: re.Pattern[str]) -> bool:
    if not may_announce(line):
        return False
    found = phrase.search(line[: 2 * _MAX_SEPARATOR])
    return found is not None and found.start() < _MAX_SEPARATOR


def is_attribution(line: str) -> bool:
    """Tell whether a line says who wrote what follows, and when."""
    line = line.strip()
    if len(line) > _MAX_ATTRIBUTION or not line.endswith((":", "：")):
        return False
    return any(letter.isdigit() for letter in line) and bool(_VERB.search(line))


def is_reply_subject(subject: str) -> bool:
    """Tell whether a subject begins as that of an answer."""
    return bool(_REPLY_PREFIX.match(subject)) and not is_forward_subject(subject)


def is_forward_subject(subject: str) -> bool:
    """Tell whether a subject begins as that of a forward."""
    return bool(_FORWARD_PREFIX.match(subject))


def without_prefixes(subject: str) -> str:
    """Give a subject without up to five "Re:" and "Fwd:" in front, and with single blanks."""
    for _ in range(5):
        prefix = _FORWARD_PREFIX.match(subject) or _REPLY_PREFIX.match(subject)
        if prefix is None:
            break
        subject = subject[prefix.end() :]
    return " ".join(subject.split())
