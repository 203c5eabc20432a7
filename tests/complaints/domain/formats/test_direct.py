"""Spam sent to the desk itself, and the words of people and machines that must never be taken for it."""

from __future__ import annotations

import pytest

from complaints.domain.facts import Format, Status
from tests.complaints.domain.formats.samples import read_bytes

BULK = "List-Unsubscribe: <https://shop.example/u>\r\nFeedback-ID: 1:2:3:esp\r\n"
LINKS = "".join(f'<a href="https://shop.example/{number}">offer</a> ' for number in range(6))


def mail(subject: str, text: str, fields: str = "", kind: str = "text/plain") -> bytes:
    header = f"From: S <s@shop.example>\r\nTo: badactor@example.com\r\nSubject: {subject}\r\n{fields}"
    return f"{header}Content-Type: {kind}; charset=utf-8\r\n\r\n{text}\r\n".encode()


SPAM = {
    "a newsletter of strangers": mail("Our autumn offers", "Everything must go. Unsubscribe here.", BULK),
    "an offer in HTML": mail("50% off today", f"<p>Shop now</p>{LINKS}", kind="text/html"),
    "an heir in need": mail(
        "Dear friend",
        "I am Barrister John. My late client died in a crash and left 12 million US dollars. As no next of kin was "
        "found I propose to present you as the beneficiary. Keep this confidential.",
    ),
    "a lottery": mail(
        "You have won", "Dear winner, your prize of 500,000 USD waits. Claim your prize by Western Union. God bless."
    ),
    "pills": mail("Buy now!!", "Viagra and Cialis at the lowest price. Order now: https://pills.example/"),
    "search engines": mail(
        "First page of Google",
        "We offer SEO services, backlinks and web site design. Free quote. Reply to be removed.",
    ),
    "a factory": mail(
        "Our products", "We are a manufacturer with factory price and free sample. Ask for our catalogue and quotation."
    ),
    "a casino": mail(
        "Jackpot $$$", f"<h1>Casino</h1>Free gift, 100% free, guaranteed. Click here.{LINKS}", kind="text/html"
    ),
    "loans": mail(
        "Loans", "Loan without credit check, guaranteed, no obligation. Call now! To be removed reply REMOVE."
    ),
    "crypto": mail("Invest", "Bitcoin investors make money, guaranteed. Act now!!"),
    "German offers": mail("Nur heute", "Rabatt und gratis Versand. Jetzt bestellen. Hier abmelden.", BULK),
    "French offers": mail("Offre exclusive", "Profitez de la promotion. Se désinscrire", BULK),
    "Spanish offers": mail("Gran oferta", "Oferta y descuento. Compra ahora. Darse de baja"),
    "Italian offers": mail("Sconto", "Offerta e sconto. Annulla iscrizione"),
    "Russian offers": mail("Скидки", "Акция! Купить сейчас, скидки. Отписаться"),
    "an invoice of Chinese spam": mail("代开发票", f"优惠 发票 代开 {LINKS}", kind="text/html"),
    "a disclaimer that it is no spam": mail(
        "Opportunity", "Make money, work from home. This is not spam. To unsubscribe click here."
    ),
    "bulk mail with an opt-in disclaimer": mail(
        "Weekly deals", "Special offer. You have opted in to our partner list. Unsubscribe here.", BULK
    ),
    "a list of addresses": mail("Email lists", "Buy email lists with lead generation, guaranteed, best price."),
    "a log-in that is asked for": mail(
        "Your account is limited",
        "Dear customer, your account has been limited. Verify now: https://shop.example/login",
    ),
    "a parcel that costs a fee": mail(
        "Your parcel is waiting",
        "Your parcel could not be delivered. Pay the fee: https://shop.example/p within 24 hours.",
    ),
    "blackmail": mail(
        "I recorded you", "I have hacked your device and recorded you. Send bitcoin to my wallet within 48 hours."
    ),
    "a wish for links": mail("Guest post", "We publish a guest post with a dofollow link about casino. Your price?"),
    "a German prize": mail(
        "Sie haben gewonnen!", "Glückwunsch! Klicken Sie hier, nur noch heute: https://shop.example/g"
    ),
    "a Japanese prize": mail("当選おめでとうございます", "本日限り。リンクをクリック。無料 https://shop.example/x"),
    "Russian lists": mail("Рассылки", "Рассылка по базам, недорого. Перейдите по ссылке https://shop.example/r"),
    "a filter's mark": mail("Hello", "Click here for a free trial https://x.example/", "X-Spam-Flag: YES\r\n"),
}
NO_SPAM = {
    "a few words": mail("Spam", "Your customer sends me spam."),
    "a few words in Finnish": mail("Hei", "Saan teiltä jatkuvasti roskapostia."),
    "a few words in a language without word list": mail("Mpendwa", "Mteja wenu ananitumia ujumbe nisiotaka."),
    "hardly a word": mail("shop.example", "again"),
    "an empty mail": mail("", ""),
    "Chinese": mail("投诉", "你们的客户每天给我发垃圾邮件"),
    "Japanese": mail("迷惑メール", "迷惑メールが届きます。止めてください。"),
    "Arabic": mail("شكوى", "تصلني رسائل غير مرغوب فيها"),
    "Hungarian": mail("Panasz", "Kéretlen leveleket kapok az ügyfelüktől."),
    "an advertisement described": mail(
        "Complaint", "I get special offers and free gift mails, buy now, 50% off, every day. I never subscribed."
    ),
    "a fraud described": mail(
        "Scam",
        "Somebody writes of 12 million US dollars and a late client, next of kin, beneficiary. From your server.",
    ),
    "a copyright notice": mail(
        "Notice of infringement",
        "We represent the copyright owner. Our products are sold at https://fake.example. Remove it.",
        BULK,
    ),
    "a phishing notice": mail("Phishing site", f"<p>Please take down this phishing page.</p>{LINKS}", kind="text/html"),
    "a trademark notice by a bulk sender": mail(
        "Trademark", f"<p>Replica rolex on your customer's site, trademark. Click here.</p>{LINKS}", BULK, "text/html"
    ),
    "a help desk that mails through a bulk service": mail(
        "Abuse from 198.51.100.7", "Your host 198.51.100.7 sent mail to our traps. Unsubscribe here.", BULK
    ),
    "a log of log-in attempts": mail("Incident 4711", "login attempt from 198.51.100.7 at 12:00, see log file", BULK),
    "an answer": mail("Re: your question", "No, I have deleted it.", "In-Reply-To: <1@example.com>\r\n" + BULK),
    "a forward": mail("Fwd: Buy now", f"Special offer, buy now {LINKS}", kind="text/html"),
    "an abuse address run as a group": mail(
        "Mail of shop.example",
        "Ann got mail of shop.example again.",
        "List-Post: <mailto:abuse@isp.example>\r\n" + BULK,
    ),
    "a person with a link": mail("shop.example", 'See <a href="https://shop.example/">here</a>', kind="text/html"),
    "a person's HTML with a signature": mail(
        "Question",
        '<p>Who sends these mails?</p><a href="https://isp.example">w</a><a href="https://x.example">x</a>',
        kind="text/html",
    ),
    "quoted header fields": mail(
        "Offer", "Buy now, free gift, guaranteed\n> Received: from a by b\n> Message-ID: <1@x>"
    ),
}


@pytest.mark.parametrize("raw", SPAM.values(), ids=SPAM.keys())
def test_spam_to_the_desk_stays_a_complaint_and_is_told_apart(raw: bytes) -> None:
    reading = read_bytes(raw)

    assert (reading.status, reading.format, reading.direct, reading.needs) == (
        Status.ACCEPTED,
        Format.NONE,
        True,
        (),
    )


@pytest.mark.parametrize("raw", NO_SPAM.values(), ids=NO_SPAM.keys())
def test_what_may_be_a_complaint_is_never_taken_for_spam_to_the_desk(raw: bytes) -> None:
    assert not read_bytes(raw).direct


def test_the_trace_says_by_what_a_mail_looks_like_spam() -> None:
    trace = read_bytes(SPAM["a newsletter of strangers"]).trace

    assert "It looks like spam sent to the desk itself." in trace
    assert any("header fields of bulk mail" in sentence for sentence in trace)


def test_a_link_below_the_same_public_suffix_is_not_the_senders_own() -> None:
    question = mail("A question", "What is https://cheap.co.uk/win about? It is on my screen every day.")

    reading = read_bytes(question.replace(b"s@shop.example", b"ann@garden.co.uk"))

    assert not reading.direct
