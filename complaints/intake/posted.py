"""What a webhook posted: a form or JSON, with the bytes of its fields as they came.

Django decodes fields as UTF-8, which loses bytes of a mail in another charset, and refuses large ones.

Source: RFC 7578 (multipart/form-data), the URL standard's urlencoded form.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from complaints.domain.boundaries import split_at_boundary
from complaints.domain.headers import parse_parameters, read_headers

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_FIELDS = 1000
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedFile:
    """A file out of a form."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A request's body, taken apart. `fields` and `files` are empty for JSON."""

    body: bytes
    fields: dict[str, list[bytes]] = field(default_factory=dict)
    files: dict[str, PostedFile] = field(default_factory=dict)

    def first(self, name: str) -> bytes | None:
        """Give a field's first value."""
        return next(iter(self.fields.get(name, ())), None)

    def text(self, name: str) -> str:
        """Give a field's first value as text, or ""."""
        return (self.first(name) or b"").decode("utf-8", "replace")

    def data(self) -> Any:
        """Read the body as JSON; None for anything else. Never raises."""
        return read_json(self.body)


def read_json(content: bytes | str | None) -> Any:
    """Read JSON; None for anything else. Never raises."""
    try:
        return json.loads(content or b"")
    except (ValueError, RecursionError):
        return None


def take_apart(body: bytes, content_type: str) -> Posted:
    """Take a body apart by its type. Never raises."""
    kind, parameters = parse_parameters(content_type.encode("latin-1", "replace"))
    if kind == URLENCODED:
        return Posted(body=body, fields=_urlencoded(body))
    if kind == MULTIPART:
        return _multipart(body, parameters.get("boundary", ""))
    return Posted(body=body)


def show(posted: Posted, request: HttpRequest) -> None:
    """Let Django's request answer from what was taken apart, as those expect who check a signature over it."""
    request._body = posted.body  # noqa: SLF001 - as other frameworks over Django do
    form = QueryDict(mutable=True, encoding="utf-8")
    for name, values in posted.fields.items():
        form.setlist(name, [value.decode("utf-8", "replace") for value in values])
    files: MultiValueDict[str, Any] = MultiValueDict()
    for name, one in posted.files.items():
        files[name] = SimpleUploadedFile(one.name, one.content, one.content_type)
    request._post, request._files = form, files  # type: ignore[attr-defined]  # noqa: SLF001


def _urlencoded(body: bytes) -> dict[str, list[bytes]]:
    # Latin-1 has a character for every byte, and gives the byte back.
    form = QueryDict(body.decode("latin-1"), encoding="latin-1")
    return {
        name.encode("latin-1").decode("utf-8", "replace"): [value.encode("latin-1") for value in values]
        for name, values in form.lists()
    }


def _multipart(body: bytes, boundary: str) -> Posted:
    fields: dict[str, list[bytes]] = {}
    files: dict[str, PostedFile] = {}
    for start, end in split_at_boundary(body, (0, len(body)), boundary, MOST_FIELDS):
        block = read_headers(body, start, end)
        _, told = parse_parameters(block.headers.raw("content-disposition"))
        name, content = told.get("name", ""), body[block.body_start : end]
        if "filename" in told:
            kind, _ = parse_parameters(block.headers.raw("content-type"))
            files[name] = PostedFile(name=told["filename"] or "unnamed", content_type=kind, content=content)
        else:
            fields.setdefault(name, []).append(content)
    return Posted(body=body, fields=fields, files=files)
