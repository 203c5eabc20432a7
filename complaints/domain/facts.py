"""The frozen values that stages hand to each other, in the order in which a complaint meets them.

Glossary, one word per thing:

complaint   what a reporter sent us: the whole mail, kept byte for byte (`Received`).
reading     what a recogniser made of a complaint (`Reading`).
original    the message complained about, cut out of the complaint (`Original`).
evidence    all that can be read off an original and our own records (`Evidence`).
claim       one strategy's statement that some account sent it, or did not (`Claim`).
origin      how well it is shown that we sent this original to this recipient (`Origin`).
incident    one original in one recipient's mailbox.
case        what a person decides: incidents of one account and campaign.
finding     what a review recorded; outcome the kind of answer; decision an outcome given once; action its consequence.

Times are aware UTC. Text taken from mail is decoded, bounded and still hostile: escape it on the way out.

Source: RFC 5965 (ARF), RFC 6650, RFC 9477, and the contracts page of the documentation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.domain.records import DkimKeyRecord


class Channel(StrEnum):
    """The mailbox that a complaint was written to."""

    PUBLIC = "public"
    BLOCKLISTS = "blocklists"


class Format(StrEnum):
    """How the original was conveyed: the words of the `ingest` answer."""

    ARF = "arf"
    XARF = "xarf"
    JMRP = "jmrp"
    SPAMCOP = "spamcop"
    ATTACHED = "attached"
    INLINE = "inline"
    REDIRECTED = "redirected"
    LISTING = "listing"
    NONE = "none"


class Status(StrEnum):
    """What became of one received mail: the words of the `ingest` answer."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    NOT_A_COMPLAINT = "not_a_complaint"
    UNREADABLE = "unreadable"


class Completeness(StrEnum):
    """Which headers of the original we have."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class ReporterKind(StrEnum):
    """Who complains."""

    PERSON = "person"
    FEEDBACK_LOOP = "feedback_loop"
    NETWORK = "network"
    BLOCKLIST = "blocklist"


class Origin(StrEnum):
    """How well it is shown that this platform sent this original to this recipient, strongest first."""

    PROVEN = "proven"
    STRONG = "strong"
    PROBABLE = "probable"
    PLAUSIBLE = "plausible"
    CLAIMED = "claimed"
    CONTRADICTED = "contradicted"
    REPLAYED = "replayed"
    FOREIGN = "foreign"


CHARGEABLE = frozenset({Origin.PROVEN, Origin.STRONG})
WARRANTS_WARNING = frozenset({Origin.PROVEN, Origin.STRONG, Origin.PROBABLE})


# --- arrival ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One mail as it reached us.

    Attributes:
        raw: the bytes as received, never changed.
        mail_from: envelope sender, "" for the null path or when unknown (archives).
        rcpt_to: envelope recipients, empty when unknown.
        peer: address of the connecting host, or the name of who brought it by another door; "" when unknown.
        received_at: aware UTC.
        rebuilt: a sentence on why these are not the bytes that were sent, "" when they are.
    """

    raw: bytes
    received_at: datetime
    mail_from: str = ""
    rcpt_to: tuple[str, ...] = ()
    peer: str = ""
    rebuilt: str = ""


