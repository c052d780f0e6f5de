"""The new columns of old rows: what a line repeats of its contract, what the ledger has set aside; the rounding rule."""

from datetime import date

from django.db import migrations

# The ledger refuses any update, hence the triggers put aside for one statement.
FILL = """
    UPDATE contracts_contractline SET contract_id = contract_id;
    ALTER TABLE contracts_creditentry DISABLE TRIGGER USER;
    UPDATE contracts_creditentry SET reserved = -minutes WHERE kind = 'reservation';
    ALTER TABLE contracts_creditentry ENABLE TRIGGER USER;
    UPDATE contracts_creditaccount account SET
        reserved_minutes = COALESCE(
            (SELECT sum(reserved) FROM contracts_creditentry WHERE account_id = account.id), 0),
        full_minutes = COALESCE(
            (SELECT sum(minutes) FROM contracts_creditentry entry WHERE account_id = account.id AND entry.id <=
                (SELECT max(id) FROM contracts_creditentry WHERE account_id = account.id AND kind = 'purchase')), 0);
"""


def load(apps, schema_editor):
    """A quarter of an hour begun counts whole, until EXER says otherwise: the charter names no rounding (CH-PS)."""
    apps.get_model("contracts", "RoundingRule").objects.create(
        from_day=date(2020, 1, 1), step_minutes=15, minimum_minutes=15
    )


def unload(apps, schema_editor):
    apps.get_model("contracts", "RoundingRule").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("contracts", "0003_business_and_ledger")]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunPython(load, unload),
    ]
