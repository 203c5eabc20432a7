"""The evidence of one incident, as it was kept with it, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from complaints.domain.errors import ForgottenError
from complaints.domain.evidence.second_reader import SECOND_READER, disagreement
from complaints.domain.facts import WARRANTS_WARNING, Origin
from complaints.domain.statement import explain
from complaints.models import Incident
from complaints.selectors.compromise import on_lists
from complaints.selectors.dossier import signals_of
from complaints.selectors.original import Headers, headers_of, read_original

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = dict[str, Any]
MAX_EARLIER = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePage:
    """What the headers tab shows. The rows are the kept JSON of `facts.Evidence`, whose fields they have.

    Attributes:
        sentence: why we say that we sent it, or did not.
        facts, reporter: as `OriginalFacts` and `ReporterStanding`.
        off_list: the recipient stands on no list of the account that is shown to have sent it and has lists on record.
        unjudged: signatures that stand in the copy below those that were judged.
        earlier: results of the same original for the same recipient from before, newest first.
        log_nearby: rows that only left from the same address about then.
        hops: newest first, each with `from_name`, with `is_boundary` True where a stranger took it from us, and with
            `read_otherwise`, what a second program makes of the line, "" where it reads the same.
        second_reader: the name and version of that program; read_alike: in how many lines it reads the same.
        headers: as they stand in the original; None when its bytes could not be read, and then `missing` says why.
    """

    incident: Incident
    sentence: str
    reasons: tuple[Row, ...]
    competing: tuple[Row, ...]
    evidence: Row
    facts: Row
    reporter: Row
    hops: tuple[Row, ...]
    signatures: tuple[Row, ...]
    identifiers: tuple[Row, ...]
    log: tuple[Row, ...]
    log_nearby: tuple[Row, ...]
    content: tuple[Row, ...]
    signs: tuple[Row, ...]
    marks: tuple[Row, ...]
    web_sites: tuple[tuple[str, str], ...]
    unread: tuple[str, ...]
    headers: Headers | None
    missing: str
    earlier: tuple[Incident, ...]
    off_list: bool
    unjudged: int
    second_reader: str = SECOND_READER

    @property
    def read_alike(self) -> int:
        """Count the hops that a second program reads as we do."""
        return sum(not hop["read_otherwise"] for hop in self.hops)


def find_incident(incident_id: int, *, case_id: int | None = None) -> Incident | None:
    """Give an incident with its complaint, account and original; of that case only, when one is named."""
    rows = Incident.objects.select_related("complaint", "account", "original", "case", "duplicate_of")
    if case_id is not None:
        rows = rows.filter(case_id=case_id)
    return rows.filter(pk=incident_id).first()


def evidence_page(incident: Incident) -> EvidencePage:
    """Prepare an incident's evidence; fields that an older version did not keep are empty."""
    kept: Mapping[str, Any] = incident.evidence or {}
    headers, missing = _headers(incident)
    log = _rows(kept.get("log"))
    return EvidencePage(
        incident=incident,
        sentence=explain(Origin(incident.origin), signals_of(_rows(incident.reasons))),
        reasons=_rows(incident.reasons),
        competing=_rows(incident.competing),
        evidence=dict(kept),
        facts=dict(kept.get("facts") or {}),
        reporter=dict(kept.get("reporter") or {}),
        hops=_hops(kept),
        signatures=_rows(kept.get("signatures")),
        identifiers=_rows(kept.get("identifiers")),
        log=tuple(row for row in log if row.get("by") != "source_ip"),
        log_nearby=tuple(row for row in log if row.get("by") == "source_ip"),
        content=_rows(kept.get("content")),
        signs=_rows(kept.get("signs")),
        marks=_rows(kept.get("marks")),
        web_sites=tuple((kept.get("web_sites") or {}).items()),
        unread=tuple(str(sentence) for sentence in kept.get("unread") or ()),
        headers=headers,
        missing=missing,
        earlier=earlier_results(incident),
        off_list=_off_list(incident),
        unjudged=_unjudged(headers, _rows(kept.get("signatures"))),
    )


def _off_list(incident: Incident) -> bool:
    """Tell whether mail of the account went to a stranger; of mail that others sent in its name that says nothing."""
    shown = Origin(incident.origin) in WARRANTS_WARNING
    return shown and on_lists(incident.account_id, [incident.recipient]) == frozenset()


def _unjudged(headers: Headers | None, judged: tuple[Row, ...]) -> int:
    borne = [name for name, _ in headers.fields if name == "dkim-signature"] if headers else []
    return max(0, len(borne) - len(judged))


def earlier_results(incident: Incident) -> tuple[Incident, ...]:
    """Give what evidence came to before, of the same original for the same recipient; newest first, at most 20."""
    rows = Incident.objects.filter(
        complaint_id=incident.complaint_id,
        position=incident.position,
        recipient=incident.recipient,
        superseded_by__isnull=False,
    ).exclude(pk=incident.pk)
    light = rows.select_related("superseded_by", "superseded_by__by", "account").defer("evidence", "competing")
    return tuple(light.order_by("-superseded_by__at", "-pk")[:MAX_EARLIER])


def _rows(kept: object) -> tuple[Row, ...]:
    return tuple(row for row in kept if isinstance(row, dict)) if isinstance(kept, list | tuple) else ()


def _hops(kept: Mapping[str, Any]) -> tuple[Row, ...]:
    boundary = kept.get("boundary")
    return tuple(_hop(row, is_boundary=number == boundary) for number, row in enumerate(_rows(kept.get("hops"))))


def _hop(row: Row, *, is_boundary: bool) -> Row:
    read_otherwise = disagreement(
        str(row.get("raw") or ""), from_ip=row.get("from_ip"), by_host=str(row.get("by_host") or "")
    )
    return row | {
        "is_boundary": is_boundary,
        "from_name": row.get("from_host") or row.get("from_helo") or "",
        "read_otherwise": read_otherwise,
    }


def _headers(incident: Incident) -> tuple[Headers | None, str]:
    try:
        return headers_of(read_original(incident)), ""
    except ForgottenError as error:
        return None, str(error)
    except OSError as error:
        return None, f"The raw message {incident.original_id[:16]}… could not be read: {error}"
