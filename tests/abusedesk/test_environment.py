from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from abusedesk import environment


@pytest.mark.parametrize("word", ["1", "true", "YES", " on "])
def test_a_flag_understands_every_yes(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("DESK_PROBE", word)
    assert environment.flag("DESK_PROBE", default=False)
