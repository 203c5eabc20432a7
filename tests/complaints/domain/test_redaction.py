from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from complaints.domain.mime import walk
from complaints.domain.redaction import redact, redactor_for
from complaints.domain.redaction.sample import SampleError, sample
from complaints.domain.redaction.vocabulary import ROLES
from tests.complaints.domain import identifying
from tests.complaints.domain.formats import samples
from tests.endless import ends

if TYPE_CHECKING:
    from pathlib import Path

    from complaints.domain.redaction.text import Redactor

KEY = b"any key"
# The rest have their original in a file that is blanked, or in an encoding that nobody declares.
KEEP_THEIR_READING = 0.9
REPORT = (
    b"From: Jane Miller <jane.miller@reader.test>\r\nTo: abuse@esp.test\r\nSubject: spam from Acme\r\n"
    b"Message-ID: <q8w7e6r5@mx1.reader.test>\r\n\r\n"
    b"I never signed up, says Jane. Call +49 89 1234567 or jane.miller@reader.test.\r\n"
    b"It came from 8.8.4.4 and 8.8.4.4 and 10.1.2.3: https://track.acme.test/u/jane?id=4f3c2b1a9d8e\r\n"
)


def redacted(raw: bytes = REPORT) -> str:
    return redact(raw, redactor=redactor_for(raw, key=KEY)).decode()


def is_known(host: str, redactor: Redactor) -> bool:
    """Tell whether recognisers know a domain, so that it stays."""
    return any(host == one or host.endswith("." + one) for one in redactor.names.kept)


def is_role(local: str, redactor: Redactor) -> bool:
    return set(re.findall(r"[^\W\d_]+", local)) <= ROLES | redactor.needed


@pytest.mark.parametrize("path", samples.paths(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_redacted_sample_names_nobody(path: Path) -> None:
    raw = path.read_bytes()
    redactor = redactor_for(raw, key=KEY)
    out = redact(raw, redactor=redactor)
    text = "\n".join(identifying.texts(out)).lower()
    stated = [one.rpartition("@") for one in identifying.addresses(raw)]
    people = ["".join(one) for one in stated if not (is_known(one[2], redactor) and is_role(one[0], redactor))]
    words = (
        identifying.names(raw)
        - redactor.prescribed
        - redactor.needed
        - set(re.split(r"\W", " ".join(redactor.names.kept)))
    )

    assert [one for one in people if one in text] == []
    assert [one for one in identifying.hosts(raw) if one in text and not is_known(one, redactor)] == []
    assert [one for one in identifying.tokens(raw) if one.lower() in text] == []
    assert [one for one in words if re.search(rf"\b{re.escape(one)}\b", text)] == []


def test_redacted_samples_are_still_read_as_what_they_are() -> None:
    kept = 0
    for path in samples.paths():
        with suppress(SampleError):
            made = sample(path.read_bytes())
            assert samples.disagreements(samples.read_bytes(made.eml), json.loads(made.expected)) == []
            kept += 1

    assert kept >= KEEP_THEIR_READING * len(samples.paths())


def test_equal_values_get_equal_stand_ins() -> None:
    addresses = re.findall(r"user-\w+@\S+?\.example", redacted())

    assert addresses[0] == addresses[-1]
    assert len(set(re.findall(r"from (\S+) and (\S+) and", redacted())[0])) == 1


def test_a_public_address_stays_public_and_a_private_one_private() -> None:
    public, _, private = re.findall(r"(?:\d+\.){3}\d+", redacted())

    assert public.startswith(("192.0.2.", "198.51.100.", "203.0.113."))
    assert private.startswith("10.")


def test_sub_domains_stay_below_their_domain() -> None:
    text = redacted()
    domain = re.search(r"From: .*@([\w.-]+)>", text)
    host = re.search(r"Message-ID: <[^@]*@([\w.-]+)>", text)

    assert domain
    assert host
    assert host[1].endswith("." + domain[1])


def test_words_that_complain_stay_and_the_others_go() -> None:
    text = redacted()

    assert "never signed" in text
    assert "Jane" not in text
    assert "Acme" not in text


def test_telephone_numbers_go() -> None:
    assert "1234567" not in redacted()
    assert re.search(r"\+\d\d \d\d \d{7} ", redacted())


def test_links_lose_host_path_and_token_and_stay_links() -> None:
    text = redacted()

    assert re.search(r"https://h-\w{8}\.example-\w{8}\.example/\w/\w{4}\?id=\w{12}\r\n", text)
    assert "4f3c2b1a9d8e" not in text


def test_the_same_mail_gets_other_stand_ins_under_another_key() -> None:
    assert redact(REPORT) != redact(REPORT)


def test_words_to_keep_stay() -> None:
    assert b"Acme" in redact(REPORT, keep=frozenset({"acme"}))


def test_line_ends_and_field_order_stay() -> None:
    names = [name for name, _ in walk(redacted().encode())[0].headers.fields]

    assert names == ["from", "to", "subject", "message-id"]
    assert redacted().count("\r\n") == REPORT.count(b"\r\n")


def test_encoded_bodies_are_redacted_and_encoded_again() -> None:
    raw = REPORT.partition(b"\r\n\r\n")[0] + (
        b"\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"Gr=FC=DFe, J=FCrgen\r\n"
    )
    text = walk(redact(raw))[0].text()

    assert "Jürgen" not in text
    assert re.fullmatch(r"\w+, \w+\r\n", text)


def test_names_in_numeric_entities_go() -> None:
    raw = b"From: a@b.test\r\nContent-Type: text/html\r\n\r\n<p>&#74;&#97;&#110;&#101; wrote</p>"

    assert "Jane" not in walk(redact(raw))[0].page().text


def test_pictures_are_left_out() -> None:
    raw = b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgoAAAANSUhEUg==\r\n"

    assert b"left out" in walk(redact(raw))[0].decoded()


def test_a_mail_over_a_limit_becomes_no_sample() -> None:
    with pytest.raises(SampleError, match="breaks a limit"):
        sample(b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\nx\r\n" * 600)


def test_a_mail_that_reads_otherwise_becomes_no_sample() -> None:
    path = samples.FOLDER / "attached" / "outlook_file.eml"

    with pytest.raises(SampleError, match="the recogniser was attached and is"):
        sample(path.read_bytes())


def test_corrected_values_take_the_place_of_those_read() -> None:
    made = sample(REPORT, correct={"status": "not_a_complaint"})

    assert json.loads(made.expected)["status"] == "not_a_complaint"


@pytest.mark.parametrize("piece", [b"\n", b" ", b"a.", b"a@", b"1.", b"<a ", b"=?", b"X-a", b"&#65;", b"--x\n"])
def test_a_mail_made_to_take_long_is_redacted_in_time(piece: bytes) -> None:
    with ends():
        redact(b"From: a@b.test\r\n\r\n" + piece * (200_000 // len(piece)))
