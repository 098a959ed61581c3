"""Days as people write them."""

import datetime

from django.utils.translation import gettext as _

from actionplan.shared.months import SHORT_MONTHS


def written(value: datetime.date, *, year: int | None = None) -> str:
    """'26 Oct 2022', or as the reader's language has it; without the year where it is the one given."""
    pattern = _("{day} {month}") if value.year == year else _("{day} {month} {year}")
    return pattern.format(day=value.day, month=SHORT_MONTHS[value.month - 1], year=value.year)
