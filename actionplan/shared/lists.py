"""The list page as a declaration: a table class, a filter class, a queryset.

From these come filters, sorting, pages, the exports of exactly what is filtered, and the htmx fragment.
"""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from actionplan.shared import workbook
from actionplan.shared.tables import Table


class ListPage(SingleTableMixin, FilterView):
    """Give it `table_class`, `filterset_class`, `template_name` and `get_queryset`.

    `?export=xlsx` and `?export=csv` answer with the filtered and sorted rows of all pages. An htmx request
    aimed at `#results` gets only that part. A filter value that can't be right is named on the page.
    """

    table_class: ClassVar[type[Table]]
    template_name: ClassVar[str]
    fragment_template: ClassVar[str] = "_results.html"
    context_table_name = "table"
    strict = False
    export_name: ClassVar[Any] = _("list")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if form := request.GET.get("export"):
            return self.export(form)
        return super().get(request, *args, **kwargs)

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        return super().get_filterset_kwargs(filterset_class) | {"data": self.request.GET}

    def get_template_names(self) -> list[str]:
        fragment = self.request.htmx and self.request.htmx.target == "results"
        return [self.fragment_template if fragment else self.template_name]

    def export(self, form: str) -> HttpResponse:
        """The workbook or text file of what the filters leave."""
        if form not in ("xlsx", "csv"):
            raise Http404
        filterset = self.get_filterset(self.get_filterset_class())
        filterset.is_valid()
        self.object_list = filterset.filter_queryset(self.get_queryset())
        table = self.table_class(data=self.object_list, **self.get_table_kwargs())
        if sort := self.request.GET.getlist("sort"):
            table.order_by = sort
        rows = list(table.export_rows())
        name = f"{self.get_export_name()}.{form}"
        self.exported(name, len(rows) - 1)
        if form == "csv":
            return workbook.download(workbook.csv_text(rows), name, "text/csv; charset=utf-8")
        return workbook.download(workbook.xlsx(self.get_export_name(), rows), name, workbook.XLSX)

    def get_export_name(self) -> str:
        """The name of the file, without its ending."""
        return str(self.export_name)

    def exported(self, name: str, rows: int) -> None:
        """Called once for each export, for the audit log."""
