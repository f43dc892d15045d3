"""The group "Support" enters maintenance windows."""

from django.db import migrations


def grant(apps, schema_editor):
    """Django itself makes permissions only after all migrations."""
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Support")
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="integrations", model="maintenancewindow"
    )
    for action in ("view", "add", "change"):
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind,
            codename=f"{action}_maintenancewindow",
            defaults={"name": f"Can {action} maintenance window"},
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("integrations", "0003_maintenance_windows"),
        ("accounts", "0002_support_group"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop, elidable=False)]
