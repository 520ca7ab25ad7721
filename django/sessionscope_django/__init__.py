"""Sessionscope for Django: shows and edits Django's own sessions in the browser's DevTools.

The first line of MIDDLEWARE: "sessionscope_django.Middleware". With DEBUG off it takes itself out, unless a token is
configured.
"""

from .middleware import Middleware
from .version import version as __version__

__all__ = ["Middleware", "__version__"]
