"""Annotations that the database works out once for each row, however often they are referred to.

An annotation is otherwise written out wherever something speaks of it, and a subquery in it runs as often.
"""

from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import Col
from django.db.models.sql.datastructures import BaseTable


class _Worked(BaseTable):
    """A query in the place of a table, of which the database keeps the rows while it reads them."""

    def __init__(self, table_name: str, alias: str | None, columns: tuple[str, ...], query: Any) -> None:
        super().__init__(table_name, alias)
        self.columns, self.query = columns, query

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        quote = connection.ops.quote_name
        sql, params = self.query.get_compiler(connection=connection).as_sql()
        names = ", ".join(map(quote, self.columns))
        rows = f"WITH worked ({names}) AS MATERIALIZED ({sql}) SELECT * FROM worked"
        alias = compiler.quote_name_unless_alias(self.table_alias or self.table_name)
        return f"({rows}) {alias}", params

    def relabeled_clone(self, change_map: dict[str | None, str]) -> "_Worked":
        alias = change_map.get(self.table_alias, self.table_alias)
        return type(self)(self.table_name, alias, self.columns, self.query)


def worked_out(queryset: QuerySet[Any], *names: str) -> QuerySet[Any]:
    """The same rows, with the annotations of these names as plain columns, in no order.

    Any other annotation, and what had been selected or prefetched besides, is gone.
    """
    fields = queryset.model._meta.concrete_fields
    inner = queryset.order_by().annotate(
        **{f"row_{field.attname}": Col(queryset.query.get_initial_alias(), field) for field in fields}
    )
    taken = [*(f"row_{field.attname}" for field in fields), *names]
    columns = (*(field.column for field in fields), *names)
    worked = queryset.model._base_manager.all()
    table = queryset.model._meta.db_table
    alias = worked.query.get_initial_alias()
    worked.query.alias_map[alias] = _Worked(table, alias, columns, inner.values_list(*taken).query)
    given: dict[str, Any] = {}
    for name in names:
        target = inner.query.annotations[name].output_field.clone()
        target.column = name
        given[name] = Col(alias, target)
    return worked.annotate(**given)
