import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Face",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("logo", models.BinaryField(default=b"")),
                ("logo_digest", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ("logo_width", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("logo_height", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("accent", models.CharField(blank=True, max_length=7, verbose_name="colour")),
                ("welcome", models.TextField(blank=True, max_length=1000, verbose_name="welcome text")),
                ("return_url", models.CharField(blank=True, max_length=500, verbose_name="address at the end")),
                ("hosts", models.JSONField(blank=True, default=list, verbose_name="allowed hosts")),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="face",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "base_manager_name": "objects",
            },
        ),
    ]
