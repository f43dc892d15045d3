from django.db import migrations


def name_first_versions(apps, schema_editor):
    """Consents whose text holds the sentence that became version 1 of their organisation belong to that version."""
    Consent = apps.get_model("linkflow", "Consent")
    WordingVersion = apps.get_model("organisations", "WordingVersion")
    for version in WordingVersion.objects.filter(number=1, publisher="").iterator():
        purpose = version.texts[version.main_language]["purpose"]
        consents = Consent.objects.filter(organisation=version.organisation_id, wording=None).only("text")
        for consent in consents.iterator():
            if purpose in " ".join(consent.text.split()):
                Consent.objects.filter(pk=consent.pk).update(wording=version)


class Migration(migrations.Migration):
    dependencies = [
        ("linkflow", "0002_consent_wording"),
    ]

    operations = [
        migrations.RunPython(name_first_versions, migrations.RunPython.noop),
    ]
