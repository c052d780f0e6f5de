"""Where the ball is elsewhere, by default.

The charter's first response (CH-V.2) waits for nobody but us, and nothing pauses it. The centre's own aims do not count the
time of the manufacturer, nor that of the customer. An ended ticket needs no rule: its clocks stand still.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PAUSES = {
    "next_response": ["waiting_customer", "at_vendor"],
    "resolution": ["waiting_customer", "at_vendor", "with_reseller"],
}


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    rule = apps.get_model("sla", "PauseRule")
    for target, states in PAUSES.items():
        for state in states:
            rule.objects.create(target=target, state=state)


class Migration(migrations.Migration):
    dependencies = [("sla", "0003_dated_versions")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
