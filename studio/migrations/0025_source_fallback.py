"""What stands in for a source."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0024_presenters")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="fallback",
            field=models.JSONField(
                blank=True, default=dict, help_text="what stands in for it; its files by their assets"
            ),
        ),
    ]
