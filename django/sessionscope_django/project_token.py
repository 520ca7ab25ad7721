"""The token of a project, which Node and Python share: `server-sdk/src/debug/project-token.ts` keeps it in the same file.

It is made once and kept in the user's cache folder. A process that can keep or trust no file has a token of its own.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import sys
from pathlib import Path
from typing import NamedTuple

#: Files that mark the folder of a project, in JavaScript and in Python.
markers = ("package.json", "pyproject.toml", "manage.py")
well_formed = re.compile(r"([\w-]{22})\n([\w-]{16})\n", re.ASCII)


class ProjectToken(NamedTuple):
    token: str
    #: The public id of the token: random, tells nothing about it.
    server: str
    #: Why the token is in no file, so that only this process has it. `None`: it is in its file.
    problem: str | None


def project_token(directory: str | None = None) -> ProjectToken:
    """The token of the project around a directory; if it has none yet, one is made and kept. It never raises."""
    try:
        folder = own_folder(cache_folder())
        file = folder / file_name_of(project_folder(Path(directory or os.getcwd())))
        token, server = read(file) or keep(folder, file)
        return ProjectToken(token, server, None)
    except (OSError, RuntimeError, ValueError) as error:
        return ProjectToken(*of_this_process(), problem=str(error))


def project_folder(directory: Path) -> Path:
    """The real path of the nearest folder upwards that holds a project; if none does, the directory's own."""
    start = Path(os.path.realpath(directory))
    for folder in (start, *start.parents):
        if any((folder / name).exists() for name in markers):
            return folder
    return start


def file_name_of(project: Path) -> str:
    return hashlib.sha256(os.fsencode(project)).hexdigest()[:32]


def cache_folder() -> Path:
    chosen = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG specification says to ignore a relative path.
    if chosen and os.path.isabs(chosen):
        return Path(chosen) / "sessionscope"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "sessionscope"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "sessionscope"
    return Path.home() / ".cache" / "sessionscope"


def own_folder(folder: Path) -> Path:
    """Makes the folder if it is missing. Raises ValueError when another user could put something into it."""
    for missing in [one for one in reversed([folder, *folder.parents]) if not one.exists()]:
        try:
            missing.mkdir(mode=0o700)
        except FileExistsError:
            pass  # Another process has made it meanwhile.
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or not is_ours(found, 0o022):
        raise ValueError(f"{folder} is no folder of yours, or others may write to it")
    return folder


def read(file: Path) -> tuple[str, str] | None:
    """The pair in the file; `None`: there is no file. Raises ValueError when the file cannot be trusted."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        opened = os.open(file, flags)
    except FileNotFoundError:
        return None
    with os.fdopen(opened, "rb") as stream:
        found = os.fstat(stream.fileno())
        if not stat.S_ISREG(found.st_mode) or not is_ours(found, 0o077):
            raise ValueError(f"{file} is no file of yours, or others may read it")
        pair = well_formed.fullmatch(stream.read(100).decode("utf-8", "replace"))
    if pair is None:
        raise ValueError(f"{file} does not hold a token")
    return pair[1], pair[2]


def keep(folder: Path, file: Path) -> tuple[str, str]:
    """Makes a pair and keeps it. When several processes do so at once, one of them wins, and all use its pair."""
    made = make_pair()
    draft = folder / f".{secrets.token_hex(12)}"
    try:
        # The file gets its name once it is complete, so no process reads half of it.
        opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "wb") as stream:
            stream.write("{}\n{}\n".format(*made).encode())
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, file)
        return made
    except FileExistsError:
        winner = read(file)
        if winner is None:
            raise
        return winner
    finally:
        draft.unlink(missing_ok=True)


def is_ours(found: os.stat_result, forbidden: int) -> bool:
    """Whether it belongs to the user of this process and keeps other users out.

    On Windows the user's profile does that.
    """
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & forbidden)


_own: list[tuple[str, str]] = []


def of_this_process() -> tuple[str, str]:
    if not _own:
        _own.append(make_pair())
    return _own[0]


def make_pair() -> tuple[str, str]:
    """128 random bits, and a public id."""
    return secrets.token_urlsafe(16), secrets.token_urlsafe(12)
