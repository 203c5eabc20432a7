"""The words of machines that answer: absence notices, acknowledgements of ticket systems, challenges to senders.

Source: Exchange and Microsoft 365, Gmail, Domino, vacation(1) and Sieve, RT, OTRS, Zendesk, Freshdesk, osTicket, Jira,
Boxbe, Spamarrest, TMDA, MailInBlack and others, in the languages of their user interfaces.
"""

# ruff: noqa: RUF001 - Cyrillic, Greek and full-width letters are meant
from __future__ import annotations

import re

# At the start of a subject, behind a reply prefix or a ticket number at most.
ABSENT_SUBJECT = re.compile(
    r"(?i)^\s*(?:(?:re|aw|sv|fwd?)\s?:\s{0,3})?(?:\[[^\]]{1,60}\]\s{0,3})?(?:"
    r"auto(?:matic|mated|mat\w*)?[ :-]{1,2}(?:e-?mail )?(?:reply|response|repl\w+|answer)|auto(?:reply|response|"
    r"respons|"
    r"responder)\b|out of (?:the )?office(?! (?:suppl|furni|chair))|out of town\b|ooo\b|i am (?:currently )?(?:away|"
    r"out of)|"
    r"i'm (?:away|out of)|on (?:annual |parental |maternity |sick )?leave\b|away (?:from|until)|"
    r"on (?:vacation|holiday)\b|vacation (?:reply|message|notice)|absence notif|"
    r"abwesenheits\w*|abwesend\b|automatische (?:antwort|e-?mail|rückmeldung)|nicht im (?:büro|haus)|"
    r"(?:bin )?im urlaub\b|urlaubs(?:benachrichtigung|vertretung|notiz)|"
    r"réponse automatique|message automatique d.absence|absen(?:ce|t)\b[^\n]{0,30}(?:bureau|congé|du)|"
    r"absence du bureau|"
    r"respuesta autom[áa]tica|fuera de la oficina|ausente\b|resposta autom[áa]tica|fora do escrit[óo]rio|"
    r"risposta automatica|fuori (?:sede|ufficio)|ausencia\b|ausência\b|"
    r"automatisch (?:antwoord|bericht)|afwezig(?:heid\w*)?\b|niet aanwezig|"
    r"autosvar|automatiskt svar|automatisk svar|frånvaro\w*|fravær\w*|ikke til stede|ikke på kontoret|"
    r"automaattinen vastaus|poissa\w*|sjálfvirkt svar|automaatvastus|automātisk\w* atbilde|automatinis atsakymas|"
    r"odpowiedź automatyczna|automatyczna odpowiedź|autoodpowiedź|(?:jestem )?poza biurem|nieobecno\w+|"
    r"automatická odpov[ěe][ďd]|mimo kancelá\w+|nepřítomnost\w*|neprítomnost\w*|samodejni odgovor|"
    r"automatski odgovor|automatikus válasz|házon kívül|otomatik (?:yanıt|cevap)|ofis dışı\w*|"
    r"răspuns automat|automatic răspuns|αυτόματη απάντηση|εκτός γραφείου|përgjigje automatike|"
    r"автоответ\w*|автоматическ\w+ ответ|автоматична відповідь|автоматичен отговор|аутоматски одговор|"
    r"вне офиса|в отпуске|отсутстви\w+|"
    r"自動返信|自動応答|不在(?:通知|のお知らせ|連絡)|自动(?:回复|答复)|自動(?:回覆|回復|答覆)|外出通知|休假通知|"
    r"자동 ?(?:회신|응답|답장)|부재 ?중|trả lời tự động|balasan otomatis|balasan automatik|ตอบกลับอัตโนมัติ|"
    r"מענה אוטומטי|תשובה אוטומטית|מחוץ למשרד|رد تلقائي|رد آلي|خارج المكتب|پاسخ خودکار|स्वचालित उत्तर)"
)
# What a desk says of a mail that it got; "we have received your spam" is not it.
_THING = (
    r"(?:e-?mails?|messages?|requests?|enquir(?:y|ies)|inquir(?:y|ies)|reports?|complaints?|submissions?|tickets?|"
    r"support requests?|queries|query|correspondence|letter|case|abuse (?:report|complaint|notification|e-?mail|"
    r"message))"
)
ACKNOWLEDGES = re.compile(
    rf"(?i)(?:we(?:'ve| have)?|has|have|been) (?:successfully |now |just )?received your (?:recent |support )?{_THING}"
    r"\b(?! (?:campaign|blast|advert|market))|"
    rf"(?:thank you|thanks) for (?:your (?:recent )?{_THING}|contacting|reaching out|getting in touch|reporting|"
    rf"writing to)|"
    rf"your {_THING} (?:has been|was|is) (?:successfully )?(?:received|logged|registered|assigned|submitted|"
    rf"forwarded to|"
    r"queued|recorded|created|opened)|a (?:new )?(?:support )?ticket (?:has been|was) (?:created|opened)|"
    r"this (?:is an|e-?mail is an|message is an) (?:auto\w*|automatic\w*) (?:generated )?(?:reply|response|"
    r"acknowledg\w+|"
    r"confirmation)|(?:acknowledg\w+ of receipt|we (?:hereby )?acknowledge receipt|confirm(?:s|ing)? receipt)|"
    r"wir haben (?:ihre|deine) (?:e-?mail|nachricht|anfrage|meldung|mail|beschwerde|mitteilung)[^.\n]{0,40}erhalten|"
    r"(?:vielen dank|danke) für (?:ihre|deine|die) (?:e-?mail|nachricht|anfrage|meldung|mail|mitteilung|"
    r"kontaktaufnahme)|"
    r"ihre (?:e-?mail|nachricht|anfrage|meldung) (?:ist|wurde) (?:bei uns )?(?:eingegangen|erfasst|registriert)|"
    r"eingangsbestätigung|"
    r"nous avons (?:bien )?reçu votre (?:e-?mail|message|demande|courriel|signalement)|merci (?:de|pour) (?:nous avoir|"
    r"votre (?:e-?mail|message|demande|courriel|signalement))|accusé de réception|"
    r"hemos recibido su (?:correo|mensaje|solicitud|consulta|reporte)|gracias por (?:contactar|su (?:mensaje|correo))|"
    r"acuse de recibo|abbiamo ricevuto (?:la (?:sua|tua|vostra) )?(?:e-?mail|messaggio|richiesta|segnalazione)|"
    r"grazie per (?:averci contattat|la (?:sua|tua) (?:e-?mail|segnalazione|richiesta))|"
    r"recebemos (?:o |a )?(?:seu|sua) (?:e-?mail|mensagem|solicitação)|obrigad[oa] (?:por (?:entrar|seu)|pelo seu)|"
    r"wij hebben uw (?:e-?mail|bericht|melding|verzoek)[^.\n]{0,30}ontvangen|bedankt voor (?:uw|je) (?:e-?mail|bericht|"
    r"melding)|"
    r"vi har (?:mottagit|modtaget|mottatt) (?:ditt|din|dit|deres)|tack för (?:ditt|din)|tak for din|takk for (?:din|"
    r"henvend)|"
    r"olemme vastaanottaneet|kiitos (?:viestistä|yhteydeno)|otrzymaliśmy (?:twoj|państwa|pana|pani)|"
    r"dziękujemy za (?:kontakt|wiadomość|zgłoszenie|przesłan)|(?:vaši|váš) \w+ (?:jsme )?(?:přijali|obdrželi)|"
    r"děkujeme za|"
    r"ďakujeme za|megkaptuk (?:a )?(?:levelét|üzenetét)|köszönjük (?:a )?(?:levelét|megkeresés)|"
    r"mesajınız(?:ı)? (?:aldık|alınmıştır|bize ulaş)|talebiniz (?:alın|oluşturul)|λάβαμε το|"
    r"ваше (?:письмо|обращение|сообщение)[^.\n]{0,40}(?:получено|зарегистрировано|принято)|мы получили ваш|"
    r"ваш (?:запрос|звернення|лист)[^.\n]{0,40}(?:получен|зарегистрирован|отримано)|"
    r"お問い合わせ(?:いただき|ありがとう|を受け付け)|受け付けました|受付(?:完了|のお知らせ)|已收到您的|您的(?:邮件|郵件|来信|來信)已|感谢您的(?:来信|邮件)|"
    r"문의(?:가|해) ?(?:접수|주셔서)|접수되었습니다|terima kasih (?:telah|atas)|chúng tôi đã nhận được|"
    r"קיבלנו את|פנייתך התקבלה|لقد (?:استلمنا|تلقينا) رسالت"
)
# A number that a ticket system puts into a subject.
TICKET_SUBJECT = re.compile(
    r"(?i)[\[(#](?:[\w .-]{0,40}[ #:-])?\d{3,}[\])]?|\b(?:ticket|case|request|incident|vorgang|anfrage|zgłoszenie|"
    r"заявка|"
    r"обращение|demande|dossier|referencia)[ :#№]{1,4}[\w-]*\d{2,}|\b[A-Z]{2,10}-\d{2,}\b"
)
# A machine that asks the sender to prove to be a person before it delivers.
CHALLENGE_SENDER = re.compile(
    r"(?i)@(?:[\w-]+\.)*(?:boxbe|spamarrest|mailinblack|vanquish|bluebottle|qurb|sendio|0spam|spamenmoins|tmda|"
    r"digiportal|"
    r"choicemail|altospam)\.\w{2,6}$"
)
CHALLENGE = re.compile(
    r"(?i)\(verification required\)|\(action required\) - boxbe|\[boxbe\]|boxbe waiting|your (?:e-?mail|"
    r"message)[^.\n]{0,100} "
    r"(?:is waiting|awaits|requires (?:verification|confirmation|authenticat))|sender (?:verification|authentication)|"
    r"(?:please )?(?:confirm|verify|authenticate) your (?:e-?mail|message|sender|delivery)|challenge[ /-]response|"
    r"(?:click|reply)[^.\n]{0,80} to (?:have|get|release|deliver) your (?:e-?mail|message)|"
    r"prove (?:that )?you are (?:a )?human|"
    r"to (?:complete|allow) delivery of your (?:e-?mail|message)|held (?:for|until|pending)[^.\n]{0,40}(?:confirm|"
    r"approv|verif)|"
    r"demande d.authentification|authentifi(?:er|cation)[^.\n]{0,60}(?:expéditeur|votre (?:message|e-?mail|mail))|"
    r"bestätigen sie (?:bitte )?(?:ihre|die) (?:zustellung|absender\w*)|absender-?(?:verifi|bestätig)\w*|"
    r"(?:is|being) protected by (?:spam ?arrest|boxbe|mailinblack|tmda)"
)