# --- reading ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What the report states beside the original: testimony, not proof.

    Attributes:
        recipients: Original-Rcpt-To and its kin, lower case, without brackets; empty when redacted or absent.
        source_ip: canonical text, IPv4-mapped addresses unmapped; None when absent or unreadable.
        mail_from: Original-Mail-From without brackets, or "".
        arrived_at: Arrival-Date, Received-Date or the like.
        message_id: one stated outside the original, with brackets, or "".
        domains, uris: Reported-Domain and Reported-URI, at most 50 each.
        authentication_results: the report's own fields, unbelieved.
        user_agent: for display only (RFC 5965 section 3.1: must not be interpreted).
    """

    recipients: tuple[str, ...] = ()
    source_ip: str | None = None
    mail_from: str = ""
    arrived_at: datetime | None = None
    message_id: str = ""
    domains: tuple[str, ...] = ()
    uris: tuple[str, ...] = ()
    authentication_results: tuple[str, ...] = ()
    user_agent: str = ""
    incidents: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The message complained about, as cut out of the complaint.

    Attributes:
        content: the bytes as they stood, after undoing only what the container did (transfer encoding, quoting).
        headers: full when trace headers are there, partial for a mail client's block, none without headers.
        exact: True when `content` is an unchanged slice (or the decoding of one), so that DKIM can be expected to
            verify; False when lines were unquoted, unwrapped or rebuilt.
        cut_from: where it was found, for people: "part 1.3, bytes 1200 to 3391".
        reported: what the report states about this original.
    """

    content: bytes
    headers: Completeness
    exact: bool
    cut_from: str
    reported: Reported = field(default_factory=Reported)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A blocklist says that an address of ours is listed."""

    blocklist: str
    networks: tuple[str, ...]
    reference: str = ""
    removal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a recogniser made of a complaint.

    Attributes:
        recogniser: name of the plug-in, which is its file name.
        status: accepted, not_a_complaint or unreadable (duplicate is for the store to say).
        originals: in the order in which they stand; empty when none was found.
        comment: the reporter's own words, at most 20,000 characters.
        needs: what to ask the reporter for: "full_headers", "original".
        stated: what a report states that brings no original, or is about no mail; None where each original has its own.
        kind: for not_a_complaint which: bounce, auto_reply, newsletter, dmarc_aggregate, dmarc_failure, tls_report,
            opt_out, reply, not_spam, delisting, provider_event; else "".
        reporter_kind: what the format itself shows; None leaves it to the sender's address and the vetted reporters.
        direct: nothing speaks of another message, and the mail itself looks like spam: probably sent to the desk as to
            any other address. It stays a complaint, in a queue of its own.
        trace: sentences on what was tried and taken, for `explain` and the desk.
    """

    recogniser: str
    status: Status
    format: Format
    feedback_type: str | None = None
    originals: tuple[Original, ...] = ()
    stated: Reported | None = None
    listing: Listing | None = None
    comment: str = ""
    needs: tuple[str, ...] = ()
    kind: str = ""
    reporter_kind: ReporterKind | None = None
    direct: bool = False
    trace: tuple[str, ...] = ()


