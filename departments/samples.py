"""Which sample accounts the sign-in page of the demonstration offers first."""

from collections import defaultdict
from dataclasses import dataclass

from departments.choices import Position, UnitKind
from departments.models import Membership, User

UNITS_OF_A_KIND = 2


@dataclass(frozen=True)
class Offer:
    """The accounts that show each kind of person, and all others."""

    featured: list[User]
    others: list[User]


def offer() -> Offer:
    """All sample accounts in which people can sign in, one of each kind of person before the rest.

    These are: a reporter of each of the two bureaus and the two districts with the most accounts, the head of
    the first of them, and the first of each role. Ties go to the account that was made first.
    """
    accounts = User.objects.filter(is_sample=True, is_active=True)
    people = list(accounts.prefetch_related("memberships__unit").order_by("pk"))
    of_unit: defaultdict[int, list[tuple[User, Membership]]] = defaultdict(list)
    for person in people:
        for membership in person.memberships.all():
            of_unit[membership.unit_id].append((person, membership))
    largest = sorted(of_unit.values(), key=len, reverse=True)
    featured: list[User | None] = []
    for kind in (UnitKind.MUNICIPAL, UnitKind.DISTRICT):
        units = [unit for unit in largest if unit[0][1].unit.kind == kind][:UNITS_OF_A_KIND]
        featured += [_first(unit, Position.REPORTER) for unit in units]
        if kind == UnitKind.MUNICIPAL and units:
            featured.insert(1, _first(units[0], Position.HEAD))
    for role in ("is_coordinator", "is_administrator", "is_leadership"):
        featured.append(next((person for person in people if getattr(person, role)), None))
    first = [person for person in dict.fromkeys(featured) if person]
    return Offer(first, [person for person in people if person not in first])


def _first(unit: list[tuple[User, Membership]], position: Position) -> User | None:
    return next((person for person, membership in unit if membership.position == position), None)
