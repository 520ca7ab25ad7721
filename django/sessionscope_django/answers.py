"""The HTTP responses of the endpoint.

There is no CORS header: whoever would need one is not meant to read the answer.
"""

from __future__ import annotations

import json
from typing import Any, Mapping

from django.http import HttpRequest, HttpResponse

from .protocol import answer_limit, error_statuses

safe_headers = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def answered(answer: Mapping[str, Any]) -> HttpResponse:
    body = json.dumps(answer, separators=(",", ":"))
    if len(body) > answer_limit:
        message = f"The answer would have {len(body)} bytes, and a panel reads {answer_limit}."
        answer = {"ok": False, "error": {"code": "too-large", "message": message}}
        body = json.dumps(answer)
    status = 200 if answer["ok"] else error_statuses[answer["error"]["code"]]
    return safe(HttpResponse(body, status=status, content_type="application/json"))


def load_answered(request: HttpRequest, lines: list[str], came: list[dict[str, Any]]) -> HttpResponse:
    """To a load of the cookie lab: each line as a `Set-Cookie` of its own, byte by byte."""
    response = safe(HttpResponse(json.dumps({"came": came}), content_type="application/json"))
    for index, line in enumerate(lines):
        dict.__setitem__(response.cookies, str(index), RawLine(LatinText(line) if hasattr(request, "scope") else line))
    return response


def safe(response: Any) -> Any:
    for name, value in safe_headers.items():
        response[name] = value
    # Django would log each refused call as an error of the app.
    response._has_been_logged = True
    return response


class RawLine:
    """A cookie of a response as Django's handlers ask for it, that is written as it is."""

    def __init__(self, line: str) -> None:
        self._line = line

    def output(self, attrs: Any = None, header: str = "") -> str:
        return self._line


class LatinText(str):
    """Django's ASGI handler encodes cookies as ASCII; a line of the lab has other bytes, too."""

    def encode(self, encoding: str = "latin-1", errors: str = "strict") -> bytes:
        return super().encode("latin-1", errors)
