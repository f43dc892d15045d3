"""The group "Support": what support staff may see and do, and nothing else."""

from django.db import migrations
from django.utils.text import camel_case_to_spaces

RIGHTS = {
    ("accounts", "User"): ("view", "add", "change"),
    ("organisations", "Organisation"): ("view", "add", "change"),
    ("organisations", "Membership"): ("view", "add", "change", "delete"),
    ("organisations", "ApiKey"): ("view", "change"),
    ("audit", "AuditEvent"): ("view",),
    ("webhooks", "Endpoint"): ("view",),
    ("webhooks", "Delivery"): ("view",),
    ("integrations", "Integration"): ("view", "change"),
    ("integrations", "PartnerCredential"): ("view", "add", "change"),
    ("integrations", "UnknownReply"): ("view",),
    ("companies", "Company"): ("view",),
    ("companies", "Link"): ("view", "change"),
    ("companies", "Connection"): ("view", "change"),
    ("companies", "Probe"): ("view",),
    ("companies", "ProbeCheck"): ("view",),
    ("datasets", "Sync"): ("view",),
    ("datasets", "Dataset"): ("view",),
    ("datasets", "Reading"): ("view",),
    ("linkflow", "LinkSession"): ("view",),
    ("linkflow", "Consent"): ("view",),
}


def create(apps, schema_editor):
    """Make the group and its permissions; Django itself makes permissions only after all migrations."""
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Support")
    permissions = apps.get_model("auth", "Permission").objects
    for (app, model), actions in RIGHTS.items():
        kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
            app_label=app, model=model.lower()
        )
        for action in actions:
            permission, _ = permissions.get_or_create(
                content_type=kind,
                codename=f"{action}_{model.lower()}",
                defaults={"name": f"Can {action} {camel_case_to_spaces(model)}"},
            )
            group.permissions.add(permission)
    for user in apps.get_model("accounts", "User").objects.filter(is_staff=True):
        user.groups.add(group)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create, migrations.RunPython.noop, elidable=False)]
