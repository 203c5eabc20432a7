"""What spam that is sent to the desk itself says, and what only people and notices say.

Source: advertising, advance-fee, phishing and extortion mail as desks receive it, in the languages that it comes in.
"""

# ruff: noqa: RUF001 - Cyrillic and Turkish letters are meant
from __future__ import annotations

import re

FOOTER = re.compile(
    r"(?i)(?:click|reply|here|link|wish|want|prefer|longer|to) [^\n]{0,80}\b(?:unsubscribe|opt[ -]?out|be removed|"
    r"remove)\b|"
    r"\bunsubscribe (?:here|now|from this|link)|\bto (?:unsubscribe|be removed|opt[ -]?out|stop receiving)|"
    r"^\W{0,3}unsubscribe\W{0,3}$|"
    r"view (?:this|it|the) (?:e-?mail |message )?(?:in|on) (?:your |a )?(?:browser|web)|you (?:are|"
    r"were) receiving this|"
    r"you (?:have )?received this (?:e-?mail|message|newsletter|offer) because|"
    r"update (?:your )?(?:e-?mail )?preferences|manage (?:your )?"
    r"(?:e-?mail )?(?:preferences|subscription)|\bnewsletter abbestellen|hier abmelden|im browser (?:ansehen|anzeigen|"
    r"öffnen)|"
    r"se désinscrire|vous désabonner|dans (?:votre|le) navigateur|darse de baja|ver en (?:el |su )?navegador|"
    r"annulla iscrizione|"
    r"cancellarsi|descadastr|cancelar inscrição|uitschrijven|bekijk online|отписаться|退订|配信停止|수신거부",
    re.MULTILINE,
)
OFFER = re.compile(
    r"(?i)\b(?:buy now|order now|shop now|act now|limited[ -]time|special offer|free (?:trial|shipping|quote|sample|"
    r"consultation|"
    r"gift)|\d{1,3} ?% ?(?:off|discount|rabatt|de réduction|de descuento|sconto)|save up to|lowest price|best price|"
    r"viagra|cialis|"
    r"pharmacy|replica|rolex|weight loss|lose weight|casino|jackpot|betting|bitcoin|crypto|forex|invest(?:ment|or)s?|"
    r"guaranteed|no obligation|risk[ -]free|credit card|refinanc\w*|mortgage|loans?|make money|earn \$?\d|"
    r"work from home|"
    r"click here|call now|100% free|as seen on|seo services?|rank(?:ing)? (?:on|higher)|first page of google|"
    r"web ?site design|"
    r"app development|lead generation|e-?mail lists?|guest post|backlinks?|enlarge\w*|penis|singles|dating|hot girls|"
    r"sexy|"
    r"manufacturer|factory price|our products?|catalog(?:ue)?|quotation|lottery|winner|you (?:have )?won|prize|"
    r"claim your|"
    r"angebot|gratis|kostenlos|rabatt|jetzt (?:bestellen|kaufen|sichern)|gewinnspiel|offre (?:spéciale|exclusive)|"
    r"profitez|promotion|oferta|descuento|compra ahora|offerta|sconto|promoção|desconto|aanbieding|korting|erbjudande|"
    r"tilbud|promocja|rabat|sleva|akce|скидк\w*|акция|предложение|купить|заказать|kampanya|indirim)\b|优惠|促销|发票|代开|"
    r"特价|お得|無料|副業|キャンペーン|할인|무료|이벤트"
)
ADVANCE_FEE = re.compile(
    r"(?i)\bnext of kin\b|\b(?:us|usd|united states)? ?\$? ?\d[\d.,]{2,20} ?(?:million|us dollars|usd|dollars|"
    r"euros?)\b|"
    r"\b(?:million|billion) (?:us |united states )?(?:dollars|usd|euros?|pounds)\b|\bbarrister\b|\bbeneficiary\b|"
    r"\binheritance\b|"
    r"\blate (?:husband|client|father|president|mr)\b|\bdied in\b|\bwestern union\b|\bmoneygram\b|\batm card\b|"
    r"\bdiplomatic\b|"
    r"\bconfidential(?:ity)?\b|\bbusiness (?:proposal|partner(?:ship)?|relationship)\b|\bmutual benefit\b|"
    r"\bdeposit(?:ed)?\b|"
    r"\bnigeria\b|\bcote d.ivoire\b|\bforeign (?:account|partner)\b|\bnon[- ]inspection\b|\btransfer (?:of )?(?:the |"
    r"this )?(?:fund|"
    r"money|sum)|\b(?:my|the) (?:widow|donat\w+)|\bdear (?:friend|beloved|beneficiary|winner|sir/madam)\b|\bgod bless|"
    r"\bwebcam\b"
)
# What those ask who want a log-in, a card number or a ransom.
BAIT = re.compile(
    r"(?i)\b(?:verify|confirm|update|validate|restore|unlock|reactivate) (?:now|your (?:\w+ ){0,2}(?:account|password|"
    r"identity|mailbox|details|information|payment))|\baccount (?:has been |is |was )?(?:limited|suspended|locked|"
    r"restricted|deactivated)|\bpassword (?:expires|will expire|has expired)|\bmailbox (?:is )?(?:almost |nearly )?full"
    r"|\b(?:reached|exceeded) [^\n]{0,20}(?:quota|storage|limit)|\b(?:parcel|package|shipment|delivery)\b[^\n]{0,60}"
    r"\b(?:fee|waiting|could not be delivered|on hold|reschedule)|\bwithin \d{1,3} hours|\brecorded you\b|"
    r"\byour (?:camera|webcam|device)s?\b|\b(?:to|into) (?:my|this|the) (?:bitcoin|btc|wallet)|\bdofollow\b|"
    r"\bsponsored (?:post|article|content)|\b(?:konto|postfach|passwort)\b[^\n]{0,60}(?:gesperrt|eingeschränkt|"
    r"bestätigen|läuft ab)|\bcompte\b[^\n]{0,60}(?:suspendu|limité|bloqué)|\bcuenta\b[^\n]{0,60}(?:suspendida|"
    r"limitada|bloqueada)|\bconto\b[^\n]{0,60}(?:sospeso|bloccato|limitato)"
)
LURE = re.compile(
    r"(?i)\b(?:only today|today only|today!|hurry|expires (?:today|tonight)|happy customers|fill in the form|"
    r"gewonnen|glückwunsch|nur (?:noch )?heute|klicken sie|zufriedene kunden|unverbindlich|kredit ohne|"
    r"félicitations|vous avez gagné|cliquez|aujourd.hui seulement|sans engagement|clients satisfaits|crédit rapide|"
    r"felicidades|ha ganado|gane \d|haga clic|solo hoy|sin compromiso|clientes satisfechos|desde casa|"
    r"congratulazioni|hai vinto|clicca|solo oggi|parabéns|você ganhou|clique|só hoje|ganhe|"
    r"gefeliciteerd|klik hier|alleen vandaag|kliknij|tylko dziś|wygrał\w*|klikněte|"
    r"поздравляем|вы выиграли|только сегодня|перейдите по ссылке|скидк\w+|бесплатно|рассылк\w+|недорого|"
    r"tıklayın|kazandınız)|当選|おめでとう|クリック|本日限り|点击|恭喜|中奖|当选|클릭|당첨"
)
# Whoever complains about mail speaks of it.
OF_MAIL = re.compile(
    r"(?i)e-?mails?|\bmail(?:s|ing|ed|t|box|boxes)?\b|messages?|newsletter|inbox|spam|junk|unsubscri|advert|\bads?\b|"
    r"werbung|nachricht|postfach|verteiler|courriel|publicité|courrier|abonn|désinscri|correo|publicidad|mensaj|"
    r"posta|pubblicità|messaggi|mi scriv|iscri|publicidade|mensagen|reclame|berichten|mailt|uitgeschreven|reklam|"
    r"skräp|wiadomoś|poczt|zpráv|pošt|письм|почт|реклам|рассыл|сообщен|розсил|лист[ іи]|e-?posta|ileti|μήνυμα|"
    r"email|رسائل|بريد|דואר"
    r"|メール|配信|迷惑|邮件|郵件|垃圾|메일|스팸|광고 메일|thư|surat|อีเมล"
)
# Spammers speak of spam too: that theirs is none.
DISCLAIMER = re.compile(
    r"(?i)\bi(?:'ve| have)? (?:also )?(?:hacked|got access)|"
    r"\b(?:not|never|no|anti|against)[ -](?:\w{1,12} ){0,3}(?:spam\w*|unsolicited)|\bspam (?:policy|act|laws?|"
    r"filter)|\bcan-spam|"
    r"\byou(?:'ve| have)? (?:previously )?opted[ -]?in\b|\b(?:double |confirmed )?opt-?in (?:list|e-?mail|mailing|"
    r"program|partner|"
    r"subscriber)\w*|\bunsubscri\w+|\bopt[ -]?out\b|(?<!\*)\*{2,}+\s?spam\s?\*{2,}|\[spam\]|^\W*spam\W"
)
URL = re.compile(r"(?i)https?://\S{1,2000}")
# What makes a mail one about something, whoever sends it.
ABOUT = re.compile(
    r"(?i)\b(?:your (?:customer|client|user|server|network|ip|host|subscriber|platform|system|service|"
    r"infrastructure)s?\b"
    r"(?! (?:support|service))|from your (?:network|server|ip|system|mail|range|customer)|abuse (?:desk|team|"
    r"department|report|contact)|"
    r"dear abuse|copyright|trademark|notice of|takedown|take[ -]down|incident|reports?\b|"
    r"log ?files?|port ?scan|login attempt|"
    r"ihr(?:em|en|e|er)? (?:kunde\w*|server|netz\w*)|votre (?:client|serveur|réseau)|su (?:cliente|servidor|red)|"
    r"vostro (?:cliente|server)|"
    r"seu (?:cliente|servidor)|uw (?:klant|server|netwerk)|ваш\w* (?:клиент|сервер|сет)\w*)"
)
ADDRESS = re.compile(r"\S{1,64}@\S{1,255}")
HEADER_QUOTED = re.compile(r"(?im)^[> \t]{0,9}(?:received|return-path|message-id|x-originating-ip):\s")
SHOUT = re.compile(r"[!$€£]{2,}|(?<![A-Z])[A-Z]{4,}+ [A-Z]{4,}+ [A-Z]{3,}|\$\d|\d %|★|🔥|💰|🎁")
DESK = re.compile(r"(?i)\b(?:abuse|badactor|postmaster|complaints?|blacklists?)\b")
