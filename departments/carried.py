"""What was typed into a form whose session had ended: through the sign-in page and back, kept nowhere."""

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest

from actionplan.shared import routes
from departments.models import User

WRITER = "writer"
"""The field by which a form says for whom it was opened."""
ADDRESS, PREFIX = "carried-to", "carried-"
DROPPED = ("csrfmiddlewaretoken", "move")
TYPED = "typed"
"""As a form's own move: it comes back from the sign-in page, to be looked at before it is sent again."""
MOST_FIELDS, MOST_CHARACTERS = 900, 200_000
_signer = signing.Signer(salt="departments.carried")


@dataclass(frozen=True)
class Carried:
    """A form as typed: where it was sent to, and its fields."""

    address: str
    fields: list[tuple[str, str]]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The fields as the sign-in page holds them, apart from its own."""
        return [(ADDRESS, self.address), *((PREFIX + name, value) for name, value in self.fields)]

    @property
    def writer(self) -> User | None:
        """Who has typed it, as far as the form can tell."""
        person = _read(dict(self.fields).get(WRITER, ""))
        return User.objects.filter(pk=person, is_active=True).first() if person else None


def mark(user: User) -> str:
    """What a form holds as its `writer`."""
    return _signer.sign(str(user.pk))


def is_back(request: HttpRequest) -> bool:
    """Does this request bring what was typed back from the sign-in page? Then it writes nothing."""
    return request.POST.get("move") == TYPED


def by_another(request: HttpRequest, mark: str | None) -> bool:
    """Was the form with this mark opened for another person than the one who sends it?"""
    return mark is not None and _read(mark) != str(request.user.pk)


def _read(mark: str) -> str | None:
    try:
        return _signer.unsign(mark)
    except signing.BadSignature:
        return None


def of(request: HttpRequest) -> Carried | None:
    """What a request sends to a form that is carried, or brings along from the sign-in page; bounded."""
    if request.method != "POST":
        return None
    address, prefix = request.POST.get(ADDRESS), PREFIX
    if address is None:
        address, prefix = request.path, ""
    route = routes.route_at(address)
    if route is None or not route.carries:
        return None
    fields = [
        (name.removeprefix(prefix), value)
        for name, values in request.POST.lists()
        for value in values
        if name.startswith(prefix) and name != ADDRESS and name.removeprefix(prefix) not in DROPPED
    ]
    if len(fields) > MOST_FIELDS or sum(len(value) for _name, value in fields) > MOST_CHARACTERS:
        return None
    return Carried(address, fields)
