"""Where the middleware takes itself out, and that the app's sessions stay Django's own."""

import unittest
from unittest import mock

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import ImproperlyConfigured, MiddlewareNotUsed
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from sessionscope_django import Middleware
from sessionscope_django.watched_session import watch


def app(request):
    request.session["visits"] = request.session.get("visits", 0) + 1
    return HttpResponse(str(request.session["visits"]))


class Placement(unittest.TestCase):
    def test_with_debug_off_it_takes_itself_out_unless_a_token_is_configured(self) -> None:
        with override_settings(DEBUG=False, SESSIONSCOPE={}), mock.patch.dict("os.environ", clear=True):
            with self.assertRaises(MiddlewareNotUsed):
                Middleware(app)
        with override_settings(DEBUG=False):
            Middleware(app)

    def test_a_wrong_setting_is_refused_with_what_to_do(self) -> None:
        for setting, words in (
            ({"TOKEN": "short"}, "openssl rand"),
            ({"TOKEN": "aaaaaaaaaaaaaaaaaaaa"}, "different"),
            ({"PATH": "no path"}, "PATH"),
            ({"SECRET": 1}, "SESSIONSCOPE has no SECRET"),
        ):
            with override_settings(SESSIONSCOPE=setting), self.assertRaisesRegex(ImproperlyConfigured, words):
                Middleware(app)
        production = override_settings(DEBUG=False, SESSIONSCOPE={"REQUIRE_TOKEN": False})
        with production, self.assertRaises(ImproperlyConfigured):
            Middleware(app)

    def test_after_the_sessions_it_only_warns_once_and_the_app_answers(self) -> None:
        handler = SessionMiddleware(Middleware(app))
        with self.assertLogs("sessionscope", "WARNING") as logs:
            answers = [handler(RequestFactory().get("/")) for _ in range(2)]
        self.assertEqual([answer.content for answer in answers], [b"1", b"1"])
        self.assertNotIn("Sessionscope", answers[0])
        self.assertEqual(len(logs.output), 1)
        self.assertIn("first in MIDDLEWARE", logs.output[0])

    def test_twice_the_first_one_looks_and_the_other_only_warns_once(self) -> None:
        handler = Middleware(Middleware(SessionMiddleware(app)))
        with self.assertLogs("sessionscope", "WARNING") as logs:
            answers = [handler(RequestFactory().get("/")) for _ in range(2)]
        self.assertEqual([answer.content for answer in answers], [b"1", b"1"])
        self.assertRegex(answers[0]["Sessionscope"], r"^v=1; path=/__sessionscope__; request=[0-9a-f]{8}-1$")
        self.assertEqual(len(logs.output), 1)
        self.assertIn("and once", logs.output[0])

    def test_a_failure_to_look_is_one_warning_and_never_the_app_s(self) -> None:
        handler = Middleware(SessionMiddleware(app))
        broken = mock.patch("sessionscope_django.middleware.note_of", side_effect=RuntimeError("broken"))
        with broken, self.assertLogs("sessionscope", "WARNING") as logs:
            answers = [handler(RequestFactory().get("/")) for _ in range(2)]
        self.assertEqual([answer.content for answer in answers], [b"1", b"1"])
        self.assertEqual(len(logs.output), 1)

    def test_the_endpoint_is_below_the_app_s_own_prefix(self) -> None:
        handler = Middleware(SessionMiddleware(app))
        request = RequestFactory(SCRIPT_NAME="/shop").get("/")
        self.assertRegex(handler(request)["Sessionscope"], r"^v=1; path=/shop/__sessionscope__; request=[0-9a-f]{8}-1$")


class Watching(unittest.TestCase):
    def test_a_watched_session_is_signed_as_django_signs_it(self) -> None:
        plain, watched = SessionStore(), SessionStore()
        watch(watched)
        self.assertEqual(plain.decode(watched.encode({"a": 1})), {"a": 1})
        self.assertEqual((type(watched).__name__, watched.key_salt), (type(plain).__name__, plain.key_salt))
        self.assertIsInstance(watched, SessionStore)
