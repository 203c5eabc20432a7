"""The raw store in a bucket of S3, or of anything that speaks as S3 does. Needs the extra `s3`.

Source: AWS, "Checking object integrity" (a PUT whose digest does not fit is refused, and a PUT is whole or not at all).
"""

from __future__ import annotations

import base64
import contextlib
import errno
import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.core.files.base import File

CONNECT_SECONDS = 5
READ_SECONDS = 20
ATTEMPTS = 3
SIDE_BY_SIDE = 8
MISSING = frozenset({"NoSuchKey", "404"})
REFUSED_STATUSES = frozenset({401, 403})


class BucketStorage(S3Storage):  # type: ignore[misc]  # has no types
    """Writes an object in one PUT with its digests, so that one that was torn on the way is refused by the store.

    Names are content hashes, so writing a name again writes the same bytes. What goes wrong is an `OSError`, as with
    files: `FileNotFoundError` where the object is missing, any other where the store is away or does not let us in.
    """

    def __init__(self, **options: Any) -> None:
        """Bound what a store that is slow or away may cost; options as django-storages names them."""
        style = options.pop("addressing_style", None)
        config = Config(
            s3={"addressing_style": style},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        )
        super().__init__(client_config=config, **options)

    def exists(self, name: str) -> bool:
        """Tell whether the object is there.

        Raises:
            OSError: the store cannot say.
        """
        try:
            with _as_files_fail(name):
                self._client.head_object(**self._place(name))
        except FileNotFoundError:
            return False
        return True

    def delete(self, name: str) -> None:
        """Delete the object; one that is missing is no error.

        Raises:
            OSError: the store cannot be reached, or does not let us.
        """
        with contextlib.suppress(FileNotFoundError), _as_files_fail(name):
            self._client.delete_object(**self._place(name))

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        """Read the object whole, its digest compared where the store kept one."""
        if mode != "rb":
            message = f"Objects of the raw store are only read, not opened as {mode!r}."
            raise ValueError(message)
        with _as_files_fail(name):
            answer = self._client.get_object(**self._place(name), ChecksumMode="ENABLED")
            return ContentFile(answer["Body"].read(), name)

    def _save(self, name: str, content: File[bytes]) -> str:
        content.seek(0)
        body = content.read()
        with _as_files_fail(name):
            self._client.put_object(
                **self._place(name),
                Body=body,
                ContentType=self.default_content_type,
                # The first is checked by every store, the second kept by most and compared when the object is read.
                ContentMD5=_base64(hashlib.md5(body, usedforsecurity=False)),
                ChecksumAlgorithm="SHA256",
                ChecksumSHA256=_base64(hashlib.sha256(body)),
            )
        return name

    def save_all(self, contents: Mapping[str, bytes]) -> None:
        """See `RawStore`; objects are put side by side."""
        with ThreadPoolExecutor(min(SIDE_BY_SIDE, len(contents))) as threads:
            list(threads.map(lambda name: self.save(name, ContentFile(contents[name])), contents))

    @property
    def _client(self) -> Any:
        """Give the client of this thread."""
        return self.connection.meta.client

    def _place(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket_name, "Key": self._normalize_name(name)}


def _base64(digest: hashlib._Hash) -> str:
    return base64.b64encode(digest.digest()).decode()


@contextlib.contextmanager
def _as_files_fail(name: str) -> Iterator[None]:
    """Turn what the client raises into what a file system would."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in MISSING:
            raise FileNotFoundError(errno.ENOENT, "The object store does not have it", name) from error
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") in REFUSED_STATUSES:
            advice = "let the desk's key do s3:GetObject, s3:PutObject and s3:ListBucket"
            raise PermissionError(errno.EACCES, f"The object store refuses ({error}); {advice}", name) from error
        raise OSError(errno.EIO, f"The object store failed: {error}", name) from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError(errno.EIO, f"The object store cannot be reached or used: {error}", name) from error
