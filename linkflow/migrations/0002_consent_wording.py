import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("linkflow", "0001_initial"),
        ("organisations", "0005_remove_organisation_purpose"),
    ]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="wording",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="consents",
                to="organisations.wordingversion",
            ),
        ),
    ]