# --- evidence --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalFacts:
    """The headers of an original, decoded for comparison and display; "" or None where absent.

    Attributes:
        message_id: with angle brackets, white space removed; the last one where there are two. In evidence the one that
            a signature of ours covers, where one holds.
        sent_at: the Date header in UTC; None when absent or without a readable time.
        sent_at_recorded: the Date header as it stands.
        delivered_to: Delivered-To, X-Original-To, X-HmXmrOriginalRecipient and their kin, without brackets.
        text: visible text of the body, at most 200,000 characters.
        links: distinct http(s) links of the body, at most 200.
    """

    message_id: str = ""
    subject: str = ""
    from_address: str = ""
    from_display: str = ""
    to: tuple[str, ...] = ()
    sent_at: datetime | None = None
    sent_at_recorded: str = ""
    return_path: str = ""
    delivered_to: tuple[str, ...] = ()
    list_unsubscribe: str = ""
    text: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One Received line.

    Attributes:
        raw: the field's value, unfolded, at most 2,000 characters.
        from_ip: address of the host that handed the mail over, as the receiving host saw it; None when unreadable.
        from_host, from_helo, by_host, protocol, queue_id, for_address: "" where absent.
        at: time in UTC, None when unreadable.
        trust: "reporter" (above the boundary), "boundary" (one of our addresses handed it to a stranger),
            "ours" (stamped by a machine of ours), "unverified" (anyone can have written it).
        ours: account_id values or "" (shared) do not matter here: True when `from_ip` was ours at that time.
        remarks: what is odd about it, as sentences; hints, never a verdict.
    """

    raw: str
    from_ip: str | None = None
    from_host: str = ""
    from_helo: str = ""
    by_host: str = ""
    protocol: str = ""
    queue_id: str = ""
    for_address: str = ""
    at: datetime | None = None
    trust: str = "unverified"
    ours: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureCheck:
    """What one DKIM-Signature of the original is worth.

    Attributes:
        known: True when the key is in our archive.
        headers_ok, body_ok: the header hash (with the signature itself) and the body hash, judged apart;
            None when not judged.
        valid_then: the key was valid, not exposed, and the signature not expired at `judged_at`.
        whole: both hashes hold, no l=, not rsa-sha1, `valid_then`: proof.
        account_id: whose d= it is, or the domain above it, by our identities at that time; None for a shared domain or
            a stranger's.
        signed_headers: names of the fields that the signature covers, lower case.
        signed_message_id: the Message-ID that it covers, as in `OriginalFacts`; "" when it covers none.
        exposed: the private key was public when the complaint came, so that anyone may have signed since.
        key: the key that it was judged by; None when none was known.
        detail: one sentence for people.
    """

    domain: str
    selector: str
    algorithm: str = ""
    known: bool = False
    headers_ok: bool | None = None
    body_ok: bool | None = None
    body_limited: bool = False
    valid_then: bool = False
    whole: bool = False
    account_id: str | None = None
    judged_at: datetime | None = None
    signed_headers: tuple[str, ...] = ()
    signed_message_id: str = ""
    exposed: bool = False
    key: DkimKeyRecord | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierHit:
    """One of the platform's identifiers found in the original.

    Attributes:
        where: return_path, header:<Name>, body or links, as in platform.toml.
        value: the text that matched, at most 500 characters.
        signed: the pattern asks for a signature.
        verified: the signature holds; False for an unsigned identifier, which anyone can forge.
        forged: the signature was checked and fails; False when it could not be checked for want of the secret.
    """

    where: str
    value: str
    signed: bool = False
    verified: bool = False
    forged: bool = False
    account_id: str | None = None
    list_id: str | None = None
    campaign_id: str | None = None
    message_id: str | None = None
    recipient: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EspMark:
    """What a well-known sending service or software left in the original. Anyone can copy it.

    Attributes:
        esp: the service or software, "" where the mark does not tell (Feedback-ID).
        tokens: account, campaign, message or whatever else the mark bears, in its order.
        recipient: the address written into the mark, lower case; None when there is none.
    """

    esp: str
    header: str
    value: str
    tokens: tuple[str, ...] = ()
    recipient: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogMatch:
    """A row of the send log that may be this original.

    Attributes:
        by: how it was found: message_id, identifier, recipient or source_ip.
        same_recipient: the row's recipient is the incident's; None when the incident's is not known.
        hours_apart: between the row's time and the original's; None when either is unknown.
    """

    by: str
    message_id: str
    recipient: str
    account_id: str
    sent_at: datetime
    list_id: str | None = None
    campaign_id: str | None = None
    source_ip: str | None = None
    subject: str = ""
    same_recipient: bool | None = None
    hours_apart: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentMatch:
    """The original's content beside that of the campaign it seems to be.

    Attributes:
        similarity: 0 to 1 by normalised shingles, merge fields open; None when no content is recorded.
        subject_agrees: tags such as [SPAM] ignored; None when there is nothing to compare.
    """

    campaign_id: str
    similarity: float | None = None
    subject_agrees: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompromiseSign:
    """A header that speaks of an abused script or log-in rather than of the customer's own sending."""

    header: str
    value: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterStanding:
    """Who reports, and whether the report itself is authenticated.

    Attributes:
        vetted: the sender's domain stands in the platform's list of reporters.
        authenticated: the report's own DKIM or our MX's Authentication-Results show it to be that domain's.
    """

    address: str = ""
    kind: ReporterKind = ReporterKind.PERSON
    vetted: bool = False
    authenticated: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that can be read off one original for one recipient. Nothing here is a verdict.

    Attributes:
        recipient: the mailbox this copy was delivered to, lower case; None when redacted or unknown.
        recipient_from: where that was read, for people.
        recipient_domain: of a redacted recipient, where the report left it; else "".
        hops: newest first. boundary: index of the hop at which a stranger took it from one of our addresses.
        source_ip: the address that handed it to the recipient's side; source_ip_from says where that was read.
        marks: of well-known sending services; hints, never proof.
        web_sites: account_id by linked site we host, for mail that merely advertises it.
        from_owner: account_id whose from_domain the From address lies in, else None.
        log_complete: the send log is complete for the time of this original.
        log_answered: False when the send log could not answer a question whole: what it lacks shows nothing.
        at: the moment used to judge records: receipt at the boundary, else Date, else the report's arrival.
        unread: what could not be read, as sentences.
    """

    facts: OriginalFacts
    headers: Completeness
    recipient: str | None = None
    recipient_from: str = ""
    recipient_domain: str = ""
    hops: tuple[Hop, ...] = ()
    boundary: int | None = None
    source_ip: str | None = None
    source_ip_from: str = ""
    signatures: tuple[SignatureCheck, ...] = ()
    identifiers: tuple[IdentifierHit, ...] = ()
    log: tuple[LogMatch, ...] = ()
    content: tuple[ContentMatch, ...] = ()
    signs: tuple[CompromiseSign, ...] = ()
    marks: tuple[EspMark, ...] = ()
    web_sites: dict[str, str] = field(default_factory=dict)
    from_owner: str | None = None
    reporter: ReporterStanding = field(default_factory=ReporterStanding)
    log_complete: bool = False
    log_answered: bool = True
    at: datetime | None = None
    unread: tuple[str, ...] = ()


# --- attribution -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One sentence for or against, with its number.

    Attributes:
        signal: stable name, snake_case.
        weight: -1 to 1; negative speaks against the account having sent it.
        header: the header or record that it was read from, "" when none.
    """

    signal: str
    detail: str
    weight: float
    header: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One strategy's statement about one account.

    Attributes:
        strategy: name of the plug-in, which is its file name.
        account_id: None where the claim is about the platform as a whole.
        origin: the most that this claim alone can show.
    """

    strategy: str
    account_id: str | None
    origin: Origin
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An account that some claim names, ranked."""

    account_id: str
    confidence: float
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The answer: who, how well shown, and why.

    Attributes:
        account_id: None for foreign mail.
        confidence: 0 to 1, that the account sent this message to this recipient.
        campaign_id: of the send log or a verified identifier, else None.
        reasons: strongest first, those against included.
        competing: other accounts named, best first.
    """

    account_id: str | None
    origin: Origin
    confidence: float
    reasons: tuple[Reason, ...] = ()
    campaign_id: str | None = None
    list_id: str | None = None
    competing: tuple[Candidate, ...] = ()


# --- decision --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One answer that a review can have.

    Attributes:
        value: stable name, snake_case. label: for people.
        violation: it shows a breach of the policy, which an adverse decision needs.
        severe: it is a breach that weighs like our own proof (bought list, malware, forged consent).
        group: heading under which choices stand together, "" for none.
    """

    value: str
    label: str
    violation: bool = False
    severe: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewNote:
    """A review that a person recorded.

    Attributes:
        review: content, list_pattern, complaint or subscription.
        finding: one of the review's findings.
    """

    review: str
    finding: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine:
    """An incident as a decision sees it.

    Attributes:
        charged_at: when an earlier decision charged it; None when never, or when the charge was credited.
        contradictions: the sentences of its evidence that speak against the account having sent it.
        signals: name and weight of each reason, those that decided first.
        substantiated: a person's judgement; None until there is one.
    """

    incident_id: int
    origin: Origin
    recipient: str | None
    subject: str
    sent_at: datetime | None
    confidence: float
    recipient_matches: bool = False
    charged_at: datetime | None = None
    contradictions: tuple[str, ...] = ()
    signals: tuple[tuple[str, float], ...] = ()
    substantiated: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedRule:
    """A clause that can be cited, in the version that was in force when the mail was sent.

    Attributes:
        reference: "policy/version/clause", as in `Order.rule`.
        in_force_from: ISO date of the version.
        fits: names of outcomes and findings that it is usually cited for.
    """

    reference: str
    policy_title: str
    version: str
    in_force_from: str
    clause: str
    title: str
    text: str
    url: str = ""
    fits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What an outcome may look at when it says what it needs and what it would do.

    Attributes:
        staff: user name of the person who decides. approver: of the second person, "" until there is one.
        reviews: the latest of each kind.
        reporters: addresses of complaining persons, lower case, each once; machines are left out.
        earlier_decisions: outcome names of decisions in force on this account, newest first, of the last 12 months.
        rules: every clause that may be cited.
        compromise: why it looks broken into, as sentences; empty where that is not enough to suggest a remedy.
        restores_to: the standing that the account would have without this case's decision.
        charge_cents, currency: what one charged incident costs.
        at: the moment of deciding; None in a dossier that is only looked at.
    """

    case_id: int
    kind: str
    account_id: str | None
    account_name: str
    account_status: str
    contact_email: str
    incidents: tuple[IncidentLine, ...]
    reviews: tuple[ReviewNote, ...]
    reporters: tuple[str, ...] = ()
    earlier_decisions: tuple[str, ...] = ()
    staff: str = ""
    approver: str = ""
    rules: tuple[CitedRule, ...] = ()
    compromise: tuple[str, ...] = ()
    restores_to: str = "active"
    charge_cents: int = 100_00
    currency: str = "USD"
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a person asks for when deciding.

    Attributes:
        rule: "policy/version/clause" of the rule cited.
        charged: incident ids to charge, for a fine.
        tell_reporters: write to the complainants what came of it.
        pause_sending: suspend the account at once, which can be taken back.
    """

    outcome: str
    rule: str
    public_reason: str
    private_note: str = ""
    charged: tuple[int, ...] = ()
    tell_reporters: bool = False
    pause_sending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Something an outcome needs. `met` False stops it; `detail` says what to do next."""

    name: str
    met: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAction:
    """One consequence, as data, before it is anything else.

    Attributes:
        kind: mail, suspend, reinstate, terminate, charge, credit, webhook, invoice.
        summary: one sentence for the preview: what will happen.
        payload: what the handler needs; JSON values only.
        at_once: it does not wait for the time in which a decision can be undone without a trace.
        undoes: of a reversal: the kind that it undoes; it is left out when nothing of that kind left the house.
    """

    kind: str
    summary: str
    payload: dict[str, object] = field(default_factory=dict)
    at_once: bool = False
    undoes: str = ""
