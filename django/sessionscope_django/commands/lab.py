"""lab.*: begins, reads and ends runs of the cookie lab. Their loads are answered by `lab.py` above."""

from __future__ import annotations

from typing import Any, Mapping

from ..context import Context


def begin(context: Context, params: Mapping[str, Any]) -> dict[str, Any]:
    return context.parts.lab.begin(params["loads"])


def read(context: Context, params: Mapping[str, Any]) -> dict[str, Any]:
    return context.parts.lab.read(params["run"])


def end(context: Context, params: Mapping[str, Any]) -> dict[str, Any]:
    context.parts.lab.end(params["run"])
    return {}


lab_commands = {"lab.begin": begin, "lab.read": read, "lab.end": end}
