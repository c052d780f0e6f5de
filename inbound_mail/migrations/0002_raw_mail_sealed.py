"""Raw mails are encrypted at rest, and purged when they brought a configuration backup."""

from collections.abc import Callable

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.sealing import decrypt, encrypt


def _rewrite(apps: Apps, change: Callable[[bytes], bytes]) -> None:
    """One mail at a time: a single one may weigh 40 MB."""
    raw_mails = apps.get_model("inbound_mail", "RawMail").objects.filter(purged_at=None)
    for digest in list(raw_mails.values_list("pk", flat=True)):
        row = raw_mails.get(pk=digest)
        row.sealed = change(bytes(row.sealed))
        row.save(update_fields=["sealed"])


def seal(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Encrypt what was stored in clear, and mark the mails whose backups stand in a ticket."""
    _rewrite(apps, encrypt)
    apps.get_model("inbound_mail", "RawMail").objects.filter(
        deliveries__message__attachments__category="configuration"
    ).update(holds_backup=True)


def unseal(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Back to clear bytes; what was purged stays empty."""
    _rewrite(apps, decrypt)


class Migration(migrations.Migration):
    dependencies = [("inbound_mail", "0001_initial"), ("tickets", "0001_initial")]

    operations = [
        migrations.RenameField("rawmail", "content", "sealed"),
        migrations.AddField("rawmail", "holds_backup", models.BooleanField(default=False)),
        migrations.AddField("rawmail", "purged_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "rawmail",
            models.Index(
                condition=models.Q(("holds_backup", True), ("purged_at__isnull", True)),
                fields=["sha256"],
                name="inbound_mail_backup_kept",
            ),
        ),
        migrations.RunPython(seal, unseal),
    ]
