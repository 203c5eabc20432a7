"""The words of complaint: found in many languages, and not in what people answer in the ordinary way."""

# ruff: noqa: RUF001 - the letters of other languages are meant
from __future__ import annotations

import pytest

from complaints.domain.formats._readings import complains
from tests.endless import ends

COMPLAINTS = {
    "Arabic": "وصلني بريد مزعج من شركتكم",
    "Bulgarian": "Подавам жалба за тези писма",
    "Chinese": "我要投诉这些垃圾邮件",
    "Croatian": "Ovo je neželjena pošta",
    "Czech": "Dostávám nevyžádanou poštu",
    "Danish": "Jeg modtager uønsket reklame",
    "Dutch": "Ik heb een klacht over deze mail",
    "English": "I never signed up for this",
    "Estonian": "See on rämpspost",
    "Finnish": "Haluan tehdä valituksen",
    "French": "Je porte plainte contre cet envoi non sollicité",
    "German": "Hiermit beschwere ich mich über unerwünschte Mails",
    "Greek": "Λαμβάνω ανεπιθύμητη αλληλογραφία",
    "Hebrew": "אני מקבל דואר זבל",
    "Hindi": "यह स्पैम है",
    "Hungarian": "Kéretlen leveleket kapok",
    "Icelandic": "Þetta er ruslpóstur",
    "Indonesian": "Saya menerima surel sampah",
    "Italian": "Ricevo posta indesiderata",
    "Japanese": "迷惑メールを受け取りました",
    "Korean": "스팸 메일을 신고합니다",
    "Latvian": "Saņemu surogātpastu",
    "Lithuanian": "Gaunu šlamštą",
    "Norwegian": "Dette er søppelpost",
    "Persian": "هرزنامه دریافت می‌کنم",
    "Polish": "Otrzymuję niechciane wiadomości",
    "Portuguese": "Recebo mensagens indesejadas",
    "Romanian": "Primesc mesaje nesolicitate",
    "Russian": "Жалуюсь на мошенников",
    "Slovak": "Posielam sťažnosť",
    "Slovene": "Prejemam neželeno pošto",
    "Spanish": "Recibo correo no deseado",
    "Swedish": "Jag får skräppost",
    "Thai": "ได้รับสแปม",
    "Turkish": "Şikayetim var, istenmeyen posta alıyorum",
    "Ukrainian": "Маю скаргу на небажані листи",
    "Vietnamese": "Tôi nhận được thư rác",
}
ORDINARY = (
    "Thanks, that works for me. See you on Tuesday.",
    "Vielen Dank, das passt. Viele Grüße",
    "Merci beaucoup, à demain.",
    "Gracias, nos vemos el martes.",
    "Grazie mille, a presto.",
    "Obrigado, até amanhã.",
    "Bedankt, tot morgen.",
    "Tack, vi ses på måndag.",
    "Dziękuję, do zobaczenia.",
    "Děkuji, na shledanou.",
    "Спасибо, до встречи.",
    "ありがとうございます。よろしくお願いします。",
    "谢谢，明天见。",
    "감사합니다. 내일 뵙겠습니다.",
    "Teşekkürler, yarın görüşürüz.",
    "Kiitos, nähdään huomenna.",
    "Köszönöm, találkozunk holnap.",
    "I will send the report next week, please order the usual amount.",
)


@pytest.mark.parametrize("text", COMPLAINTS.values(), ids=COMPLAINTS.keys())
def test_a_complaint_is_heard_in_its_language(text: str) -> None:
    assert complains(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_answer_is_no_complaint(text: str) -> None:
    assert not complains(text)


def test_words_that_almost_complain_cost_no_more_than_their_length() -> None:
    with ends():
        complains("stop " * 100_000 + "never " * 100_000)
