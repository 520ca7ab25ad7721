"""What an app may do with its request and its session, it may do with the middleware in place."""

import copy
import pickle
import unittest
from unittest import mock

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from sessionscope_django import Middleware
from sessionscope_django.handles import key_for

dumped = {}


def app(request):
    with mock.patch.object(SessionStore, "load", lambda self: {}):
        request.session["visits"] = 1
    request.session.modified = False
    dumped["request"] = pickle.dumps(request)
    dumped["session"] = pickle.dumps(request.session)
    dumped["copies"] = [copy.copy(request.session), copy.deepcopy(request.session)]
    return HttpResponse("ok")


class Unchanged(unittest.TestCase):
    def test_requests_and_sessions_are_pickled_and_copied_as_django_s_own(self) -> None:
        with override_settings(SESSION_ENGINE="django.contrib.sessions.backends.db"):
            handler = Middleware(SessionMiddleware(app))
            self.assertEqual(handler(RequestFactory().get("/shop")).content, b"ok")
        request, session = pickle.loads(dumped["request"]), pickle.loads(dumped["session"])
        self.assertIs(type(request), WSGIRequest)
        self.assertEqual([request.path, request.session["visits"]], ["/shop", 1])
        for each in (request.session, session, *dumped["copies"]):
            self.assertIs(type(each), SessionStore)
            self.assertEqual(each["visits"], 1)
            self.assertNotIn("_sessionscope", vars(each))
        self.assertNotIn("_sessionscope", vars(request))

    def test_a_secret_key_may_be_bytes(self) -> None:
        with override_settings(SECRET_KEY="of the project"):
            of_text = key_for("handles")
        with override_settings(SECRET_KEY=b"of the project"):
            self.assertEqual(key_for("handles"), of_text)
