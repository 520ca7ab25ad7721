"""The live stream: one event as JSON on each line, `alive` at regular intervals, until either side ends it."""

from __future__ import annotations

import asyncio
from typing import Any, AsyncIterator, Iterator

import django
from django.http import HttpRequest, StreamingHttpResponse

from .answers import safe
from .clock import now
from .listeners import Listener, Listeners
from .refusal import Refusal

#: Seconds between two `alive` events.
heartbeat = 15.0


def stream_response(request: HttpRequest, listeners: Listeners) -> StreamingHttpResponse:
    """Raises Refusal where the server could answer nothing else meanwhile."""
    is_async = hasattr(request, "scope")
    if is_async and django.VERSION < (4, 2):
        raise Refusal("unsupported", "Django before 4.2 cannot stream under ASGI: run the development server.")
    if not is_async and not request.META.get("wsgi.multithread", False):
        raise Refusal("unsupported", "This server answers one request at a time: run it with threads.")
    listener = listeners.add()
    lines: Any = async_lines(listener, listeners) if is_async else sync_lines(listener, listeners)
    return safe(StreamingHttpResponse(lines, content_type="application/x-ndjson"))


def sync_lines(listener: Listener, listeners: Listeners) -> Iterator[str]:
    listener.push(alive())
    try:
        while True:
            line = listener.take(heartbeat)
            if line is not None:
                yield line
            elif listener.ended:
                return
            else:
                listener.push(alive())
    finally:
        listeners.remove(listener)


async def async_lines(listener: Listener, listeners: Listeners) -> AsyncIterator[str]:
    loop, woken = asyncio.get_running_loop(), asyncio.Event()
    listener.wake = lambda: loop.call_soon_threadsafe(woken.set)
    listener.push(alive())
    try:
        while True:
            woken.clear()
            line = listener.take(0)
            if line is not None:
                yield line
            elif listener.ended:
                return
            else:
                await wait_for(woken, listener)
    finally:
        listener.wake = lambda: None
        listeners.remove(listener)


async def wait_for(woken: asyncio.Event, listener: Listener) -> None:
    try:
        await asyncio.wait_for(woken.wait(), heartbeat)
    except asyncio.TimeoutError:
        listener.push(alive())


def alive() -> dict[str, Any]:
    return {"type": "alive", "now": now()}
