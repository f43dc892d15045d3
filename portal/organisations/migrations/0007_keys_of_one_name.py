from django.db import migrations


def tell_apart(apps, schema_editor):
    """Of working keys of one name the first keeps it; the others get a number behind it."""
    working = apps.get_model("organisations", "ApiKey").objects.filter(revoked_at=None)
    for key in working.order_by("pk"):
        others = working.filter(organisation=key.organisation_id).exclude(pk=key.pk)
        if not others.filter(pk__lt=key.pk, name__iexact=key.name).exists():
            continue
        name, number = key.name, 1
        while others.filter(name__iexact=name).exists():
            number += 1
            name = f"{key.name[:40]} ({number})"
        working.filter(pk=key.pk).update(name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0006_own_sites"),
    ]

    operations = [
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
    ]
