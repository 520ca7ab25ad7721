"""Sessions as Django stores them: `python3 sessions.py DATABASE` fills an SQLite file, and prints their keys as JSON."""

import json
import sys
from datetime import timedelta

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="a secret of the tests, long enough for Django's own checks",
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
)
django.setup()

from django.contrib.auth import get_user_model, login  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.utils import timezone  # noqa: E402

call_command("migrate", verbosity=0)
users = get_user_model().objects


def user(name):
    return users.create_user(name, password="lovelace")


def session(owner=None, **values):
    """As a view leaves it behind."""
    request = HttpRequest()
    request.session = SessionStore()
    if owner:
        login(request, owner, backend="django.contrib.auth.backends.ModelBackend")
    request.session.update(values)
    request.session.save()
    return request.session.session_key


ada, eve, bob = user("ada"), user("eve"), user("bob")
keys = {
    "signed in": session(ada, user="Ada", cart=["tea"]),
    "signed out": session(user="somebody", cart=["mug"]),
    "compressed": session(ada, user="Ada", cart=["tea" * 400]),
    "at once": session(ada, user="Ada", cart=["tea"]),
    "in PostgreSQL": session(ada, user="Ada", cart=["tea"]),
    "in MariaDB": session(ada, user="Ada", cart=["tea"]),
    "expired": session(ada, user="Ada", cart=[]),
    "of another password": session(eve, user="Eve", cart=[]),
    "of an inactive user": session(bob, user="Bob", cart=[]),
    "of another secret": session(ada, user="Ada", cart=[]),
    "a bomb": session(ada, user="Ada", cart=["x" * 5_000_000]),
    "a list": session(ada, user="Ada", cart=[]),
}
rows = SessionStore.get_model_class().objects
rows.filter(session_key=keys["expired"]).update(expire_date=timezone.now() - timedelta(seconds=1))
rows.filter(session_key=keys["a list"]).update(session_data=SessionStore().encode(["a list"]))
eve.set_password("another")
eve.save()
bob.is_active = False
bob.save()
text = rows.get(session_key=keys["of another secret"]).session_data
forged = text[:-1] + ("A" if text[-1] != "A" else "E")
rows.filter(session_key=keys["of another secret"]).update(session_data=forged)
print(json.dumps({"version": django.get_version(), "keys": keys, "ada": str(ada.pk)}))
