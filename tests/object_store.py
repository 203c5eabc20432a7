"""An object store for tests: moto's server in this process, with one bucket that the raw store is set to."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import boto3
from moto.server import ThreadedMotoServer

from abusedesk.raw_store import storage
from tests.processes import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

BUCKET = "desk-raw"
URL = f"s3://{BUCKET}/complaints/raw"
KEYS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


class ObjectStore:
    """A server that can be away. `client` reaches it beside the desk."""

    def __init__(self) -> None:
        """Start it with an empty bucket."""
        self._server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        self._server.start()
        self.port = self._server.get_host_and_port()[1]
        self.endpoint_url = f"http://127.0.0.1:{self.port}"
        self.client: Any = boto3.client("s3", endpoint_url=self.endpoint_url)
        self.client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})

    def entry(self) -> dict[str, object]:
        """Give the entry of `STORAGES` that leads here."""
        return storage(URL, self.endpoint_url, ROOT)

    def names(self) -> list[str]:
        """Give the names of all objects."""
        return [found["Key"] for found in self.client.list_objects_v2(Bucket=BUCKET).get("Contents", ())]

    def go_away(self) -> None:
        """Stop answering."""
        self._server.stop()
        self._server._server.server_close()  # type: ignore[union-attr]

    def come_back(self) -> None:
        """Answer again, at the same address, with everything kept."""
        self._server = ThreadedMotoServer("127.0.0.1", self.port, verbose=False)
        self._server.start()

    def forget(self) -> None:
        """Remove the bucket with all that is in it."""
        for name in self.names():
            self.client.delete_object(Bucket=BUCKET, Key=name)
        self.client.delete_bucket(Bucket=BUCKET)


@contextlib.contextmanager
def object_store() -> Iterator[ObjectStore]:
    """Run an object store until the block ends."""
    store = ObjectStore()
    try:
        yield store
    finally:
        with contextlib.suppress(Exception):
            store.forget()
        store.go_away()
