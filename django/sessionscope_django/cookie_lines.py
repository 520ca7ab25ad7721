"""The `Set-Cookie` lines of the session's cookie, made as Django's session middleware makes them."""

from __future__ import annotations

from http.cookies import Morsel
from typing import Any

from django.conf import settings
from django.http import HttpResponse


def cookie_facts() -> dict[str, Any]:
    """What `hello` says of the cookie."""
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "domain": settings.SESSION_COOKIE_DOMAIN or None,
        "path": settings.SESSION_COOKIE_PATH,
        "secure": bool(settings.SESSION_COOKIE_SECURE),
        "httpOnly": bool(settings.SESSION_COOKIE_HTTPONLY),
        "sameSite": str(settings.SESSION_COOKIE_SAMESITE).capitalize() if settings.SESSION_COOKIE_SAMESITE else None,
        "partitioned": False,
    }


def line_of(store: Any) -> str:
    """Gives the browser the cookie of a session, with the age that the session has from now."""
    return _line(store.session_key, None if store.get_expire_at_browser_close() else store.get_expiry_age())


def deleting_line() -> str:
    return _line("", 0).replace('=""', "=", 1)


def _line(value: str, age: Any) -> str:
    response = HttpResponse()
    response.set_cookie(
        settings.SESSION_COOKIE_NAME,
        value,
        max_age=None if age is None else int(age),
        domain=settings.SESSION_COOKIE_DOMAIN,
        path=settings.SESSION_COOKIE_PATH,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=bool(settings.SESSION_COOKIE_HTTPONLY),
        samesite=settings.SESSION_COOKIE_SAMESITE or None,
    )
    return response.cookies[settings.SESSION_COOKIE_NAME].OutputString()


def masked_line(morsel: Morsel[str] | None) -> tuple[str, str] | None:
    """What the session's cookie in a response tells ("set", "deleted"), and its line with "…" in place of the value."""
    if morsel is None:
        return None
    attributes = morsel.OutputString().partition("; ")[2]
    line = f"{settings.SESSION_COOKIE_NAME}=…; {attributes}" if attributes else f"{settings.SESSION_COOKIE_NAME}=…"
    return "deleted" if morsel["max-age"] == 0 else "set", line
