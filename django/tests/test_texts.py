"""Values as texts: what JSON has passes unchanged, anything else is shown and read only."""

import datetime
import unittest

from sessionscope_django.texts import beginning, from_text, is_json, text_of, to_text, unit_size


class Texts(unittest.TestCase):
    def test_numbers_stay_what_they_are(self) -> None:
        for text in ("1.0", str(2**80), "-0.5", "[1,1.0,true,null]", '{"é":"✓"}'):
            self.assertEqual(to_text(from_text(text)), text)
            self.assertTrue(is_json(from_text(text)))

    def test_what_is_no_json_is_shown_and_read_only(self) -> None:
        class Secretive:
            def __repr__(self) -> str:
                return "password"

        for value, text in (
            ((1, 2), "[1,2]"),
            ({1: "a"}, '{"1":"a"}'),
            (datetime.date(2026, 1, 2), '"2026-01-02"'),
            (float("nan"), '"nan"'),
            ({"b", "a"}, '["a","b"]'),
            (10**5000, '"<int of 16610 bits>"'),
        ):
            self.assertEqual((text_of(value), is_json(value)), (text, False))
        self.assertNotIn("password", text_of({"it": [Secretive()]}))

    def test_what_json_does_not_have_is_refused(self) -> None:
        for text in ("NaN", "Infinity", "-Infinity", "1e999", "{", ""):
            with self.assertRaises(ValueError):
                from_text(text)

    def test_half_a_character_stays_escaped(self) -> None:
        self.assertEqual(to_text(from_text('"\\ud83d"')), '"\\ud83d"')

    def test_a_text_is_cut_between_characters(self) -> None:
        self.assertEqual((unit_size("x😀"), beginning("x😀", 2), beginning("x😀", 3)), (3, "x", "x😀"))

    def test_a_value_that_is_too_deep_is_shown_to_some_depth(self) -> None:
        value: list = []
        for _ in range(100_000):
            value = [value]
        self.assertFalse(is_json(value))
        self.assertIn("…", text_of(value))
