#!/usr/bin/env python3
"""A small shop on Django's own sessions: `python3 manage.py migrate`, then `python3 manage.py runserver`."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
