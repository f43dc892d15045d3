"""Connections that were linked before say whose books they hold, so that these stay with their entity."""

from django.db import migrations


def fill(apps, schema_editor):
    rows = apps.get_model("companies", "Connection").objects.filter(linked_at__isnull=False, entity_id__isnull=False)
    for pk, *whose in rows.values_list("pk", "account_id", "entity_id", "entity_name").iterator():
        held = dict(zip(("account", "entity", "name"), whose, strict=True))
        rows.filter(pk=pk).update(held=held)


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0006_followers"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
