"""The live stream: what it tells, and where there is none."""

import json
import unittest
from unittest import mock

from django.test import RequestFactory

from sessionscope_django.listeners import Listeners, backlog
from sessionscope_django.refusal import Refusal
from sessionscope_django.stream import stream_response


class Streams(unittest.TestCase):
    def setUp(self) -> None:
        self.listeners = Listeners()

    def test_a_server_that_answers_one_request_at_a_time_has_none(self) -> None:
        request = RequestFactory(**{"wsgi.multithread": False}).post("/")
        with self.assertRaisesRegex(Refusal, "with threads") as raised:
            stream_response(request, self.listeners)
        self.assertEqual(raised.exception.code, "unsupported")

    def test_django_before_4_2_has_none_under_asgi(self) -> None:
        request = RequestFactory().post("/")
        request.scope = {}
        with mock.patch("django.VERSION", (3, 2)), self.assertRaisesRegex(Refusal, "under ASGI"):
            stream_response(request, self.listeners)
        self.assertTrue(self.listeners.none)

    def test_it_begins_alive_tells_events_and_cuts_off_who_does_not_read(self) -> None:
        request = RequestFactory(**{"wsgi.multithread": True}).post("/")
        response = stream_response(request, self.listeners)
        lines = iter(response.streaming_content)
        self.assertEqual(json.loads(next(lines))["type"], "alive")
        self.listeners.tell({"type": "gone"})
        self.assertEqual(json.loads(next(lines)), {"type": "gone"})
        for _ in range(backlog + 1):
            self.listeners.tell({"type": "gone"})
        self.assertEqual(list(lines), [])
        self.assertTrue(self.listeners.none)
