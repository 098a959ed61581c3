from django.db import migrations

from actionplan.shared.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_initial")]

    operations = [append_only(f"tasks_{name}") for name in ("reportevent", "periodevent", "frozenstanding")]
