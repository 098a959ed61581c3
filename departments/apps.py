from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class DepartmentsConfig(AppConfig):
    name = "departments"
    verbose_name = _("Units and people")
    default = True


class AdministrationConfig(admin_apps.AdminConfig):
    """Puts our own site in the place of Django's."""

    default_site = "departments.administration.Administration"
    default = False
