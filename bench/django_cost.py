"""`npm run bench:django [-- ENGINE...]`: what the middleware costs the requests of a Django app that does nothing else.

`python3` is to find Django (`PYTHONPATH`). Each session engine has a process of its own, which serves the app with the
middleware and without it in turns, by Django's development server and without a network, and compares the CPU time of
slices beside each other. The pairs of slices that took least together count.
"""

import io
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from os import path

import django
from django.conf import settings

#: Pairs of slices, requests in a slice, pairs before they count, and the share of the quietest.
slices, requests, warm_up, share = 200, 20, 60, 0.25
#: Says to a process of the benchmark which engine is its own.
variable = "SESSIONSCOPE_BENCH_ENGINE"


def cost_of(name):
    environment = {**os.environ, variable: name}
    found = subprocess.run([sys.executable, __file__], env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(found.stdout)


def print_costs(engines):
    kept = int(slices * share)
    print(f"Django {django.get_version()}, Python {platform.python_version()}, {os.cpu_count()} x {platform.machine()};", end=" ")
    print(f"medians of the quietest {kept} of {slices} pairs of {requests} requests.\n")
    print("| engine | request | µs without | with / without |\n| --- | --- | ---: | ---: |")
    for name in engines:
        for page, (cost, ratio) in cost_of(name).items():
            print(f"| {name} | {page} | {cost:.0f} | {ratio:.2f} |", flush=True)


if variable not in os.environ:
    print_costs(sys.argv[1:] or ["db", "cached_db", "cache", "file", "signed_cookies"])
    sys.exit()

engine = os.environ[variable]
folder = tempfile.TemporaryDirectory()
sessions = "django.contrib.sessions.middleware.SessionMiddleware"
settings.configure(
    DEBUG=True,
    SECRET_KEY="a secret of the benchmark, long enough for Django's own checks",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": path.join(folder.name, "db")}},
    INSTALLED_APPS=["django.contrib.sessions"],
    SESSION_ENGINE=f"django.contrib.sessions.backends.{engine}",
    SESSION_FILE_PATH=folder.name,
    MIDDLEWARE=[sessions],
    SESSIONSCOPE={"TOKEN": "a-token-of-the-benchmark"},
    LOGGING_CONFIG=None,
)
django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path as route  # noqa: E402

call_command("migrate", verbosity=0)
connection.cursor().execute("PRAGMA synchronous = OFF")


def seed(request):
    data = {"user": "ada", "n": 1, "cart": {"items": [{"id": 1, "qty": 2}]}, "seen": "2026-11-23T10:00:00Z", "theme": "dark"}
    request.session.update(data)
    return HttpResponse("ok")


def untouched(request):
    return HttpResponse("ok")


def read(request):
    return HttpResponse(str(request.session["n"]))


def change(request):
    request.session["n"] += 1
    return HttpResponse("ok")


urlpatterns = [route(f"{view.__name__}/", view) for view in (seed, untouched, read, change)]


class Socket:
    """A connection without a network: what the visitor sends, and what the server answers."""

    def __init__(self, sent):
        self.sent = io.BytesIO(sent)
        self.answer = b""

    def makefile(self, *_):
        return self.sent

    def sendall(self, data):
        self.answer += data

    def settimeout(self, _):
        pass

    def shutdown(self, _):
        pass


class App:
    """Behind Django's development server."""

    def __init__(self, middleware):
        settings.MIDDLEWARE = middleware
        self.server = WSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
        self.server.set_app(WSGIHandler())
        self.cookie = ""

    def ask(self, page):
        head = f"GET /{page}/ HTTP/1.1\r\nHost: localhost\r\nCookie: {self.cookie}\r\nConnection: close\r\n\r\n"
        connection = Socket(head.encode())
        self.server.finish_request(connection, ("127.0.0.1", 1))
        answer = connection.answer.decode()
        assert answer.startswith("HTTP/1.1 200"), answer
        cookie = re.search(r"^Set-Cookie: ([^;]+)", answer, re.MULTILINE)
        if cookie:
            self.cookie = cookie[1]

    def cost(self, page):
        began = time.process_time()
        for _ in range(requests):
            self.ask(page)
        return (time.process_time() - began) / requests * 1e6


without, watched = App([sessions]), App(["sessionscope_django.Middleware", sessions])
found = {}
for page in ("untouched", "read", "change"):
    pairs = []
    for app in (without, watched):
        app.ask("seed")
    for at in range(-warm_up, slices):
        pair = {app: app.cost(page) for app in ((without, watched) if at % 2 else (watched, without))}
        if at >= 0:
            pairs.append((pair[without], pair[watched]))
    quiet = sorted(pairs, key=sum)[: int(slices * share)]
    ratio = statistics.median(on / off for off, on in quiet)
    found[page] = [statistics.median(off for off, _ in quiet), ratio]
print(json.dumps(found))
