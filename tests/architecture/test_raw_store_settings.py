"""The settings of the raw store: a bucket that cannot be meant, or used, stops the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ImproperlyConfigured

from abusedesk import raw_store
from tests.architecture.test_settings import load, settings_with

if TYPE_CHECKING:
    from pathlib import Path


def raw(found: dict[str, object]) -> dict[str, object]:
    stores = found["STORAGES"]
    assert isinstance(stores, dict)
    entry = stores["raw"]
    assert isinstance(entry, dict)
    return entry


def test_a_bucket_at_amazon_needs_no_more_than_its_address(tmp_path: Path) -> None:
    entry = raw(settings_with(tmp_path, "STORAGES", RAW_STORE_URL="s3://desk-raw/a/b/"))
    assert entry == {
        "BACKEND": "complaints.storage.s3.BucketStorage",
        "OPTIONS": {"bucket_name": "desk-raw", "location": "a/b"},
    }


def test_a_bucket_elsewhere_is_asked_by_its_path(tmp_path: Path) -> None:
    places = {"RAW_STORE_URL": "s3://desk-raw", "S3_ENDPOINT_URL": "http://minio.internal:9000"}
    assert raw(settings_with(tmp_path, "STORAGES", **places))["OPTIONS"] == {
        "bucket_name": "desk-raw",
        "location": "",
        "endpoint_url": "http://minio.internal:9000",
        "addressing_style": "path",
    }


@pytest.mark.parametrize("url", ["desk-raw", "s3://", "s3://A", "https://desk-raw/x", "s3://desk-raw/../x", "s3://a b"])
def test_what_names_no_bucket_stops_the_start(tmp_path: Path, url: str) -> None:
    done = load(tmp_path, RAW_STORE_URL=url)
    assert done.returncode != 0
    assert f"RAW_STORE_URL is {url!r}" in done.stderr


def test_a_password_in_the_address_of_the_store_stops_the_start_and_is_not_repeated(tmp_path: Path) -> None:
    done = load(tmp_path, S3_ENDPOINT_URL="https://me:word@minio.internal/")
    assert "S3_ENDPOINT_URL cannot be used" in done.stderr
    assert "me:word" not in done.stderr


def test_a_bucket_without_its_packages_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_store, "find_spec", lambda _name: None)
    with pytest.raises(ImproperlyConfigured, match=r"django-storages\[s3\]"):
        raw_store.storage("s3://desk-raw", "", tmp_path)
