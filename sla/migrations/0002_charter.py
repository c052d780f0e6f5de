"""The charter as data: the opening hours of CH-I, the commitments of CH-V.1 and CH-V.2."""

from datetime import UTC, datetime

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WORKING_DAY = [["09:00", "12:30"], ["14:00", "18:00"]]
CHARTER = {
    "time_zone": "Europe/Paris",
    "weekly": [WORKING_DAY, WORKING_DAY, WORKING_DAY, WORKING_DAY, WORKING_DAY, [], []],
    "holidays": {"country": "FR", "subdivision": None},
    "closures": [],
    "openings": [],
}
FIRST_RESPONSE_MINUTES = {
    "premium": {1: 120, 2: 240, 3: 480, 4: 720},
    "standard": {1: None, 2: None, 3: None, 4: None},
}


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    calendar = apps.get_model("sla", "Calendar").objects.create(code="cst", name="Centre de support technique")
    apps.get_model("sla", "CalendarVersion").objects.create(
        # In force for whatever instant is asked: the charter has no earlier hours.
        calendar=calendar,
        number=1,
        effective_from=datetime(1970, 1, 1, tzinfo=UTC),
        definition=CHARTER,
    )
    commitment = apps.get_model("sla", "Commitment")
    for level, promises in FIRST_RESPONSE_MINUTES.items():
        for severity, minutes in promises.items():
            commitment.objects.create(level=level, severity=severity, first_response_minutes=minutes)


class Migration(migrations.Migration):
    dependencies = [("sla", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
