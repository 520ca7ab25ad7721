"""A panel's write waits for the requests of its session, and holds the next."""

import threading
import unittest

from sessionscope_django.quiet import Quiet


class Waiting(unittest.TestCase):
    def setUp(self) -> None:
        self.quiet, self.order = Quiet(), []
        self.writes = threading.Event()

    def write(self) -> None:
        with self.quiet.alone("ada"):
            self.order.append("write begins")
            self.writes.wait(10)
            self.order.append("write ends")

    def request(self) -> None:
        self.quiet.enter("ada")
        self.order.append("request")
        self.quiet.leave("ada")

    def test_a_write_waits_for_a_request_at_work_and_holds_the_next(self) -> None:
        self.quiet.enter("ada")
        writer = threading.Thread(target=self.write)
        writer.start()
        while not self.quiet.is_held("ada"):
            pass
        visitor = threading.Thread(target=self.request)
        visitor.start()
        self.quiet.enter("grace")  # Another session does not wait.
        self.order.append("first request ends")
        self.quiet.leave("ada")
        self.writes.set()
        for thread in (writer, visitor):
            thread.join(10)
        self.assertEqual(self.order, ["first request ends", "write begins", "write ends", "request"])

    def test_a_write_of_a_session_that_is_never_quiet_goes_on(self) -> None:
        self.quiet.enter("ada")
        self.writes.set()
        self.write()
        self.assertEqual(self.order, ["write begins", "write ends"])
        self.quiet.leave("ada")
        self.assertFalse(self.quiet.is_held("ada"))
