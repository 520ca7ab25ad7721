"""The one gate of the debug endpoint. Every call passes it before its body is read and before anything is looked up.

It rests on the token, which every call carries: outside a browser a header proves nothing, and a loopback address
proves nothing behind a proxy, in a tunnel or on a shared machine. The origin comes second: a browser names it in every
POST and no page can forge it. A caller that may not even send the token gets the same answer whatever the reason.
"""

from __future__ import annotations

import re
from typing import Mapping

from django.conf import settings
from django.http import HttpRequest

from .configuration import Configuration
from .protocol import chrome_extension_id
from .refusal import Refusal
from .token_check import TokenCheck

own_origin = f"chrome-extension://{chrome_extension_id}"
#: Firefox makes a new id for every install, so any UUID is accepted.
firefox_origin = re.compile(r"moz-extension://[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
json_type = re.compile(r"application/json(; ?charset=utf-8)?", re.IGNORECASE)
#: Earlier versions have no `Host`, or none that must be right.
versions = ("HTTP/1.1", "HTTP/2", "HTTP/2.0", "HTTP/3", "HTTP/3.0", "1.1", "2", "3")
loopback_host = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?")
loopback_socket = re.compile(r"(::1|(::ffff:)?127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3})")
#: The headers that browsers send by themselves. Those that proxies and CDNs add are too many to list.
browser_header = re.compile(
    r"accept(-encoding|-language)?|authorization|cache-control|connection|content-length|content-type|dnt|host|origin|"
    r"pragma|priority|sec-.+|te|transfer-encoding|user-agent"
)
bearer = re.compile(r"Bearer ([!-~]+)", re.IGNORECASE)


class Gate:
    def __init__(self, configuration: Configuration, token: TokenCheck) -> None:
        self._configuration = configuration
        self._token = token

    def admit(self, request: HttpRequest) -> None:
        """Raises Refusal unless the call may be served."""
        headers = headers_of(request)
        origin = headers.get("origin")
        well_formed = (
            request.method == "POST"
            and host_of(request, headers) is not None
            and not request.META.get("QUERY_STRING")
            and json_type.fullmatch(headers.get("content-type", "")) is not None
            and "content-encoding" not in headers
        )
        if not well_formed or not (origin is None or self._serves(origin)):
            raise Refusal("not-found", "Not found.")
        if not self._trusts(request, headers):
            given = bearer.fullmatch(headers.get("authorization", ""))
            self._token.demand(given[1] if given else None)

    def _serves(self, origin: str) -> bool:
        known = (own_origin, *self._configuration.origins)
        return origin in known or firefox_origin.fullmatch(origin) is not None

    def _trusts(self, request: HttpRequest, headers: Mapping[str, str]) -> bool:
        """Whether the call may do without the token."""
        return (
            not self._configuration.require_token
            and settings.DEBUG
            and "origin" in headers
            and loopback_host.fullmatch(headers.get("host", "")) is not None
            and loopback_socket.fullmatch(request.META.get("REMOTE_ADDR", "")) is not None
            and all(browser_header.fullmatch(name) for name in headers)
        )


def headers_of(request: HttpRequest) -> dict[str, str]:
    """By name in lower case.

    A server joins those that came several times with commas, and no value here may hold one.
    """
    named = {name: value for name, value in request.META.items() if name.startswith("HTTP_")}
    # CGI has these two without the prefix, and empty where they were not sent.
    named.update({name: request.META[name] for name in ("CONTENT_TYPE", "CONTENT_LENGTH") if request.META.get(name)})
    return {re.sub("^HTTP_", "", name).replace("_", "-").lower(): value for name, value in named.items()}


def host_of(request: HttpRequest, headers: Mapping[str, str]) -> str | None:
    """The one host that a call names; `None`: none, or several, or it speaks a version in which that says nothing."""
    version = getattr(request, "scope", request.META).get("http_version", request.META.get("SERVER_PROTOCOL", ""))
    host = headers.get("host")
    return host if version in versions and host and "," not in host else None
