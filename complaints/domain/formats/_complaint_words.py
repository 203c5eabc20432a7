"""Words with which people complain about mail, in the languages that desks meet.

They only ever keep a mail as a complaint, so that a word too many costs less than one too few; words that stand in
ordinary answers ("block", "report", "stop") count only beside what makes a complaint of them.

Source: forms of reporting pages and user interfaces of mail providers, and what people write to abuse desks.
"""

# ruff: noqa: RUF001 - Greek, Cyrillic and other letters are meant
from __future__ import annotations

import re

# Each begins at a word's start.
_WORDS = (
    # English
    (
        r"spam\w*|abus[eoi]\w*|complain\w*|unsolicited|unwanted (?:e-?)?mails?|uce|ube|junk|phish\w*|scam\w*|fraud\w*|"
        r"report(?:ing)? (?:this|spam|abuse)|unsubscri\w+|opt(?:ed)?[ -]?(?:in|out)|consent|harass\w*|malware|spoof\w*|"
        r"stop\s+(?:this|send\w*|them|him|these|it|mailing|e-?mailing|bothering)|"
        r"never\s+(?:signed|asked|subscribed|gave|agreed|consented|requested|bought|joined|heard)|"
        r"(?:didn.?t|did not)\s+(?:sign|ask|subscribe|agree|consent|request|opt)|without (?:my|our) (?:permission|"
        r"approval)|"
        r"block(?:ed)? (?:this|them)|terminate|take ?down|gdpr|can-spam|infring\w*|botnet|spamtrap|honeypot|"
        r"compromised|hacked|brute[- ]?force\w*|port ?scan\w*|ddos|dmca"
    ),
    # German, Dutch
    (
        r"beschwer\w*|unerwünscht\w*|unaufgefordert\w*|unverlangt\w*|belästig\w*|missbrauch\w*|werbung|werbemail\w*|"
        r"betrug\w*|betrüg\w*|abmahn\w*|dsgvo|nie (?:angemeldet|zugestimmt|bestellt)|ohne (?:meine )?einwilligung|"
        r"ongewenst\w*|ongevraagd\w*|misbruik|klacht\w*|klag\w*|oplichting|nooit (?:aangemeld|gevraagd)|avg-verzoek"
    ),
    # French, Spanish, Catalan, Italian, Portuguese, Romanian
    (
        r"plainte|plaindre|indésirable\w*|pourriel\w*|non sollicité\w*|hameçonnage|arnaque\w*|escroquerie|rgpd|"
        r"jamais (?:demandé|inscrit\w*|donné|abonné\w*)|harcèlement|signale(?:r|ment)? (?:un |ce |cet )?(?:abus|spam)|"
        r"correo (?:no deseado|basura)|no (?:he )?solicitad\w*|denuncia\w*|queja\w*|estafa\w*|abuso|"
        r"nunca me (?:suscrib|"
        r"registr|apunt)\w*|correu brossa|no desitjat|"
        r"indesiderat\w*|non richiest\w*|reclamo|segnalazione (?:di )?(?:abuso|spam)|truffa\w*|mai iscritt\w*|"
        r"posta spazzatura|"
        r"indesejad\w*|não solicitad\w*|reclamaç\w*|denúncia|golpe|nunca me (?:inscrevi|cadastrei)|lixo eletr[óô]nico|"
        r"nesolicitat\w*|nedorit\w*|plânger\w*|reclamați\w*|abuz\w*|înșelători\w*"
    ),
    # Swedish, Danish, Norwegian, Finnish, Icelandic, Estonian, Latvian, Lithuanian
    (
        r"skräppost|oönskad\w*|klagomål|bedrägeri\w*|missbruk\w*|aldrig (?:anmält|bett|godkänt)|"
        r"uønsket\w*|uønskede|klage\w*|misbrug\w*|svindel\w*|søppelpost|aldrig tilmeldt|aldri (?:meldt|bedt)|"
        r"roskaposti\w*|valitu(?:s|ks)\w*|valitan|huijau\w*|väärinkäyt\w*|ruslpóst\w*|kvörtun|"
        r"rämpspost\w*|kaebus\w*|soovimatu\w*|surogātpast\w*|mēstule\w*|sūdzīb\w*|šlamšt\w*|nepageidaujam\w*|skund\w*"
    ),
    # Polish, Czech, Slovak, Slovene, Croatian, Serbian, Hungarian, Turkish, Greek, Albanian
    (
        r"niechcian\w*|niezamówion\w*|skarg\w*|skarż\w*|nadużyci\w*|oszustw\w*|nigdy (?:się )?nie (?:zapis|zama|"
        r"wyra)\w*|"
        r"nevyžádan\w*|nevyžiadan\w*|stížnost\w*|sťažnos\w*|zneužit\w*|podvod\w*|neželj?en\w*|pritožb\w*|zlorab\w*|"
        r"pritužb\w*|žalb\w*|prijevar\w*|prevar\w*|zloupotreb\w*|zlouporab\w*|"
        r"kéretlen\w*|levélszemét|panasz\w*|csalás\w*|visszaélés\w*|"
        r"istenmeyen|önemsiz (?:e-?)?posta|şikayet\w*|şikâyet\w*|dolandır\w*|kötüye kullanım|"
        r"ανεπιθύμητ\w*|καταγγελ\w*|καταγγέλ\w*|παράπον\w*|απάτη\w*|κατάχρηση\w*|padëshiruar\w*|ankes\w*"
    ),
    # Russian, Ukrainian, Bulgarian, Serbian
    (
        r"спам\w*|жалоб\w*|жалу\w+|мошенни\w*|нежелательн\w*|рассылк\w* без|не подписывал\w*|злоупотреблен\w*|"
        r"скарг\w*|небажан\w*|шахрай\w*|зловживан\w*|не підписува\w*|"
        r"жалба\w*|оплаквам\w*|оплакван\w*|нежелан\w*|измам\w*|злоупотреб\w*|непожељн\w*|жалб\w*|превар\w*"
    ),
    # Vietnamese, Indonesian, Malay, Filipino, Swahili
    (
        r"thư rác|tin rác|khiếu nại|lừa đảo|lạm dụng|tố cáo|keluhan|penipuan|penyalahgunaan|surel sampah|sampah|aduan|"
        r"tidak diinginkan|reklamo|barua taka"
    ),
)
# Scripts that set no blanks between words, or prefix their articles.
_ANYWHERE = (
    r"迷惑|苦情|スパム|フィッシング|詐欺|不正行為|迷わく|配信停止|通報|垃圾[邮郵信]|投[诉訴]|举报|舉報|诈骗|詐騙|骚扰|騷擾|滥用|濫用|钓鱼|釣魚|"
    r"스팸|신고|불법|사기|피싱|항의|ספאם|דואר זבל|תלונה|הונאה|סחיטה|بريد مزعج|غير مرغوب|شكوى|احتيال|إساءة|سبام|"
    r"هرزنامه|شکایت|کلاهبرداری|स्पैम|शिकायत|धोखाधड़ी|অভিযোগ|স্প্যাম|สแปม|ร้องเรียน|หลอกลวง|ขยะ|புகார்"
)
COMPLAINING = re.compile(rf"(?i)\b(?:{'|'.join(_WORDS)})|{_ANYWHERE}")
