"""The package's own tests: `python3 -m unittest` in the folder above.

The protocol is held to by `server-sdk/tests/inspect/django`.
"""

import django
from django.conf import settings

if not settings.configured:
    settings.configure(
        DEBUG=True,
        SECRET_KEY="a secret of the tests, long enough for Django's own checks",
        USE_TZ=True,
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.sessions"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        SESSION_ENGINE="django.contrib.sessions.backends.cache",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        SESSIONSCOPE={"TOKEN": "a-token-of-the-test"},
        LOGGING_CONFIG=None,
    )
    django.setup()
