"""The doorbell: says that there is something to do, and never matters when it is lost."""

from __future__ import annotations

import logging
import time

import django_rq
from django.conf import settings
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

WAITING_ENOUGH = 4
REST_SECONDS = 5.0


class Bell:
    """Rings at the workers' queue; rests for a while after a failure, so that a Redis that is away slows no door."""

    def __init__(self) -> None:
        self.rests_until = 0.0

    def ring(self) -> None:
        """Ask the workers to drain, unless enough of them were asked already. Never raises for a Redis that is away."""
        if time.monotonic() < self.rests_until:
            return
        try:
            queue = django_rq.get_queue("default")
            if queue.count < WAITING_ENOUGH:
                queue.enqueue_call("complaints.jobs.drain", result_ttl=60, failure_ttl=3600)
        except RedisError as error:
            self.rests_until = time.monotonic() + REST_SECONDS
            logger.warning("The bell could not be rung (%s); the timer of the workers will find the work.", error)


_bell = Bell()


def ring() -> None:
    """Say that there is something to do. Without Redis the loop of our own looks by itself."""
    if settings.REDIS_URL:
        _bell.ring()
