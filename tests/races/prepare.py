"""Fills the races' database with the standing cast, and prints the keys of its measures."""

import json

import django

django.setup()

from django.db import transaction  # noqa: E402

from tests.cast import make_cast, make_person  # noqa: E402

with transaction.atomic():
    cast = make_cast()
    make_person("other", is_coordinator=True)
    make_person("chief", is_administrator=True)
print(json.dumps({ref: measure.pk for ref, measure in cast.measures.items()}))
