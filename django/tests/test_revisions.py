"""Revisions follow the clock, so that several processes agree which state is newer."""

import unittest
from unittest import mock

from sessionscope_django.found import Snapshot
from sessionscope_django.revisions import Revisions


class Clock:
    """The milliseconds that it is."""

    def __init__(self) -> None:
        self.at = 1000
        patched = mock.patch("sessionscope_django.revisions.now", lambda: self.at)
        patched.start()
        self.stop = patched.stop


def holds(value: int) -> Snapshot:
    return Snapshot({"visits": value})


class Numbering(unittest.TestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.addCleanup(self.clock.stop)
        self.revisions, self.other = Revisions(), Revisions()

    def test_a_new_state_has_the_moment_at_which_it_was_seen_and_a_known_one_keeps_its_number(self) -> None:
        self.assertEqual(self.revisions.of("ada", holds(1)), 1000)
        self.clock.at = 5000
        self.assertEqual(self.revisions.of("ada", holds(1)), 1000)
        self.assertEqual(self.revisions.of("ada", holds(2)), 5000)
        self.clock.at = 9000
        self.assertEqual(self.revisions.changed("ada", holds(3)), 9000)

    def test_two_changes_in_a_millisecond_and_a_clock_that_goes_back_still_count_up(self) -> None:
        self.revisions.of("ada", holds(1))
        self.assertEqual(self.revisions.changed("ada", holds(2)), 1001)
        self.clock.at = 10
        self.assertEqual(self.revisions.changed("ada", holds(3)), 1002)

    def test_what_another_process_changed_later_is_never_lower(self) -> None:
        self.revisions.of("ada", holds(1))
        for change in range(5):
            self.revisions.changed("ada", holds(change))
        self.clock.at = 2000
        self.assertGreater(self.other.changed("ada", holds(9)), self.revisions.last("ada"))

    def test_a_number_that_another_process_has_told_holds_for_the_state_that_is_still_there(self) -> None:
        self.revisions.of("ada", holds(1))
        self.clock.at = 3000
        told = self.other.of("ada", holds(1))
        self.assertEqual(self.revisions.of("ada", holds(1), told), 3000)
        self.assertEqual(self.revisions.of("ada", holds(2), 3000), 3001)

    def test_a_number_of_the_future_is_nobody_s(self) -> None:
        self.revisions.of("ada", holds(1))
        self.assertEqual(self.revisions.of("ada", holds(1), 10**15), 1000)
