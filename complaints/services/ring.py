"""The doorbell: says that there is something to do, and never matters when it is lost."""

from __future__ import annotations

import logging

import django_rq
from django.conf import settings
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

WAITING_ENOUGH = 4


def ring() -> None:
    """Ask the workers to drain, unless enough of them were asked already. Without Redis the loop looks by itself.

    Never raises for a Redis that is away: the timer of the workers rings too.
    """
    if not settings.REDIS_URL:
        return
    try:
        queue = django_rq.get_queue("default")
        if queue.count < WAITING_ENOUGH:
            queue.enqueue_call("complaints.jobs.drain", result_ttl=60, failure_ttl=3600)
    except RedisError as error:
        logger.warning("The bell could not be rung (%s); the timer will find the work.", error)
