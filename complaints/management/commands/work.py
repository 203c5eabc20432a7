"""Run the jobs: the loop of our own, or an RQ worker with its timer."""

from __future__ import annotations

import logging
import resource
import signal
import threading
from typing import TYPE_CHECKING

import django_rq
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from complaints.jobs import drain
from complaints.services.ring import ring

if TYPE_CHECKING:
    from argparse import ArgumentParser

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Work off the queue of record and the outbox until interrupted."""

    # The checks load every page of the desk, which this does not serve: they would double the time that a start takes.
    requires_system_checks = ()

    help = "Process complaints and deliver consequences until interrupted; with REDIS_URL as an RQ worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--pause", type=float, default=0.5, help="seconds between two looks when nothing is due")
        parser.add_argument("--once", action="store_true", help="stop when nothing is due any more")

    def handle(self, *args: object, pause: float, once: bool, **options: object) -> None:
        """Choose the loop or the worker."""
        if once:
            while drain():
                pass
            return
        _bound_memory(settings.WORKER_MEMORY_BYTES)
        if settings.REDIS_URL:
            work_for_redis(pause)
        else:
            loop(pause)


def _bound_memory(limit_bytes: int) -> None:
    """Let what takes too much memory fail here, instead of having the system choose whom to end."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most == resource.RLIM_INFINITY or limit_bytes < most:
        resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, most))


def loop(pause: float) -> None:
    """Drain, rest, look again. A database that is away for a while is waited for."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        close_old_connections()
        try:
            done = drain(seconds=5)
        except Error:
            logger.exception("The database does not answer; looking again in a moment.")
            done = 0
        if not done:
            stop.wait(pause)


def work_for_redis(pause: float) -> None:
    """Run an RQ worker, and ring the bell every few seconds, so that a lost bell costs seconds and nothing else."""
    over = threading.Event()

    def timer() -> None:
        while not over.wait(max(pause, 2)):
            ring()

    threading.Thread(target=timer, name="bell", daemon=True).start()
    try:
        django_rq.get_worker("default").work(with_scheduler=False)
    finally:
        over.set()
