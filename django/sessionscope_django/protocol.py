"""What both ends of the debug protocol agree on.

`server-sdk/src/protocol.ts` is its definition; a test holds this to it.
"""

from __future__ import annotations

protocol_version = 1
default_path = "/__sessionscope__"
announce_header = "Sessionscope"
stream_name = "events.stream"
chrome_extension_id = "bdoimobanjkoiboaokoanlcfhgdapfdh"
redacted_mark = "[redacted]"

#: UTF-16 units of a text in `session.read`.
value_cap = 16_384
#: Bytes of a call and of an answer.
body_limit = 4_194_304
answer_limit = 8_388_608
#: The most entries of a session, commits of a reading, sessions of a page.
list_limit = 100_000
commit_limit = 100
page_limit = 200
#: The most paths of one key in a commit, and steps of a path.
path_limit = 20
#: The most UTF-16 units of a ticket.
ticket_limit = 200
#: The most entries of a page, keys of a summary, and UTF-16 units of a key and a path in it.
summary_page, summary_keys, summary_key_length, summary_path_length = 500, 50, 100, 500
#: UTF-16 units of a `Set-Cookie` line.
cookie_length = 8192

lab_mark = "ss_lab_"
#: Runs that are kept, and their milliseconds; loads of a run; lines and names of a load, and the UTF-16 units of both.
lab_runs, lab_life, lab_loads, lab_lines, lab_names, lab_length, lab_came = 16, 60_000, 64, 16, 32, 16_384, 200

error_statuses = {
    "not-found": 404,
    "token-required": 401,
    "token-refused": 403,
    "too-many-guesses": 429,
    "bad-request": 400,
    "body-too-large": 413,
    "unknown-command": 400,
    "wrong-version": 400,
    "invalid-params": 400,
    "no-session": 409,
    "gone": 409,
    "conflict": 409,
    "stale-revision": 409,
    "ticket-gone": 409,
    "stale-cursor": 409,
    "run-gone": 409,
    "redacted": 403,
    "not-recorded": 409,
    "too-large": 413,
    "unsupported": 400,
    "store-failed": 503,
    "internal": 500,
}
