"""The words by which mail systems tell that mail did not arrive, in the languages they speak.

Source: Postfix, Exim, Sendmail, qmail, Exchange and Microsoft 365 (localised reports), Domino, GroupWise, Gmail, Yahoo,
GMX, mail.ru, QQ, Naver, NIFTY and others.
"""

# ruff: noqa: RUF001 - Cyrillic, Greek and full-width letters are meant
from __future__ import annotations

import re

DAEMON = re.compile(
    r"(?i)mailer-?daemon|mail[ ._-]?deliver(?:y|er)?[ ._-]?(?:sub)?system|^\W*po+st_?master@|"
    r"\bpost_?master\b|mmsc ndr|<po+st_?master@|microsoft ?exchange[0-9a-f]{10,40}@|\bmail ?delivery@"
)
SUBJECT = re.compile(
    r"(?i)undeliver|non-?deliver|undelivered|returned (?:e-?)?mail|returning (?:message )?to sender|"
    r"failure notice|failure delivery|delivery (?:status|failure|failed|report|has failed|notification|delayed|"
    r"incomplete|"
    r"problem|error|unsuccessful|attempts? failed)|delivery of [^\n]{0,80}(?:failed|delayed)|"
    r"mail failure|mail delivery|mail system error|message delivery|could not (?:be delivered|send)|"
    r"couldn't be delivered|delayed \d+ |delayed mail|warning: (?:message|could not send)|message you sent|"
    r"email bounce|bounce notification|there was an error sending|errors from |^mail$|message status - undeliver|"
    # German, Dutch
    r"unzustellbar|nicht zustellbar|zustell(?:ung|fehler|bericht)\w*|konnte nicht zugestellt|"
    r"zurück an (?:den )?absender|"
    r"onbestelbaar|niet (?:bezorgd|afgeleverd|bestelbaar)|aflevering(?:sfout| mislukt)|"
    # French, Spanish, Catalan, Italian, Portuguese, Romanian
    r"non remis|non[ -]?distribu|échec de (?:la )?(?:remise|livraison|distribution)|impossible à remettre|"
    r"courrier retourné|no se puede entregar|no entregado|no se (?:ha )?(?:pudo|podido) entregar|"
    r"error (?:de|en la) entrega|devuelto al remitente|no s'ha pogut lliurar|"
    r"non recapitabile|non consegnat|mancata consegna|recapito non riuscito|errore (?:di|nella) consegna|"
    r"não (?:foi )?(?:entregue|entregável|pôde ser entregue)|não é possível entregar|falha na entrega|"
    r"devolvida ao remetente|nelivrat|nu (?:a putut|poate) fi livrat|"
    # Nordic, Baltic
    r"går inte att leverera|kan(?:de)? inte levereras|olevererbart|leverans(?:fel|misslyckades)|"
    r"kan ikke leveres|kunne ikke leveres|ikke leveret|leveringsfeil|leveringsfejl|ikke levert|"
    r"toimittaminen epäonnistui|ei voi(?:tu)? toimittaa|toimitus epäonnistui|perille toimittamaton|"
    r"ei (?:õnnestunud|saa) (?:kohale )?toimetada|kättetoimetamatu|nepristatyt|nepiegādā|"
    # Polish, Czech, Slovak, South Slavic, Hungarian, Turkish, Greek
    r"niedostarczon|nie (?:można|udało się) dostarczyć|zwrot(?:na)? (?:wiadomości|poczty)|"
    r"nedoručiteln|nedoruč|nelze doručit|nemožno doručiť|ni (?:mogoče|bilo mogoče) dostaviti|nedostavljen|"
    r"nije (?:moguće )?isporuč|neisporučen|kézbesíthetetlen|kézbesítés(?:i hiba| sikertelen)|nem kézbesíthető|"
    r"teslim edilemedi|iletilemedi|teslim edilemez|αδύνατη η παράδοση|δεν παραδόθηκε|μη παραδοτέο|"
    # Russian, Ukrainian, Bulgarian
    r"не доставлен|не может быть доставлен|не удается доставить|не удаётся доставить|недоставлен|невозможно доставить|"
    r"ошибка доставки|сбой доставки|"
    r"возвращен\w* почт|"
    r"не вдалося доставити|недоставлен|не може бути доставлен|"
    # East and South-East Asian, Hebrew, Arabic
    r"配信不能|配信できません|配信(?:エラー|失敗)|送信(?:エラー|できません)|不達|未配信|戻りメール|"
    r"退信|无法投递|無法投遞|未送达|未送達|发送失败|傳送失敗|投递失败|無法傳遞|无法传递|未傳遞|无法送达|系统退信|"
    r"배달되지 않음|배달 (?:실패|못)|전송 ?실패|반송|발송 ?실패|반환된 메일|"
    r"không thể gửi|không gửi được|tidak terkirim|gagal terkirim|tidak dapat dikirim|ส่งไม่ถึง|ไม่สามารถส่ง|"
    r"לא ניתן למסור|לא נמסר|تعذر التسليم|لم يتم التسليم|فشل (?:في )?(?:التسليم|إرسال)"
)
FROM_LIST = re.compile(r"(?i)^you \S{1,300} are not (?:a )?member")
TEXT = re.compile(
    r"(?i)this is the (?:mail system|qmail-send|email system|machine generated|postfix|mail delivery)|"
    r"unable to deliver|"
    r"permanent(?:ly)? (?:fatal )?(?:error|failure|failed|rejected)|could ?n[o']t be delivered|"
    r"could not deliver|delivery to the following recipient|did not reach the following|not a member|"
    r"was not delivered|undeliverable|did not get delivered|failed recipient|user unknown|mailbox (?:full|"
    r"unavailable)|\b[45]\.\d\.\d{1,3}\b|\b5[05]\d[ -]"
)
RECEIPT = re.compile(
    r"(?i)^\s*(?:(?:read|not read|return receipt \(displayed\)|return receipt|read receipt|gelesen|nicht gelesen|"
    r"ungelesen gelöscht|lesebestätigung|empfangsbestätigung|lu|non lu|confirmation de lecture|accusé de (?:lecture|"
    r"réception)|leído|no leído|confirmación de lectura|letto|non letto|conferma di lettura|lida|não lida|"
    r"confirmação de leitura|gelezen|niet gelezen|leesbevestiging|läst|oläst|läskvitto|læst|ikke læst|læsekvittering|"
    r"lest|ikke lest|lesekvittering|luettu|lukukuittaus|przeczytano|potwierdzenie (?:odczytu|przeczytania)|přečteno|"
    r"potvrzení o přečtení|elolvasva|olvasási visszaigazolás|okundu(?: bilgisi)?|прочитано|не прочитано|"
    r"уведомление о прочтении|開封済み|開封確認|已读|已讀|读信回执|回执|읽음|수신 ?확인)\b)\s*[:：\-]?"
)
