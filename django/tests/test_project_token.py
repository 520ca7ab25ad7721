"""The token's file: shared by all processes, and used only where nobody else could have written or read it."""

import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from sessionscope_django.project_token import file_name_of, project_folder, project_token


@unittest.skipUnless(hasattr(os, "getuid"), "modes of files are of POSIX")
class ProjectTokens(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(os.path.realpath(folder.name))
        (self.root / "shop" / "inner").mkdir(parents=True)
        (self.root / "shop" / "manage.py").touch()
        self.cache = self.root / "cache"
        patch = mock.patch.dict("os.environ", {"XDG_CACHE_HOME": str(self.cache)})
        patch.start()
        self.addCleanup(patch.stop)

    @property
    def file(self) -> Path:
        return self.cache / "sessionscope" / file_name_of(self.root / "shop")

    def token(self):
        return project_token(str(self.root / "shop" / "inner"))

    def test_it_is_made_once_and_kept_for_the_user_alone(self) -> None:
        made = self.token()
        self.assertEqual((made, self.token()), (made, made))
        self.assertIsNone(made.problem)
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.file.read_text(), f"{made.token}\n{made.server}\n")
        self.assertEqual(project_folder(self.root / "shop" / "inner"), self.root / "shop")

    def test_a_file_that_others_can_read_is_not_used(self) -> None:
        kept = self.token()
        self.file.chmod(0o644)
        own = self.token()
        self.assertNotEqual(own.token, kept.token)
        self.assertIn("others may read it", own.problem or "")
        self.assertEqual(self.token(), own, "one token for the process")

    def test_neither_a_link_nor_a_folder_of_others_nor_damage_is_used(self) -> None:
        self.token()
        self.file.rename(self.root / "elsewhere")
        self.file.symlink_to(self.root / "elsewhere")
        self.assertIsNotNone(self.token().problem)
        self.file.unlink()
        self.file.write_text("no token")
        self.file.chmod(0o600)
        self.assertIn("does not hold a token", self.token().problem or "")
        self.file.unlink()
        (self.cache / "sessionscope").chmod(0o777)
        self.assertIn("others may write", self.token().problem or "")
