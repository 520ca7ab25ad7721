"""The version of this package: the one of the whole project."""

version = "0.1.0"
