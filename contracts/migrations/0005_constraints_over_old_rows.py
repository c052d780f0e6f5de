"""What old rows satisfy only once 0004 has filled them."""

import django.contrib.postgres.constraints
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0004_fill_lines_and_ledger")]

    operations = [
        BtreeGistExtension(),
        migrations.AddConstraint(
            model_name='contractline',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('device', '='), ('reseller', '<>'), ('covered', '&&')], name='device_of_one_reseller_a_day'),
        ),
        migrations.AddConstraint(
            model_name='creditaccount',
            constraint=models.CheckConstraint(condition=models.Q(('reserved_minutes__gte', 0)), name='credit_reserved_never_below_zero'),
        ),
        migrations.AddConstraint(
            model_name='creditentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'purchase'), ('minutes__gt', 0), ('reserved', 0)), models.Q(('kind', 'reservation'), ('minutes__lt', 0), ('reserved', django.db.models.expressions.CombinedExpression(models.F('minutes'), '*', models.Value(-1)))), models.Q(('kind', 'release'), ('minutes__gt', 0), ('reserved', django.db.models.expressions.CombinedExpression(models.F('minutes'), '*', models.Value(-1)))), models.Q(('kind', 'debit'), ('minutes__lt', 0), ('reserved', 0)), models.Q(('kind', 'debit'), ('minutes', 0), ('reserved__lt', 0)), models.Q(('kind', 'correction'), ('reserved', 0), models.Q(('minutes', 0), _negated=True)), _connector='OR'), name='credit_entry_sign'),
        ),
        migrations.AddConstraint(
            model_name='creditentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'release'), ('reservation__isnull', False)), models.Q(('kind', 'debit'), ('reservation__isnull', False), ('reserved__lt', 0)), models.Q(models.Q(('kind', 'debit'), ('reserved', 0)), ('reservation__isnull', True)), models.Q(('kind__in', ['purchase', 'reservation', 'correction']), ('reservation__isnull', True)), _connector='OR'), name='credit_entry_names_its_reservation'),
        ),
    ]
