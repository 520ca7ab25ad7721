"""The cookie lab on the server: runs that a panel begins, and their loads, which the page makes.

A load is a GET without a token, at an address that nobody can guess: it sets the run's cookies and tells which of them
came, once.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Mapping

from django.conf import settings
from django.http import HttpRequest

from .clock import now
from .gate import headers_of, host_of
from .protocol import lab_came, lab_length, lab_life, lab_mark, lab_runs
from .refusal import Refusal
from .texts import unit_size

#: What a header can carry: bytes without control characters, and no blanks at the ends.
sendable = re.compile(r"[!-~\x80-\xff]([\t -~\x80-\xff]*[!-~\x80-\xff])?")
sites = ("same-origin", "same-site", "cross-site", "none")


@dataclass
class Load:
    index: int
    target: str
    lines: list[str]
    expect: frozenset[str]


@dataclass
class Run:
    until: int
    loads: list[Load]
    #: What the browser sends back of the cookies that the run sets.
    pairs: frozenset[str]
    made: list[dict[str, Any]] = field(default_factory=list)


class Lab:
    def __init__(self, path: str) -> None:
        self._path = path
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, asked: list[Mapping[str, Any]]) -> dict[str, Any]:
        """Raises Refusal for cookies that are not the lab's."""
        for index, load in enumerate(asked):
            demand_lab_cookies(index, load)
        begun, told = [], []
        for index, load in enumerate(asked):
            query, lines = secrets.token_urlsafe(18), load["lines"]
            kept = [line for line in lines if sendable.fullmatch(line)]
            target = f"{self._path}{load.get('path', '')}?lab={query}"
            begun.append(Load(index, target, kept, frozenset(load["expect"])))
            unsendable = [place for place, line in enumerate(lines) if not sendable.fullmatch(line)]
            told.append({"query": query, "unsendable": unsendable})
        pairs = frozenset(pair_of(line) for load in begun for line in load.lines)
        name, until = secrets.token_urlsafe(18), now() + lab_life
        with self._lock:
            while len(self._runs) >= lab_runs:
                self._runs.popitem(last=False)
            self._runs[name] = Run(until, begun, pairs)
        return {"run": name, "until": until, "loads": told}

    def read(self, name: str) -> dict[str, Any]:
        run = self._runs.get(name)
        if run is None or run.until <= now():
            raise Refusal("run-gone", "This run of the lab is over.")
        return {"until": run.until, "loads": list(run.made)}

    def end(self, name: str) -> None:
        self._runs.pop(name, None)

    def answer(self, request: HttpRequest) -> tuple[list[str], list[dict[str, Any]]] | None:
        """The lines of a load, and which cookies came with it; `None`: this is none, or it was made before."""
        target = f"{request.path_info}?{request.META.get('QUERY_STRING', '')}"
        headers = headers_of(request)
        with self._lock:
            found = [(run, load) for run in self._runs.values() for load in run.loads if load.target == target]
            if not found or not is_load(request, headers):
                return None
            run, load = found[0]
            if run.until <= now() or any(made["load"] == load.index for made in run.made):
                return None
            came = came_of(headers.get("cookie", ""), load, run)
            site, dest = headers.get("sec-fetch-site"), headers.get("sec-fetch-dest", "")
            made = {"load": load.index, "at": now(), "came": came, "site": site if site in sites else None}
            run.made.append({**made, "dest": dest if re.fullmatch("[a-z]{1,32}", dest) else None})
        return load.lines, came

    def owns(self, request: HttpRequest) -> bool:
        """Whether an address below the endpoint's path is that of a load, made or not."""
        target = f"{request.path_info}?{request.META.get('QUERY_STRING', '')}"
        return any(load.target == target for run in list(self._runs.values()) for load in run.loads)


def is_load(request: HttpRequest, headers: Mapping[str, str]) -> bool:
    """A page loads by GET, without an `Origin`: a script that names one asks across origins to read the answer."""
    strange = "origin" in headers or "service-worker" in headers
    return request.method == "GET" and host_of(request, headers) is not None and not strange


def came_of(header: str, load: Load, run: Run) -> list[dict[str, Any]]:
    """Of all cookies those of the lab, and of those only the ones that the run asked about."""
    pairs = [pair_of(part) for part in header.split(";")]
    ours = [pair for pair in pairs if lab_mark in name_of(pair) and name_of(pair) != settings.SESSION_COOKIE_NAME]
    came = [{"name": pair.partition("=")[0] if "=" in pair else "", "matches": pair in run.pairs} for pair in ours]
    return [one for one in came if one["name"] in load.expect][:lab_came]


def demand_lab_cookies(index: int, load: Mapping[str, Any]) -> None:
    texts = [*load["lines"], *load["expect"]]
    if sum(map(unit_size, texts)) > lab_length:
        raise Refusal("invalid-params", f"loads.{index}: lines and names have more than {lab_length} characters")
    names = [name_of(pair_of(line)) for line in load["lines"]] + [name for name in load["expect"] if name]
    for name in names:
        if name == settings.SESSION_COOKIE_NAME:
            raise Refusal("invalid-params", f"loads.{index}: {name} is the session's own cookie")
        if lab_mark not in name:
            raise Refusal("invalid-params", f'loads.{index}: "{name}" has no {lab_mark} in its name')


def pair_of(line: str) -> str:
    """What a browser sends back for a `Set-Cookie` line, or a pair of a `Cookie` header.

    `name=value`, or the value alone.
    """
    name, equals, value = line.split(";", 1)[0].partition("=")
    if not equals:
        name, value = "", name
    name, value = name.strip("\t "), value.strip("\t ")
    return f"{name}={value}" if name else value


def name_of(pair: str) -> str:
    """The name under which servers find the cookie of this pair, also where it is in a value without a name."""
    found = re.match(r"=*([^=]*)", pair)
    return found[1] if found else ""
