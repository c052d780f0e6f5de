"""The products that are known by their names have a family; the others stay as they are."""

from django.db import migrations

from contracts import families


def fill(apps, schema_editor):
    rows = apps.get_model("contracts", "Product").objects.filter(family="other")
    for row in rows.only("name").iterator(chunk_size=1000):
        family = families.of_product(row.name)
        if family != "other":
            rows.filter(pk=row.pk).update(family=family)


class Migration(migrations.Migration):
    dependencies = [("contracts", "0006_families")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
