"""The page on which staff add complaints: a plain form of many files; with scripts one file a request."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from complaints.domain.facts import Channel
from complaints.intake.body import announced_bytes, has_room
from complaints.intake.upload import ENDINGS, MOST_FILE_BYTES, MOST_MESSAGES, Outcome, Room, take

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

ADD = "complaints.decide_case"
MOST_REQUEST_BYTES = 2 * MOST_FILE_BYTES
SHOWN = 20

NO_FILE = "Choose at least one file."
BROKE_OFF = "The upload broke off before all of it had arrived, and nothing of it was taken. Add the files again."
TOO_MANY = "These are more than 100 files. Add them in several rounds, or as one zip."
TOO_LARGE = f"These files are larger than {MOST_REQUEST_BYTES // 1_000_000} MB together. Add them in several rounds."
NO_ROOM = "The desk has not enough room to store these files. Tell an admin, and add them again later."
CHANNELS = {"": "The mailbox that each was written to", "public": "Public", "blocklists": "Blocklists"}


@csrf_exempt  # as the form's token can be read only with its files, which have to be judged by their size before that
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(ADD, raise_exception=True)
def upload(request: HttpRequest) -> HttpResponse:
    """Show the page, or take files and show what became of them."""
    if request.method != "POST":
        return _answer(request)
    length = announced_bytes(request)
    if length is None or length > MOST_REQUEST_BYTES:
        return _answer(request, status=413, problem=TOO_LARGE)
    if not has_room(2 * length):  # The files as they arrive, and the messages in them.
        return _answer(request, status=503, problem=NO_ROOM)
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    try:
        _ = request.FILES
    except TooManyFilesSent:
        return _answer(request, status=400, problem=TOO_MANY)
    except (MultiPartParserError, RequestDataTooBig, OSError):
        logger.warning("An upload could not be read.", exc_info=True)
        return _answer(request, status=400, problem=BROKE_OFF)
    return _take(request)


@csrf_protect
def _take(request: HttpRequest) -> HttpResponse:
    files = request.FILES.getlist("files")
    # The last field of the form: a connection that broke off can leave half a file that looks whole.
    if "complete" not in request.POST:
        return _answer(request, status=400, problem=BROKE_OFF)
    if not files:
        return _answer(request, status=400, problem=NO_FILE)
    chosen = request.POST.get("channel", "")
    channel = Channel(chosen) if chosen and chosen in CHANNELS else None
    room, by = Room(), request.user.get_username()
    outcomes = [_taken(file, by, room, channel) for file in files]
    return _answer(request, outcomes=outcomes)


def _taken(file: UploadedFile[Any], by: str, room: Room, channel: Channel | None) -> Outcome:
    path = Path(file.temporary_file_path())  # type: ignore[attr-defined]  # by its handler
    try:
        return take(path, file.name or "unnamed", by=by, room=room, channel=channel)
    finally:
        file.close()


def _answer(
    request: HttpRequest, *, status: int = 200, problem: str = "", outcomes: list[Outcome] | None = None
) -> HttpResponse:
    """Give the page; to the page's own script only what is new in it."""
    by_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    context = {
        "problem": problem,
        "outcomes": outcomes or [],
        "shown": SHOWN,
        "channels": CHANNELS,
        "endings": ",".join(sorted(ENDINGS)),
        "most_messages": MOST_MESSAGES,
        "most_bytes": MOST_FILE_BYTES,
    }
    name = "complaints/parts/upload_results.html" if by_script else "complaints/upload.html"
    return render(request, name, context, status=status)
