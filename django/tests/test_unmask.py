"""An edit beside something hidden: accepted where nothing hidden moves, and never showing it."""

import json
import random
import unittest
from typing import Any

from sessionscope_django.protocol import redacted_mark as mark
from sessionscope_django.redaction import Redaction
from sessionscope_django.texts import to_text
from sessionscope_django.unmask import unmask

redaction = Redaction()


def edit(stored: Any, sent: Any) -> Any:
    text = unmask("form", to_text(stored), to_text(sent), redaction)
    return None if text is None else json.loads(text)


class Editing(unittest.TestCase):
    def test_an_edit_beside_a_mark_keeps_what_it_stands_for(self) -> None:
        stored = {"answers": {"n": 1.0, "big": 2**80}, "csrf-secret": "s3", "text": to_text({"pin": 1, "b": 2})}
        shown = {**stored, "csrf-secret": mark, "text": to_text({"pin": mark, "b": 2})}
        for change in (
            {"answers": {"n": 2.0}},
            {"more": [1]},
            {"text": to_text({"pin": mark, "b": 3})},
        ):
            kept = {**stored, **change}
            if "text" in change:
                kept["text"] = to_text({"pin": 1, "b": 3})
            self.assertEqual(edit(stored, {**shown, **change}), kept)
        self.assertIn('"big":1208925819614629174706176', unmask("f", to_text(stored), to_text({**shown, "x": 1}), redaction) or "")

    def test_nothing_hidden_is_moved_dropped_copied_or_added(self) -> None:
        first, second = {"id": 1, "pin": mark}, {"id": 2, "pin": mark}
        stored = {"a": {"token": "A"}, "b": 1, "users": [{"id": 1, "pin": 1}, {"id": 2, "pin": 2}, 3]}
        shown = {"a": {"token": mark}, "b": 1, "users": [first, second, 3]}
        for change in (
            {"a": {"token": "x"}},
            {"a": {}},
            {"a": 1},
            {"a": mark},
            {"a": {"token": [mark]}},
            {"b": {"token": mark}},
            {"b": {"token": "x"}},
            {"b": to_text({"token": "x"})},
            {"users": [second, first, 3]},
            {"users": [first, second]},
            {"users": [first, second, 3, 4]},
        ):
            self.assertIsNone(edit(stored, {**shown, **change}), change)
        self.assertIsNone(edit(stored, {"b": 1, "users": shown["users"]}))
        self.assertIsNone(unmask("token", '{"a":1}', '{"a":2}', redaction))
        self.assertIsNone(unmask("plain", '{"a":1}', '{"a":2}', redaction))

    def test_whatever_is_stored_and_sent_people_are_shown_what_they_sent(self) -> None:
        chance, accepted = random.Random(1), 0
        for _ in range(3000):
            stored = some(chance, 4)
            shown = redaction.within(stored, 1)
            sent = changed(chance, shown)
            text = unmask("form", to_text(stored), to_text(sent), redaction)
            other = unmask("form", to_text(other_secrets(stored)), to_text(sent), redaction)
            self.assertEqual(text is None, other is None, (stored, sent))
            if text is not None:
                accepted += 1
                self.assertEqual(redaction.mask("form", text), to_text(sent))
                self.assertEqual(secrets_in(json.loads(text)), secrets_in(stored))
        self.assertGreater(accepted, 100)


names = ["a", "b", "token", "pin", "0"]


def some(chance: random.Random, levels: int) -> Any:
    kind = chance.randrange(4 if levels else 1)
    if kind == 0:
        return chance.choice([1, None, "s3", 1.5])
    if kind == 1:
        return [some(chance, levels - 1) for _ in range(chance.randrange(4))]
    value = {name: some(chance, levels - 1) for name in chance.sample(names, chance.randrange(4))}
    return to_text(value) if kind == 3 and levels < 3 else value


def changed(chance: random.Random, value: Any) -> Any:
    if chance.random() < 0.1:
        return some(chance, 2)
    if isinstance(value, list):
        inner = [changed(chance, one) for one in value]
        if chance.random() < 0.2:
            chance.shuffle(inner)
        return inner
    if isinstance(value, dict):
        renamed = lambda name: chance.choice(names) if chance.random() < 0.1 else name  # noqa: E731
        return {renamed(name): changed(chance, one) for name, one in value.items()}
    return value


def inner_of(value: Any) -> Any:
    """What a string holds as JSON."""
    return json.loads(value) if isinstance(value, str) and value.startswith("{") else value


def other_secrets(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("{"):
        return to_text(other_secrets(json.loads(value)))
    if isinstance(value, list):
        return [other_secrets(one) for one in value]
    if isinstance(value, dict):
        return {name: "other" if redaction.hides_name(name) else other_secrets(one) for name, one in value.items()}
    return value


def secrets_in(value: Any, path: tuple[Any, ...] = ()) -> dict[Any, str]:
    inner = inner_of(value)
    steps = inner.items() if isinstance(inner, dict) else enumerate(inner) if isinstance(inner, list) else ()
    found: dict[Any, str] = {}
    for step, one in steps:
        if isinstance(inner, dict) and redaction.hides_name(step):
            found[(*path, step)] = to_text(one)
        else:
            found.update(secrets_in(one, (*path, step)))
    return found
