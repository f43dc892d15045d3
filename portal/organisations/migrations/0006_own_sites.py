from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0005_remove_organisation_purpose"),
    ]

    operations = [
        migrations.AddField(
            model_name="face",
            name="origins",
            field=models.JSONField(blank=True, default=list, verbose_name="own sites"),
        ),
    ]
