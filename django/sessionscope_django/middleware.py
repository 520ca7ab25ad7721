"""The middleware.

Gives calls of the panel to the endpoint, and watches what the app's own requests do to their sessions.
"""

from __future__ import annotations

import inspect
import logging
import secrets
from itertools import count
from typing import Any, Callable

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from .configuration import read_configuration
from .endpoint import Endpoint
from .notes import Notes
from .protocol import announce_header, protocol_version
from .request_deed import Note, Visit, deed_of, note_of
from .watched_request import is_watched, watch_of, watch_request

logger = logging.getLogger("sessionscope")


class Middleware(MiddlewareMixin):
    """The first of MIDDLEWARE. With DEBUG off it takes itself out, unless a token is configured.

    Raises ImproperlyConfigured for a wrong setting SESSIONSCOPE.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        super().__init__(get_response)
        configuration = read_configuration()
        if not settings.DEBUG and configuration.token is None:
            raise MiddlewareNotUsed("Sessionscope needs DEBUG, or a token of your own.")
        self._is_async = inspect.iscoroutinefunction(get_response) or hasattr(get_response, "_is_coroutine")
        self._endpoint = Endpoint(configuration)
        self._notes = Notes(self._tell, self._endpoint.parts.journal.listeners)
        self._process = secrets.token_hex(4)
        self._numbers = count(1)
        self._warned = False

    def __call__(self, request: HttpRequest) -> Any:
        if self._is_async:
            return self.__acall__(request)
        if self._endpoint.owns(request):
            return self._answer(request)
        if not self._may_watch(request):
            return self.get_response(request)
        visit = self._begin(request)
        quiet = self._endpoint.parts.quiet
        quiet.enter(visit.sent)
        try:
            response = self.get_response(request)
            self._end(visit, request, response)
        finally:
            quiet.leave(visit.sent)
        return response

    async def __acall__(self, request: HttpRequest) -> HttpResponse:
        if self._endpoint.owns(request):
            return await sync_to_async(self._answer_in_thread, thread_sensitive=False)(request)
        if not self._may_watch(request):
            return await self.get_response(request)
        visit = self._begin(request)
        quiet = self._endpoint.parts.quiet
        if quiet.is_held(visit.sent):
            await sync_to_async(quiet.enter, thread_sensitive=False)(visit.sent)
        else:
            quiet.enter(visit.sent)
        try:
            response = await self.get_response(request)
            self._end(visit, request, response)
        finally:
            quiet.leave(visit.sent)
        return response

    def _answer_in_thread(self, request: HttpRequest) -> HttpResponse:
        """A write waits for requests, which have Django's own thread; connections of this one are closed after it."""
        try:
            return self._answer(request)
        finally:
            connections.close_all()

    def _answer(self, request: HttpRequest) -> HttpResponse:
        with self._notes.told():
            return self._endpoint.answer(request)

    def _may_watch(self, request: HttpRequest) -> bool:
        if hasattr(request, "session") or is_watched(request):
            self._warn_once("Put sessionscope_django.Middleware first in MIDDLEWARE, and once: it sees nothing here.")
            return False
        return True

    def _begin(self, request: HttpRequest) -> Visit:
        watch_request(request)
        identity = f"{self._process}-{next(self._numbers)}"
        return Visit(identity, request.COOKIES.get(settings.SESSION_COOKIE_NAME))

    def _end(self, visit: Visit, request: HttpRequest, response: HttpResponse) -> None:
        try:
            watch = watch_of(request)
            note = None if watch is None else note_of(visit, watch, request, response)
            if note is None:
                self._endpoint.parts.journal.timeline.count_without_session()
            else:
                self._notes.add(note)
        except Exception:  # A failure to look is never the app's.
            self._cannot_record()
        prefix = request.path[: -len(request.path_info)]
        path = prefix + self._endpoint.path
        response[announce_header] = f"v={protocol_version}; path={path}; request={visit.identity}"

    def _tell(self, note: Note) -> None:
        parts = self._endpoint.parts
        try:
            parts.journal.enter(deed_of(parts, note))
        except Exception:
            self._cannot_record()

    def _cannot_record(self) -> None:
        self._warn_once("Sessionscope could not record what a request did to its session.", exc_info=True)

    def _warn_once(self, message: str, **more: Any) -> None:
        if not self._warned:
            self._warned = True
            logger.warning(message, **more)
