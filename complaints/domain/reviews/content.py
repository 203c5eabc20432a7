"""What the message itself says.

Source: policy A, "we review the content of the message", and its list of prohibited content.
"""

from __future__ import annotations

from complaints.domain.facts import Finding

PROHIBITED = "Prohibited content"


def _prohibited(category: str, label: str, *, severe: bool = False) -> Finding:
    return Finding(value=f"prohibited_{category}", label=label, violation=True, severe=severe, group=PROHIBITED)


class Content:
    """See `Review`."""

    name = "content"
    label = "Content of the message"
    question = "What is this message, and is anything in it prohibited?"
    findings: tuple[Finding, ...] = (
        Finding(value="ordinary_newsletter", label="An ordinary newsletter on its list's topic"),
        Finding(value="user_triggered", label="Triggered by what the recipient did on the sender's site"),
        Finding(value="unsolicited_commercial", label="Advertising that nothing shows to be asked for", violation=True),
        Finding(value="unrelated_to_topic", label="Unrelated to what the list was made for", violation=True),
        Finding(value="spam_support", label="Advertises a site that we host, sent from elsewhere", violation=True),
        Finding(value="phishing_or_malware", label="Phishing, a virus or a Trojan", violation=True, severe=True),
        _prohibited("adult", "Pornography or escort services"),
        _prohibited("illegal_goods", "Illegal goods, drugs or contraband", severe=True),
        _prohibited("piracy", "Pirated software"),
        _prohibited("weapons", "Instructions for weapons or bombs", severe=True),
        _prohibited("list_sale", "Sale or rent of mailing lists"),
        _prohibited(
            "child_exploitation", "Exploitation of children (do not open; call the legal contact)", severe=True
        ),
        _prohibited("child_records", "Personal particulars of children", severe=True),
        _prohibited("hate", "Abusive, hateful, obscene or harassing"),
        _prohibited("fraud", "Fraudulent, deceptive or otherwise illegal", severe=True),
        _prohibited("infringement", "Infringes copyright, trade marks or trade secrets"),
        _prohibited("unlawful_offer", "Offers what is unlawful where it was posted or received"),
        _prohibited("pyramid", "Pyramid scheme"),
        _prohibited("libel", "Libel, defamation or threats"),
        _prohibited("incitement", "Encourages violence against governments, groups or persons", severe=True),
        Finding(value="not_reviewable", label="The content is missing or cannot be read"),
    )
