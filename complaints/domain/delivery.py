"""What every door out of `enforcement` is given and may say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from complaints.domain.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Mapping


class DeliveryError(DeskError):
    """A consequence that cannot be delivered now.

    Attributes:
        lasting: trying again would not help.
    """

    def __init__(self, problem: str, *, lasting: bool = False) -> None:
        self.lasting = lasting
        super().__init__(problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One consequence to deliver.

    Attributes:
        key: stable name of this consequence; delivering it twice under one key must show as one.
        payload: what the plan said, as it stands at the moment of delivery.
    """

    key: str
    payload: Mapping[str, object] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Give a text of the payload.

        Raises:
            DeliveryError: lasting, when it is missing or no text.
        """
        value = self.payload.get(name)
        if not isinstance(value, str) or not value:
            problem = f"The consequence lacks “{name}”."
            raise DeliveryError(problem, lasting=True)
        return value


class Handler(Protocol):
    """A door out."""

    def __call__(self, delivery: Delivery, /) -> None:
        """Deliver one consequence; running twice does no more than once.

        Raises:
            DeliveryError: it was not delivered.
        """
        ...
