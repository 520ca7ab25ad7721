"""hello: says what this server is, and which commands and settings it has."""

from __future__ import annotations

from typing import Any, Mapping

import django
from django.conf import settings

from ..clock import now
from ..context import Context
from ..cookie_lines import cookie_facts
from ..expiry import kinds
from ..protocol import protocol_version
from ..version import version


def hello(context: Context, params: Mapping[str, Any]) -> dict[str, Any]:
    engine = context.engine
    return {
        "versions": [protocol_version],
        "sdk": version,
        "now": now(),
        "commands": list(context.parts.commands),
        "store": {
            "name": f"Django ({engine.name})",
            "kind": "client" if engine.in_cookie else "server",
            # Of a cookie the limit counts after compression: it cannot be told in bytes of a session.
            "limit": None,
        },
        "cookie": cookie_facts(),
        "cookieAge": settings.SESSION_COOKIE_AGE,
        "expireAtBrowserClose": settings.SESSION_EXPIRE_AT_BROWSER_CLOSE,
        "saveEveryRequest": settings.SESSION_SAVE_EVERY_REQUEST,
        "editsBesideHidden": True,
        "engine": {
            "name": f"Django {django.get_version()} ({engine.name})",
            "revisions": "observed",
            "edits": "none" if engine.in_cookie else "quiet",
            "expiry": list(kinds),
            "cannot": dict(context.parts.cannot),
        },
    }
