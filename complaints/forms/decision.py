"""The decision panel: an outcome, the rule it rests on, and the words that go with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from complaints.domain import outcomes
from complaints.domain.facts import Order

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_TEXT = 10_000


class DecisionForm(forms.Form):
    """What a person asks for. Whether it may be given is for the outcome's gates to say, not for this form."""

    outcome = forms.ChoiceField(
        choices=[(outcome.name, outcome.label) for outcome in outcomes.OUTCOMES],
        error_messages={"required": "Choose an outcome."},
    )
    rule = forms.CharField(required=False, max_length=100)
    public_reason = forms.CharField(required=False, max_length=LONGEST_TEXT)
    private_note = forms.CharField(required=False, max_length=LONGEST_TEXT)
    charged = forms.TypedMultipleChoiceField(required=False, coerce=int)
    tell_reporters = forms.BooleanField(required=False)
    pause_sending = forms.BooleanField(required=False)
    version = forms.IntegerField(min_value=0)

    def __init__(self, *args: Any, incidents: Iterable[int] = (), **kwargs: Any) -> None:
        """Offer the incidents of the case for charging."""
        super().__init__(*args, **kwargs)
        charged = cast("forms.TypedMultipleChoiceField", self.fields["charged"])
        charged.choices = [(number, str(number)) for number in incidents]

    def order(self) -> Order:
        """Give what was asked for; what does not belong to the chosen outcome is left out. Call when valid."""
        chosen = outcomes.get(self.cleaned_data["outcome"])
        return Order(
            outcome=chosen.name,
            rule=self.cleaned_data["rule"],
            public_reason=self.cleaned_data["public_reason"],
            private_note=self.cleaned_data["private_note"],
            charged=tuple(dict.fromkeys(self.cleaned_data["charged"])) if chosen.name == "fine" else (),
            tell_reporters=self.cleaned_data["tell_reporters"],
            pause_sending=self.cleaned_data["pause_sending"] and chosen.can_pause,
        )
