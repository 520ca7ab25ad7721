"""Deleting stored sessions while the database fails."""

import unittest
from unittest import mock

from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import DatabaseError
from django.test import override_settings

from sessionscope_django.configuration import read_configuration
from sessionscope_django.commands.store import delete_matching
from sessionscope_django.context import Context
from sessionscope_django.endpoint import Endpoint


class Deleting(unittest.TestCase):
    def test_those_that_a_failing_store_left_are_told_from_those_that_changed(self) -> None:
        call_command("migrate", "sessions", verbosity=0)
        for index in range(4):
            store = SessionStore()
            store["mark"] = f"here {index}"
            store.create()
        with override_settings(SESSION_ENGINE="django.contrib.sessions.backends.db"):
            context = Context(Endpoint(read_configuration()).parts, "store.deleteMatching", None, None)
        params = {"filter": {"value": "here"}, "limit": 10}
        plain, calls = context.engine.end, []

        def end(store: SessionStore) -> None:
            calls.append(store)
            if len(calls) > 2:
                raise DatabaseError("away")
            plain(store)

        with mock.patch.object(context.engine, "end", end):
            answer = delete_matching(context, params)
            with self.assertRaises(DatabaseError):
                delete_matching(context, params)
        counts = {name: answer[name] for name in ("deleted", "changed", "failed")}
        self.assertEqual(counts, {"deleted": 2, "changed": 0, "failed": 2})
        self.assertEqual(SessionStore.get_model_class().objects.count(), 2)
        with context.parts.undo.redeem(answer["ticket"]["ticket"]) as (_of, sessions):
            self.assertEqual(len(sessions), 2)
