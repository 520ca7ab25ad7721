"""The setting SESSIONSCOPE of the project: what it may hold, and what it is unless given."""

from __future__ import annotations

import os
import re
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .protocol import default_path

token_variable = "SESSIONSCOPE_TOKEN"
#: The fewest characters of a token that an app may choose, and the fewest different ones.
shortest, fewest = 16, 8
sendable = re.compile(r"[!-~]+")
names = {"PATH", "TOKEN", "REQUIRE_TOKEN", "REDACT", "ORIGINS"}


class Configuration(NamedTuple):
    path: str
    #: `None`: the app has chosen none.
    token: str | None
    require_token: bool
    redact: tuple[Any, ...]
    origins: tuple[str, ...]


def read_configuration() -> Configuration:
    """Raises ImproperlyConfigured for a name that is none, a path that is no path, or a token that is easy to guess."""
    given = getattr(settings, "SESSIONSCOPE", {})
    unknown = set(given) - names
    if unknown:
        known = ", ".join(sorted(names))
        raise ImproperlyConfigured(f"SESSIONSCOPE has no {', '.join(sorted(unknown))}. It may have {known}.")
    path = given.get("PATH", default_path)
    if not re.fullmatch(r"(/[\w.~-]+)+", path, re.ASCII):
        raise ImproperlyConfigured(f'SESSIONSCOPE["PATH"] is "{path}": it must be like {default_path}.')
    require_token = given.get("REQUIRE_TOKEN", True)
    if not settings.DEBUG and not require_token:
        raise ImproperlyConfigured(
            'SESSIONSCOPE["REQUIRE_TOKEN"]: without the token, every proxy or tunnel lets strangers in; with DEBUG off '
            "that cannot be. Leave it out."
        )
    return Configuration(
        path, configured_token(given), require_token, tuple(given.get("REDACT", ())), tuple(given.get("ORIGINS", ()))
    )


def configured_token(given: dict[str, Any]) -> str | None:
    token = given.get("TOKEN")
    text = token if token is not None else os.environ.get(token_variable) or None
    if text is None:
        return None
    if len(text) < shortest or not sendable.fullmatch(text) or len(set(text)) < fewest:
        name = token_variable if token is None else 'SESSIONSCOPE["TOKEN"]'
        raise ImproperlyConfigured(
            f"{name}: a token needs at least {shortest} printable ASCII characters, none of them a space, and at least "
            f"{fewest} different ones. Make one with: openssl rand -base64 24"
        )
    return text
