"""The version of this package: the one of the whole project."""

version = "1.0.0-rc.0"
