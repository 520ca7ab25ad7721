"""Refs, cursors and tickets: they lead nowhere without the key, and nothing can be changed in them."""

import unittest

from sessionscope_django.sealing import Broken, seal, seal_text, unseal, unseal_text

key = b"k" * 32


class Sealing(unittest.TestCase):
    def test_it_comes_back_with_its_key_and_purpose_alone(self) -> None:
        for data in (b"", b"\0", b"x" * 1000):
            sealed = seal(key, data, "ref")
            self.assertEqual(unseal(key, sealed, "ref"), data)
            for other_key, other, purpose in (
                (b"j" * 32, sealed, "ref"),
                (key, sealed, "cursor"),
                (key, sealed + b"\0", "ref"),
                (key, sealed[:-1], "ref"),
                (key, b"", "ref"),
            ):
                with self.assertRaises(Broken):
                    unseal(other_key, other, purpose)

    def test_one_text_has_one_form_and_is_not_in_it(self) -> None:
        sealed = seal_text(key, "sessionkey" * 4, "ref")
        self.assertEqual(sealed, seal_text(key, "sessionkey" * 4, "ref"))
        self.assertRegex(sealed, r"^[\w-]{1,200}$")
        for broken in ("", "x", "é", sealed[:-1], sealed + "A"):
            with self.assertRaises(Broken):
                unseal_text(key, broken, "ref")
