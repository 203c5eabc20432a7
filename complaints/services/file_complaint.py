"""Put a complaint into its cases: by its incidents, or by one of its own where it has none or is a blocklist's notice.

Part of the transaction that processes or corrects the complaint.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from complaints.domain.facts import Status
from complaints.domain.grouping import digest, listing_key, plain_subject
from complaints.models import Case
from complaints.services.file_incidents import file_incidents
from complaints.services.filing import Filing
from complaints.services.open_case import CaseOpening

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.domain.facts import Listing, Reading
    from complaints.domain.ports import AccountDirectory
    from complaints.models import Complaint
    from complaints.services.file_incidents import Finding


def file_complaint(
    complaint: Complaint,
    reading: Reading,
    findings: tuple[Finding, ...],
    records: AccountDirectory,
    *,
    now: datetime,
) -> tuple[Case, ...]:
    """File one complaint, whose originals are kept and have their rows.

    Returns:
        The cases it went into, each once; none for what is no complaint.
    """
    filing = Filing(now=now)
    cases = file_into(filing, complaint, reading, findings, records)
    filing.close()
    return cases


def file_into(
    filing: Filing, complaint: Complaint, reading: Reading, findings: tuple[Finding, ...], records: AccountDirectory
) -> tuple[Case, ...]:
    """File a complaint as part of a batch, whose originals are kept and have their rows.

    Returns:
        As `file_complaint`.
    """
    cases = file_incidents(complaint, findings, filing)
    # A blocklist's notice stays a listing, whatever evidence it brings along.
    if findings and reading.listing is None:
        return cases
    own = _file_without_incident(filing, complaint, reading, records)
    return (*cases, own) if own else cases


def _file_without_incident(
    filing: Filing, complaint: Complaint, reading: Reading, records: AccountDirectory
) -> Case | None:
    """Put the complaint into a case of its own kind; what is no complaint stays in the archive without one."""
    if reading.status is Status.NOT_A_COMPLAINT:
        return None
    case = filing.case(opening(complaint, reading, records))
    complaint.case = case
    complaint.listing = asdict(reading.listing) if reading.listing else None
    complaint.save(update_fields=["case", "listing"])
    sentence = f"Complaint {complaint.pk} came in: {case.get_kind_display().lower()}."
    filing.tell(case, "complaint", sentence, {"complaint": complaint.pk})
    return case


def opening(complaint: Complaint, reading: Reading, records: AccountDirectory) -> CaseOpening:
    """Say what kind of case a complaint without an incident is."""
    if reading.listing is not None:
        return CaseOpening(
            kind=Case.Kind.LISTING,
            grouping=listing_key(reading.listing),
            title=f"{reading.listing.blocklist}: {', '.join(reading.listing.networks[:5])}",
            channel=complaint.channel,
            account_id=listed_account(reading.listing, records, complaint.received_at),
        )
    if reading.status is Status.UNREADABLE:
        return CaseOpening(
            kind=Case.Kind.UNREADABLE,
            grouping=digest("unreadable", complaint.raw_id),
            title=complaint.subject or "A message that cannot be read",
            channel=complaint.channel,
        )
    if reading.direct:
        # One sender's repeats of one mail gather; different mails stay apart, lest a complaint drown among them.
        return CaseOpening(
            kind=Case.Kind.DIRECT,
            grouping=digest("direct", sender_domain(complaint), plain_subject(complaint.subject)),
            title=complaint.subject or "(no subject)",
            channel=complaint.channel,
        )
    return CaseOpening(
        kind=Case.Kind.NEEDS_ORIGINAL,
        grouping=digest("needs_original", complaint.reporter_address or complaint.raw_id),
        title=complaint.subject or _stated_title(reading) or "(no subject)",
        channel=complaint.channel,
    )


def _stated_title(reading: Reading) -> str:
    """Name a report that came without a subject, as bare JSON does, by what it is about."""
    stated = reading.stated
    about = (stated.source_ip, *stated.domains, *stated.uris) if stated else ()
    named = next((one for one in about if one), "")
    return f"{reading.feedback_type or 'report'}: {named}" if named else ""


def sender_domain(complaint: Complaint) -> str:
    """Give the domain that a mail claims to come from, lower case; "" where it names none."""
    return (complaint.reporter_address or complaint.mail_from).rpartition("@")[2].lower()


def listed_account(listing: Listing, records: AccountDirectory, at: datetime) -> str | None:
    """Give the one account that held all the listed addresses; None when they are shared, strange or several's."""
    holders = {holder.account_id for network in listing.networks for holder in records.identities("ip", network, at)}
    return holders.pop() if len(holders) == 1 else None
