"""The Django app of the tests: `python3 app.py ENGINE FOLDER` serves it on a free port, and prints which.

Django's development server, or with `asgi` as a third word uvicorn.
"""

import json
import os
import sys
import time
from datetime import date

import django
from django.conf import settings

engine, folder = sys.argv[1:3]
settings.configure(
    DEBUG=os.environ.get("APP_DEBUG") != "off",
    SECRET_KEY="a secret of the tests, long enough for Django's own checks",
    USE_TZ=True,
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(folder, "db"), "OPTIONS": {"timeout": 20}}
    },
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
    SESSION_ENGINE=f"django.contrib.sessions.backends.{engine}",
    SESSION_FILE_PATH=folder,
    MIDDLEWARE=[
        *os.environ.get("APP_FIRST", "sessionscope_django.Middleware").split(),
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    LOGGING_CONFIG=None,
)
django.setup()

from django.contrib.auth import get_user_model, login, logout  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.backends.signals import connection_created  # noqa: E402
from django.http import HttpResponse, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402



def hurry(connection, **_):
    """A test's database need not survive the machine."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("PRAGMA journal_mode = MEMORY")


connection_created.connect(hurry)
call_command("migrate", verbosity=0)
users = get_user_model().objects
if not users.filter(username="ada").exists():
    users.create_user("ada", password="lovelace")


def make(request):
    """A session with the values of the body."""
    request.session.update(json.loads(request.body))
    request.session.save()
    return HttpResponse(request.session.session_key)


def break_store(request):
    """The table of the sessions goes, or comes back."""
    there, gone = ("django_session", "gone_session")
    before, after = (there, gone) if request.GET["on"] == "1" else (gone, there)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {before} RENAME TO {after}")
    return HttpResponse()


def sign_in(request):
    login(request, users.get(username="ada"))
    return HttpResponse(str(request.user.pk))


def sign_out(request):
    logout(request)
    return HttpResponse()


def who(request):
    return HttpResponse(str(request.user))


def add(request):
    request.session["cart"] = [*request.session.get("cart", []), "mug"]
    return HttpResponse()


def numbers(request):
    request.session.update({"one": 1.0, "big": 2**80, "é": "ü✓"})
    return HttpResponse()


def odd(request):
    request.session.update({"when": date(2026, 1, 2), "pair": (1, 2)})
    return HttpResponse()


def slow(request):
    """Reads at once, and writes when the test says so: when a file is there."""
    request.session["visits"] = request.session.get("visits", 0) + 1
    open(os.path.join(folder, "slow-began"), "w").close()
    while not os.path.exists(os.path.join(folder, "slow-may-end")):
        time.sleep(0.02)
    return HttpResponse()


def fail(request):
    request.session["lost"] = 1
    return HttpResponse(status=500)


def look(request):
    hidden = ("_auth_user_id", "_auth_user_backend", "_auth_user_hash", "_session_expiry")
    return JsonResponse({key: value for key, value in request.session.items() if key not in hidden})


def kinds(request):
    return HttpResponse(" ".join(type(value).__name__ for value in request.session.values()))


urlpatterns = [
    path("make", make),
    path("break", break_store),
    path("sign-in", sign_in),
    path("sign-out", sign_out),
    path("who", who),
    path("add", add),
    path("numbers", numbers),
    path("odd", odd),
    path("slow", slow),
    path("fail", fail),
    path("look", look),
    path("kinds", kinds),
    path("touch", lambda request: HttpResponse("untouched")),
]


def serve() -> None:
    """Django's development server, with threads as it has them."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Handler(WSGIRequestHandler):
        def log_message(self, *args):
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    tell(server.server_port)
    server.serve_forever()


def serve_async() -> None:
    import socket

    import uvicorn
    from django.core.asgi import get_asgi_application

    # With the protocol named, asyncio sends small parts at once.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(100)
    tell(listening.getsockname()[1])
    uvicorn.Server(uvicorn.Config(get_asgi_application(), log_level="error", lifespan="off")).run([listening])


def tell(port: int) -> None:
    print(f"Django {django.get_version()} listening on http://127.0.0.1:{port}", flush=True)


if __name__ == "__main__":
    serve_async() if "asgi" in sys.argv else serve()
