from django.db import migrations


def publish_purposes(apps, schema_editor):
    """The purpose that an organisation had becomes its first version, which no member published."""
    Organisation = apps.get_model("organisations", "Organisation")
    WordingVersion = apps.get_model("organisations", "WordingVersion")
    for organisation in Organisation.objects.exclude(purpose="").iterator():
        purpose = " ".join(organisation.purpose.split())
        if purpose:
            WordingVersion.objects.create(
                organisation=organisation, number=1, texts={"en": {"purpose": purpose, "clauses": []}}
            )


def keep_purposes(apps, schema_editor):
    """Back to one sentence: that of the newest version, in its main language."""
    WordingVersion = apps.get_model("organisations", "WordingVersion")
    for version in WordingVersion.objects.order_by("number").select_related("organisation").iterator():
        version.organisation.purpose = version.texts[version.main_language]["purpose"][:300]
        version.organisation.save(update_fields=["purpose"])


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_wording"),
    ]

    operations = [
        migrations.RunPython(publish_purposes, keep_purposes),
    ]
