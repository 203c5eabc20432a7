"""Where raw messages lie: in a folder, or in a bucket of S3 or of anything that speaks as S3 does."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from pathlib import Path

# A bucket's name as AWS takes it, then a prefix without characters that proxies or signatures stumble over.
BUCKET_URL = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9!_.*'()=-]+)*)/?")
PACKAGES = ("storages", "boto3")


def storage(url: str, endpoint_url: str, folder: Path) -> dict[str, object]:
    """Give the entry of `STORAGES`: the bucket that the address names, else the folder.

    Raises:
        ImproperlyConfigured: saying what to write or to install.
    """
    if not url:
        return {"BACKEND": "complaints.storage.DurableFileStorage", "OPTIONS": {"location": folder}}
    found = BUCKET_URL.fullmatch(url)
    if found is None or {".", ".."} & set(found[2].split("/")):
        message = f"RAW_STORE_URL is {url!r}; write s3://bucket or s3://bucket/prefix."
        raise ImproperlyConfigured(message)
    if not all(find_spec(package) for package in PACKAGES):
        message = (
            "RAW_STORE_URL names a bucket, and the packages for it are not installed; install the extra `s3` "
            "(uv pip install --constraints requirements.lock 'django-storages[s3]'), or unset RAW_STORE_URL."
        )
        raise ImproperlyConfigured(message)
    options = {"bucket_name": found[1], "location": found[2].strip("/")}
    if endpoint_url:
        # Only AWS itself can be relied on to answer to a host name for every bucket.
        options |= {"endpoint_url": endpoint_url, "addressing_style": "path"}
    return {"BACKEND": "complaints.storage.s3.BucketStorage", "OPTIONS": options}
