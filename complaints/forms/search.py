"""What people type into search boxes."""

from __future__ import annotations

from django import forms


class SearchForm(forms.Form):
    """Words, and where to go on. Nothing in it is required; what is not valid counts as not given."""

    q = forms.CharField(required=False, max_length=200)
    after = forms.CharField(required=False, max_length=60)
    show = forms.SlugField(required=False, max_length=30)
    kind = forms.SlugField(required=False, max_length=30)
    format = forms.SlugField(required=False, max_length=30)

    def wanted(self, name: str) -> str:
        """Give a field's value, "" when it is absent or not valid."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")
