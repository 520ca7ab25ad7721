"""The debug endpoint: a call passes the gate, its body is read, its command runs, its result or error is the answer."""

from __future__ import annotations

import json
import logging
from typing import Any, Mapping

from django.http import HttpRequest, HttpResponse

from .answers import answered, load_answered
from .capabilities import missing_commands
from .commands import handlers
from .configuration import Configuration
from .context import Context, Parts
from .engine import Engine
from .gate import Gate
from .journal import Journal
from .lab import Lab
from .params import Check, Wrong, anything, nullable, number, params, shape, string
from .protocol import body_limit, protocol_version, stream_name
from .quiet import Quiet
from .redaction import Redaction
from .refusal import Refusal
from .revisions import Revisions
from .stream import stream_response
from .token_check import choose_token
from .undo_tickets import UndoTickets
from .version import version

logger = logging.getLogger("sessionscope")
window_id = string(pattern=r"[\w-]{1,64}", why="must be 1 to 64 letters, digits, - or _")
call_shape = shape(
    {"protocol": number(2**53), "command": string(), "cookie": nullable(string(8192)), "params": anything},
    {"window": window_id, "cookies": anything},
)


class Endpoint:
    def __init__(self, configuration: Configuration) -> None:
        engine, redaction = Engine(), Redaction(configuration.redact)
        cannot = missing_commands(engine, list(handlers))
        commands = tuple(name for name in handlers if name not in cannot)
        lab = Lab(configuration.path)
        self.path = configuration.path
        self.parts = Parts(
            engine, redaction, Revisions(), Journal(redaction), Quiet(), UndoTickets(), lab, commands, cannot
        )
        self._gate = Gate(configuration, choose_token(configuration))

    def owns(self, request: HttpRequest) -> bool:
        """Whether the endpoint answers the request: a call of a panel, or a load of the lab."""
        below = request.path_info.startswith(f"{self.path}/")
        return request.path_info == self.path or (below and self.parts.lab.owns(request))

    def answer(self, request: HttpRequest) -> HttpResponse:
        load = self.parts.lab.answer(request)
        if load is not None:
            return load_answered(request, *load)
        try:
            if request.path_info != self.path:
                raise Refusal("not-found", "Not found.")
            self._gate.admit(request)
            call = parse_call(json_body(request))
            if call["command"] == stream_name:
                return stream_response(request, self.parts.journal.listeners)
            return answered({"ok": True, "result": self._result(call)})
        except Refusal as error:
            return answered({"ok": False, "error": error.detail})
        except Exception as error:  # The app's database or cache: whatever they raise.
            return answered({"ok": False, "error": failure_of(error)})

    def _result(self, call: Mapping[str, Any]) -> Any:
        command = call["command"]
        if command in self.parts.cannot:
            raise Refusal("unsupported", self.parts.cannot[command])
        context = Context(self.parts, command, call["cookie"], call.get("window"))
        return handlers[command](context, call["params"])


def failure_of(error: Exception) -> dict[str, Any]:
    """A fault of ours raises what mistakes in programs raise; anything else is the app's database or cache."""
    ours = isinstance(error, (TypeError, AttributeError, KeyError, IndexError, NameError, AssertionError))
    if ours:
        logger.exception("The debug endpoint failed.")
        return {"code": "internal", "message": f"The debug endpoint failed: {type(error).__name__}: {error}"}
    return {"code": "store-failed", "message": f"The store could not be asked: {type(error).__name__}: {error}"}


def json_body(request: HttpRequest) -> Any:
    """The body within its limit, whatever Django's own limit for uploads is. Raises Refusal for what is no JSON."""
    too_large = Refusal("body-too-large", f"A call may have {body_limit} bytes.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > body_limit:
        raise too_large
    body = request.read(body_limit + 1)
    if len(body) > body_limit:
        raise too_large
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refusal("bad-request", "The body is not JSON in UTF-8.") from None


def parse_call(body: Any) -> dict[str, Any]:
    spoken = body.get("protocol") if isinstance(body, dict) else None
    command = body.get("command") if isinstance(body, dict) else None
    if isinstance(spoken, bool) or not isinstance(spoken, (int, float)) or not isinstance(command, str):
        raise Refusal("bad-request", "A call has the members protocol and command.")
    if spoken != protocol_version:
        # A later version may send along what this one does not know.
        if command == "hello":
            return {"command": "hello", "params": {}, "cookie": None}
        message = f"This server speaks version {protocol_version} of the protocol."
        raise Refusal("wrong-version", message, versions=[protocol_version], sdk=version)
    call = checked(call_shape, body, "bad-request")
    if command not in params:
        raise Refusal("unknown-command", f"There is no command {command!r}.")
    return {**call, "params": checked(params[command], call["params"], "invalid-params")}


def checked(check: Check, value: Any, code: str) -> Any:
    try:
        return check(value, "")
    except Wrong as error:
        raise Refusal(code, str(error)) from None
