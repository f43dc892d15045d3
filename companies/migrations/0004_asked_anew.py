from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0003_renewal"),
    ]

    operations = [
        migrations.AddField(
            model_name="company",
            name="asked_anew_at",
            field=models.DateTimeField(
                editable=False,
                help_text="Since when the customer waits for a new link; empty once it was sent.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="asked_anew_at",
            field=models.DateTimeField(
                editable=False, help_text="When its holder last asked for a new one.", null=True
            ),
        ),
    ]
