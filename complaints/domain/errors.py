"""What can go wrong that a person should read. Every message says what to do next."""

from __future__ import annotations


class DeskError(Exception):
    """The root: its text is fit to be shown to staff."""


class ForbiddenMoveError(DeskError):
    """A state that may not follow another."""

    def __init__(self, now: str, then: str) -> None:
        super().__init__(f"What is {now} cannot become {then}. Reload the page to see what changed.")


class StaleChangeError(DeskError):
    """Somebody else was faster."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} was changed by somebody else meanwhile. Reload the page and look again.")


class GateClosedError(DeskError):
    """An outcome whose needs are not met."""

    def __init__(self, details: tuple[str, ...]) -> None:
        self.details = details
        super().__init__(" ".join(details))


class NotAllowedError(DeskError):
    """Something that may not be done in this way, or not by this person."""


class SamePersonError(NotAllowedError):
    """A proposal that its own proposer wants to approve."""

    def __init__(self) -> None:
        super().__init__("Another person has to approve what you proposed.")


class MissingPermissionError(NotAllowedError):
    """A person without the permission for what they do."""

    def __init__(self, doing: str) -> None:
        super().__init__(f"You need the permission to {doing}. An admin can put you into the right group.")


class TextLengthError(NotAllowedError):
    """A text that is empty or too long."""

    def __init__(self, what: str, longest: int) -> None:
        super().__init__(f"Write {what} of 1 to {longest:,} characters.")


class ChargedIncidentError(NotAllowedError):
    """A judgement that a charge in the ledger rests on."""

    def __init__(self, incident_id: int) -> None:
        super().__init__(f"Incident {incident_id} is charged: reverse the decision first.")


class UnknownChoiceError(DeskError):
    """A name that no registry or table has."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"There is no {what} called “{name[:60]}”. Reload the page and choose again.")


class UnreadableMarkError(DeskError):
    """Lines that a person marked, and in which no original can stand."""


class SendLogAwayError(DeskError):
    """A send log that lies elsewhere and could not be asked: nothing may be concluded, the work is done later."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Try again when it is back.")


class ForgottenError(DeskError):
    """What was asked for is not kept any more; the sentence says since when, and by which rule."""


class CorrectionError(DeskError):
    """A reading that may not be corrected in this way, or not yet; the sentence says what to do first."""
