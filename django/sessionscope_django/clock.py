"""Moments as the protocol has them: milliseconds since the epoch."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone

from django.conf import settings

epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)


def now() -> int:
    return int(time.time() * 1000)


def moment_of(date: datetime) -> int:
    """A date without a zone is in the zone of the settings, which Django makes the process's own."""
    aware = date if date.tzinfo is not None else date.astimezone()
    return (aware - epoch) // timedelta(milliseconds=1)


def date_of(moment: int) -> datetime:
    """The date as Django's settings have dates: with a zone, or in the local time without one."""
    date = epoch + timedelta(milliseconds=moment)
    return date if settings.USE_TZ else date.astimezone().replace(tzinfo=None)
