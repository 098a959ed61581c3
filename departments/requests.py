"""The request that views get."""

from django.http import HttpRequest

from departments.models import User


class Request(HttpRequest):
    """A request of someone signed in: the sign-in middleware lets no other through to a view."""

    user: User
