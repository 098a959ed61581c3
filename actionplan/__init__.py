"""Seeing a government action plan through, across all the departments it binds."""

__version__ = "0.1.0"
