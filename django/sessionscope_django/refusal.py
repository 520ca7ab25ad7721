"""The error answer of a call: what the caller is told, and nothing more."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """Raised on the way of a call, from the gate to its command; the endpoint answers with its `detail`."""

    def __init__(self, code: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.code = code
        self.detail = {"code": code, "message": message, **more}
