from django.db import migrations

from actionplan.shared.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("departments", "0001_initial")]

    operations = [append_only("departments_auditentry")]
