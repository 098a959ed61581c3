"""The sessions that people have open."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from departments.models import User


def end_all(user: User) -> int:
    """Ends every session of this person, so that none revives with the account; returns how many."""
    open_ones = [
        session.pk
        for session in Session.objects.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    return Session.objects.filter(pk__in=open_ones).delete()[0]
