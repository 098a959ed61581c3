"""The base of all tables: columns, order and export; its template draws each row by one partial."""

from collections.abc import Iterator
from typing import Any, ClassVar

import django_tables2 as tables
from django.db.models import F, QuerySet
from django_tables2.data import TableQuerysetData


class Column(tables.Column):
    """A column: a head, the field or expression that it sorts by, a class, and a value for export.

    `key` names what sorting asks the database for; without one the column doesn't sort. `export=False`
    keeps it out of workbooks, `screen=False` off the page. A table's `value_<name>` gives what is exported.
    """

    def __init__(
        self,
        label: Any,
        *,
        css: str = "",
        key: Any = None,
        export: bool = True,
        screen: bool = True,
        **options: Any,
    ) -> None:
        self.css = css
        self.screen = screen
        super().__init__(
            verbose_name=label,
            orderable=key is not None,
            order_by=key,
            exclude_from_export=not export,
            empty_values=(),
            **options,
        )


class Rows(TableQuerysetData):
    """Rows of a queryset, in an order that is the same on every database and on every page.

    Empty values come last, whichever way one sorts; rows that are equal keep the order of `ties`.
    """

    data: QuerySet

    def order_by(self, aliases: Any) -> None:
        if not aliases:
            return
        super().order_by(aliases)
        keys = [
            F(name[1:]).desc(nulls_last=True) if name.startswith("-") else F(name).asc(nulls_last=True)
            for name in map(str, self.data.query.order_by)
        ]
        self.data = self.data.order_by(*keys, *self.table.ties)


class Table(tables.Table):
    """A list. `row_template` draws one `record`; `band_of` names the heading that it stands under, if any.

    The row template gets `record` and everything in the page's context. `ties` orders the rows that are equal
    by the column that is sorted by.
    """

    row_template: ClassVar[str]
    empty_template: ClassVar[str] = "_nothing_found.html"
    caption: ClassVar[Any] = ""
    css: ClassVar[str] = ""
    ties: ClassVar[tuple[str, ...]] = ("pk",)
    page_length: ClassVar[int] = 50

    class Meta:
        template_name = "_table.html"

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(Rows(data) if isinstance(data, QuerySet) else data, **options)

    def paginate(self, *args: Any, per_page: int | None = None, **options: Any) -> None:
        """Pages of the table's own length, whatever length an address asks for."""
        super().paginate(*args, per_page=self.page_length, **options)

    @property
    def screen_columns(self) -> list[Any]:
        """The columns that the page shows."""
        return [column for column in self.columns if column.column.screen]

    def banded(self) -> Iterator[tuple[Any, list[Any]]]:
        """The page's records in groups under their band; one group with None where the table has no bands."""
        group: list[Any] = []
        heading: Any = None
        for row in self.paginated_rows:
            band = self.band_of(row.record)
            if group and band != heading:
                yield heading, group
                group = []
            heading = band
            group.append(row.record)
        if group:
            yield heading, group

    def band_of(self, record: Any) -> Any:
        """The heading above this record; bands show only while the list stands in its own order."""
        return None

    def export_rows(self) -> Iterator[list[Any]]:
        """The header and then every row that the filters leave, as plain values."""
        columns = [column for column in self.columns if not column.column.exclude_from_export]
        yield [str(column.header) for column in columns]
        for record in self.data:
            yield [getattr(self, f"value_{column.name}")(record) for column in columns]
