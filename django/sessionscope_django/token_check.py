"""Checks the token that a caller sends, and counts wrong ones; chooses the token, and prints a generated one."""

from __future__ import annotations

import hashlib
import hmac
import os
import sys
import threading
import time
from typing import Any

from .configuration import Configuration, token_variable
from .project_token import project_token
from .refusal import Refusal

#: Wrong tokens that all callers together may send in a minute, where the token is a configured one.
guess_limit = 10
minute = 60.0


class TokenCheck:
    """`server`: the public id of a generated token, which nobody can guess; `None`: the app has chosen the token."""

    def __init__(self, token: str, server: str | None) -> None:
        self._digest = hashlib.sha256(token.encode()).digest()
        self._server: dict[str, Any] = {} if server is None else {"server": server}
        self._guesses: list[float] | None = [] if server is None else None
        self._lock = threading.Lock()

    def demand(self, given: str | None) -> None:
        """Raises Refusal unless this is the token.

        After too many guesses of a configured one the right one is refused too.
        """
        if given is None:
            message = "This server asks for its token: Authorization: Bearer <token>."
            raise Refusal("token-required", message, **self._server)
        right = hmac.compare_digest(hashlib.sha256(given.encode()).digest(), self._digest)
        with self._lock:
            tries: dict[str, int] = {}
            if self._guesses is not None:
                moment = time.time()
                self._guesses = [at for at in self._guesses if abs(moment - at) < minute]
                if len(self._guesses) >= guess_limit:
                    raise Refusal("too-many-guesses", "Too many wrong tokens. Wait a minute.", triesLeft=0)
                if not right:
                    self._guesses.append(moment)
                tries = {"triesLeft": guess_limit - len(self._guesses)}
        if not right:
            raise Refusal("token-refused", "This is not the server's token.", **self._server, **tries)


def choose_token(configuration: Configuration) -> TokenCheck:
    """The token of the setting, else of the environment, else of the project. The project's is printed once."""
    if configuration.token is not None:
        return TokenCheck(configuration.token, None)
    token, server, problem = project_token()
    if not os.environ.get("CI") and token not in _told:
        _told.add(token)
        own = f". The token below is this process's own ({problem}). Set {token_variable} to have one that stays."
        place = f"{configuration.path}{own if problem else ''}"
        print(f"Sessionscope: debug endpoint at {place} token: {token}", file=sys.stderr)
    return TokenCheck(token, server)


_told: set[str] = set()
