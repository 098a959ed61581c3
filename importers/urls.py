"""Addresses of the imports."""

from actionplan.shared.routes import Route

ROUTES: list[Route] = []
