"""The group "Support" sees who was invited."""

from django.db import migrations


def grant(apps, schema_editor):
    """Django itself makes permissions only after all migrations."""
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Support")
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="people", model="invitation"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename="view_invitation", defaults={"name": "Can view invitation"}
    )
    group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("accounts", "0002_support_group"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop, elidable=False)]
