"""The words of notices that an address is on a blocklist.

Source: notices of the lists in `_blocklists`, of monitoring services, and of small lists that mail in their own words.
"""

from __future__ import annotations

import re

LISTED = re.compile(
    r"(?i)\b(?:is|are|was|were|has been|have been|got|been|now|currently|appears?|remains?|both|we(?: have|"
    r"'ve)?)\s{1,3}"
    r"(?:now\s|currently\s|automatically\s|recently\s|temporarily\s|newly\s|both\s){0,2}"
    r"(?:listed|blacklisted|blocklisted|block-listed|black-listed|denylisted|added(?: it)? to|included (?:in|on)|"
    r"(?:on|in) (?:the |our |a |an |their )?(?:[\w.-]{1,30} ){0,3}(?:block-?|black-?|deny-?)\s?lists?)\b|"
    r"\bnew (?:[\w-]{1,20} )?listings?\b|\b(?:listing|blacklist|blocklist|black list|block list|dnsbl|"
    r"rbl)\s(?:\w{1,15}\s)?"
    r"(?:notification|notice|alert|warning|detected|report)\b|\badded to (?:the )?[^\n]{0,60}(?:list|bl)\b|"
    r"^\W{0,3}listed\b|"
    r"\[listed\]|\bblacklist(?:ed)? (?:monitor|on)\b|\bfound (?:on|in) (?:\d+ |the |a )?(?:black|block)|"
    r"\b(?:gelistet|geblacklistet)\b|(?:auf|in) (?:der|die|unsere|unserer|einer?)\s[\w -]{0,30}(?:black|block|sperr|"
    r"schwarzen? )-?liste?|"
    r"\b(?:a été|est|sont|ont été) (?:actuellement |désormais )?(?:listée?s?|inscrite?s?|"
    r"ajoutée?s?|placée?s?|répertoriée?s?|"
    r"blacklistée?s?)|"
    r"\b(?:ha sido|est[áa]|fue|se encuentra|han sido) (?:actualmente )?(?:listad|incluid|añadid|agregad|"
    r"bloquead)[oa]s?|"
    r"\ben (?:la |una |nuestra )?lista negra|\b(?:è stat[oa]|è|risulta) (?:attualmente )?(?:inserit|elencat|listat|"
    r"aggiunt)[oa]|"
    r"\b(?:foi|está) (?:atualmente )?(?:listad|incluíd|adicionad|bloquead)[oa]|\bstaat op (?:de|onze|een)|"
    r"toegevoegd aan",
    re.MULTILINE,
)
NOT_LISTED = re.compile(
    r"(?i)\b(?:not|never|isn't|no longer|nicht(?: mehr)?|pas|plus)\s(?:\w{1,15}\s){0,2}(?:listed|blacklisted|"
    r"blocklisted|gelistet|"
    r"listée?)|\b(?:if|whether|when|once)\s[^.\n]{0,40}\b(?:listed|blacklisted)|\bde-?listed\b|\bunlisted\b"
)
LIST_WORD = re.compile(
    r"(?i)\b(?:block-?lists?|black-?lists?|block list|black list|dnsb?l|rbl|sbl|css|xbl|dbl|zrd|zen|denylist|"
    r"blackliste|"
    r"blockliste|sperrliste|schwarzen? liste|liste noire|lista negra|lista nera|zwarte lijst|reputation list|"
    r"backscatterer|"
    r"S3150|S3140)\b"
)
# Names of lists, for notices of services that watch them.
LIST_NAME = re.compile(
    r"(?i)\b(spamhaus(?:[ -](?:sbl|css|xbl|pbl|dbl|zrd|zen|drop))?|spamcop|uceprotect(?:[ -]?(?:l|level)[ -]?\d)?|"
    r"barracuda(?: ?central)?|sorbs(?: \w{3,8})?|abusix|invaluement(?: ivm\w*)?|psbl|proofpoint|cloudmark(?: csi)?|"
    r"talos|"
    r"surbl|uribl(?: black)?|0spam|hostkarma|backscatterer|spamrats|mailspike|dronebl|nixspam|wpbl|lashback|truncate|"
    r"cbl|s5hbl|spfbl|nordspam|senderscore|mail-abuse|trend micro)\b"
)
OWN_LIST = re.compile(
    r"(?i)\b(?:our|my) (?:[\w-]{1,20} ){0,3}(?:block-?|black-?|deny)?\s?(?:lists?|dnsb?l|rbl|database)\b|\bwe (?:have |"
    r"now )?"
    r"(?:listed|added|blacklisted|blocklisted)|\bwir haben [^.\n]{0,60}(?:gelistet|aufgenommen|eingetragen)|"
    r"unserer? [\w-]{0,20}"
    r"(?:liste|rbl|dnsbl)|notre (?:liste|rbl|dnsbl)|nuestra (?:lista|rbl)|nostra (?:lista|blacklist)|nossa lista|"
    r"onze (?:lijst|rbl)"
)
REMOVAL = re.compile(
    r"(?i)remov|delist|de-list|unlist|unblock|/sbl/query|check\.spamhaus|exclu|entfern|austrag|löschung|freischalt|"
    r"retir(?:er|ar|o)|suppress|désinscri|eliminar|baja|rimoz|cancellaz|verwijder|lookup|mitigat"
)
# A person who asks, or who tells what came to them.
OF_PERSON = re.compile(
    r"(?i)\bwhy (?:is|are|was|do|does|did)\b|\bhow come\b|\b(?:i|we) (?:keep |still |only )?(?:get|got|receive|"
    r"received|am|was|"
    r"never|noticed|saw|checked|looked|think|can't|cannot)\b|\bmy (?:inbox|mailbox|e-?mails?|customers?|server)\b|"
    r"\bstop (?:it|this|sending|him|them)|\bi(?:'m|'ve)\b|\bwarum (?:ist|sind)|\bich (?:bekomme|erhalte|habe)|"
    r"\bje (?:reçois|n'ai)|\bpourquoi\b|\bpor qué\b|\brecib[ío]\b|\?\s{0,5}$",
    re.MULTILINE,
)
ROBOT = re.compile(
    r"(?i)^(?:(?:do[_-]?)?not?[._-]?reply|robot|bot|[\w.-]*(?:listing|listed|black-?list|block-?list|rbl|dnsbl|"
    r"monitor\w*|alert\w*|"
    r"notif\w*|removals?|delist\w*|reputation)[\w.-]*|mailer|system|daemon|root|cron|postmaster|abuse)@"
)
BETWEEN = re.compile(r"(?is)-{2,9} ?IPs? listed[^\n]{0,80}-{2,9}([^\x00]{1,20000}?)-{2,9} ?End of IPs")
REFERENCE = re.compile(
    r"\b((?:SBL|CSS|XBL|DBL|PBL|ZRD)\d{3,12}|(?i:(?:ref(?:erence)?|case|evidence|ticket|listing|incident|entry|event)"
    r"(?: id| no\.?| number|#)?\s?[:#]\s{0,3}#?)((?=[\w-]{0,40}\d)[\w-]{3,40}))"
)
DOMAIN = re.compile(
    r"(?im)^\s{0,5}(?:listed |your )?(?:domain|host ?name|dbl|url)(?: name)?\s?:\s{0,5}(?:https?://)?"
    r"((?:[\w-]{1,63}+\.){1,8}[a-z][\w-]{1,23})|\bdomain (?:name )?[\"'<]?((?:[\w-]{1,63}+(?:\.|"
    r"\[\.\])){1,8}[a-z][\w-]{1,23})"
    r"|((?:[\w-]{1,63}+\.){1,8}[a-z]{2,24}) (?:was|has been|is)(?: now| currently)? (?:listed|added|blacklisted)"
)
# Labelled lines of notices: what is listed, whatever else the text names.
LABELLED = re.compile(
    r"(?im)^[ \t>*-]{0,8}(?:listed |your |affected |offending )?(?:ip(?:v[46])?(?:[ /-]?(?:address(?:es)?|cidr|range|"
    r"block))?s?|"
    r"address(?:es)?|networks?|cidr|range|net|ip-adresse|adresse ip|dirección ip|indirizzo ip|netz(?:werk)?|réseau|"
    r"host)"
    r"(?: listed)?\s?[:=]([^\n]{2,500})"
)
# Below this stands what came out of traps, with addresses of others in it.
EVIDENCE = re.compile(
    r"(?im)^[-=*_ \[]{0,20}(?:evidence|sample(?:s)?(?: spam| message| e-?mail| headers?)?|spam samples?|"
    r"example(?: spam| message)?|"
    r"headers?|original message|beispiel|exemple|ejemplo|received|return-path|x-[\w-]{2,40})\s?[:\]\-=]"
)
