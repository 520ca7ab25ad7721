"""Notes of requests: what they hold stays as it was, the newest are kept, and they are told while a panel asks or listens."""

import unittest
from types import SimpleNamespace

from sessionscope_django.found import Snapshot
from sessionscope_django.frozen import freeze, thaw
from sessionscope_django.listeners import Listeners
from sessionscope_django.notes import Notes, most_notes


class Freezing(unittest.TestCase):
    def test_what_is_frozen_stays_as_it_was(self) -> None:
        data = {"cart": [1, 2.0, None], "_auth_user_id": "7", "n": 2**80}
        frozen = freeze(data)
        data["cart"].append(3)
        thawed = thaw(frozen)
        self.assertEqual((thawed.texts, thawed.user), ({"cart": "[1,2.0,null]", "n": str(2**80)}, "7"))

    def test_objects_of_the_app_are_told_at_once_and_run_no_code_later(self) -> None:
        frozen = freeze({"at": object()})
        self.assertIsInstance(frozen, Snapshot)
        self.assertEqual(thaw(frozen).texts, {"at": '"<builtins.object>"'})


class Keeping(unittest.TestCase):
    def setUp(self) -> None:
        self.told, self.listeners = [], Listeners()
        self.notes = Notes(lambda note: self.told.append(note.name), self.listeners)

    def add(self, name: int, size: int = 1) -> None:
        self.notes.add(SimpleNamespace(name=name, size=size))

    def test_they_are_told_when_a_panel_asks_and_as_long_as_it_is_answered(self) -> None:
        self.add(1)
        self.assertEqual(self.told, [])
        with self.notes.told():
            self.assertEqual(self.told, [1])
            self.add(2)
            self.assertEqual(self.told, [1, 2])
        self.add(3)
        self.assertEqual(self.told, [1, 2])

    def test_who_listens_is_told_at_once(self) -> None:
        self.add(1)
        self.listeners.add()
        self.add(2)
        self.assertEqual(self.told, [1, 2])

    def test_the_newest_are_kept(self) -> None:
        for name in range(most_notes + 2):
            self.add(name)
        self.add(-1, 3_999_998)
        with self.notes.told():
            self.assertEqual(self.told, [most_notes, most_notes + 1, -1])
