"""Which commands this server has, and one sentence for each that it does not have."""

from __future__ import annotations

from .engine import Engine
from .listing import listing_of


def missing_commands(engine: Engine, names: list[str]) -> dict[str, str]:
    if listing_of(engine) is not None:
        return {}
    why = (
        "The sessions are in their cookies: the server has none to list."
        if engine.in_cookie
        else f"Django's engine “{engine.name}” cannot list its sessions."
    )
    return {name: why for name in names if name.startswith("store.")}
