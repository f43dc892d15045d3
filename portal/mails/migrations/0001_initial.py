import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Mail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("running", "Running"),
                            ("succeeded", "Done"),
                            ("failed", "Failed"),
                            ("skipped", "Not run"),
                        ],
                        default="queued",
                        max_length=12,
                    ),
                ),
                ("claim_id", models.UUIDField(editable=False, null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("failure", models.TextField(blank=True, help_text="Why it ended without success, for customers.")),
                ("failure_detail", models.TextField(blank=True, help_text="The same for support staff.")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "due_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, help_text="When a worker should have taken it."
                    ),
                ),
                ("started_at", models.DateTimeField(null=True)),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(help_text="noun.verb, such as link.invitation", max_length=60)),
                ("about", models.UUIDField()),
                ("recipient", models.EmailField(max_length=254)),
                ("recipient_name", models.CharField(blank=True, max_length=100)),
                (
                    "is_to_customer",
                    models.BooleanField(default=False, help_text="To a customer, and not to a member."),
                ),
                ("language", models.CharField(max_length=10)),
                ("facts", models.JSONField(blank=True, default=dict)),
                (
                    "handed_at",
                    models.DateTimeField(editable=False, help_text="When the mail server was given it.", null=True),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "indexes": [models.Index(fields=["about", "-created_at"], name="mail_by_object")],
            },
        ),
    ]
