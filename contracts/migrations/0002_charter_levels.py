"""The two levels of the charter and the channels that each opens (CH-II, CH-III.1, CH-III.3)."""

from django.db import migrations


def load(apps, schema_editor):
    SupportLevel = apps.get_model("contracts", "SupportLevel")
    SupportLevel.objects.bulk_create(
        [
            SupportLevel(
                code="premium",
                name="Premium",
                rank=1,
                channels=["web", "mail", "phone"],
                open_to_end_customers=True,
                remote_sessions=True,
            ),
            SupportLevel(
                code="standard",
                name="Standard",
                rank=2,
                channels=["mail"],
                open_to_end_customers=False,
                remote_sessions=False,
            ),
        ]
    )


def unload(apps, schema_editor):
    apps.get_model("contracts", "SupportLevel").objects.filter(code__in=["premium", "standard"]).delete()


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
