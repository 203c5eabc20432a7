"""Small forms that carry a few words with a press of a button."""

from __future__ import annotations

from django import forms

LONGEST_TEXT = 10_000


class ReviewForm(forms.Form):
    """A finding of one of the four reviews; the registry says which findings there are."""

    review = forms.SlugField(max_length=20)
    finding = forms.SlugField(max_length=40)
    note = forms.CharField(required=False, max_length=LONGEST_TEXT)


class CiteForm(forms.Form):
    """A sentence that the desk found, to be kept as evidence."""

    incident = forms.IntegerField(min_value=1, required=False)
    sentence = forms.CharField(max_length=LONGEST_TEXT)


class NoteForm(forms.Form):
    """A note for colleagues."""

    note = forms.CharField(max_length=LONGEST_TEXT, error_messages={"required": "Write the note first."})


class AnswerForm(forms.Form):
    """What a second person says to a proposal."""

    answer = forms.CharField(required=False, max_length=LONGEST_TEXT)


class ReasonForm(forms.Form):
    """Why something is undone."""

    reason = forms.CharField(max_length=LONGEST_TEXT, error_messages={"required": "Write the reason first."})


class AssignForm(forms.Form):
    """Which account a person holds to be the sender, and why."""

    account = forms.CharField(max_length=200, error_messages={"required": "Name the account."})
    note = forms.CharField(max_length=LONGEST_TEXT, error_messages={"required": "Say what you go by."})
    version = forms.IntegerField(min_value=0)
