from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0004_purpose_to_wording"),
    ]

    operations = [
        migrations.RemoveField(model_name="organisation", name="purpose"),
    ]
