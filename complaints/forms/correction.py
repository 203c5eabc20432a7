"""What a person says of a reading: where the original stands, or what kind of mail it is."""

from __future__ import annotations

from django import forms

from complaints.domain.marking import MAX_LINES, Correction
from complaints.domain.rereading import NO_COMPLAINT

LONGEST_NOTE = 10_000


class ComplaintForm(forms.Form):
    """This is a complaint after all."""

    note = forms.CharField(required=False, max_length=LONGEST_NOTE)
    version = forms.IntegerField(min_value=0)


class NoComplaintForm(forms.Form):
    """This is no complaint, but something else."""

    kind = forms.ChoiceField(
        choices=list(NO_COMPLAINT.items()), error_messages={"required": "Say what kind of mail it is."}
    )
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)
    version = forms.IntegerField(min_value=0)


class AgainForm(forms.Form):
    """Gather the evidence again; `incident` is the one that was looked at."""

    note = forms.CharField(required=False, max_length=LONGEST_NOTE)
    incident = forms.IntegerField(required=False, min_value=1)
    version = forms.IntegerField(min_value=0)


class MarkForm(forms.Form):
    """Where the original stands. `kept_first` and `kept_last` are what was chosen on other pages of the lines."""

    part = forms.CharField(max_length=100)
    first = forms.IntegerField(required=False, min_value=1, max_value=MAX_LINES)
    last = forms.IntegerField(required=False, min_value=0, max_value=MAX_LINES)
    kept_first = forms.IntegerField(required=False, min_value=1, max_value=MAX_LINES)
    kept_last = forms.IntegerField(required=False, min_value=0, max_value=MAX_LINES)
    unquote = forms.BooleanField(required=False)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)
    page = forms.IntegerField(required=False, min_value=1, max_value=MAX_LINES)
    version = forms.IntegerField(required=False, min_value=0)

    def clean(self) -> None:
        """Ask for a start, and for an end behind it."""
        super().clean()
        if self.errors:
            return
        first, last = self.chosen_first(), self.chosen_last()
        if first is None:
            self.add_error("first", "Choose the line where the original starts.")
        elif last is not None and last < first:
            self.add_error("last", f"The original cannot end in line {last}, above its start in line {first}.")

    def chosen_first(self) -> int | None:
        """Give the line chosen on this page of the lines, else on another."""
        return self.cleaned_data.get("first") or self.cleaned_data.get("kept_first")

    def chosen_last(self) -> int | None:
        """Give the last line; None stands for the end, which 0 chooses."""
        here = self.cleaned_data.get("last")
        return (self.cleaned_data.get("kept_last") if here is None else here) or None

    def correction(self) -> Correction:
        """Give what was marked. Call when valid."""
        return Correction(
            part_path=self.cleaned_data["part"],
            first_line=self.chosen_first() or 1,
            last_line=self.chosen_last(),
            unquote=self.cleaned_data["unquote"],
        )


class BulkForm(forms.Form):
    """Cases that were ticked, each with the version that the person saw: "17-0". `q` is what was searched for."""

    note = forms.CharField(required=False, max_length=LONGEST_NOTE)
    q = forms.CharField(required=False, max_length=200)

    def chosen(self, ticked: list[str]) -> list[tuple[int, int]]:
        """Read the ticked boxes; what is none of ours is left out."""
        pairs = (value[:40].split("-") for value in ticked)
        return [(int(pair[0]), int(pair[1])) for pair in pairs if len(pair) == 2 and all(map(_is_number, pair))]  # noqa: PLR2004 - case and version


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18  # noqa: PLR2004 - what a row's number can have
