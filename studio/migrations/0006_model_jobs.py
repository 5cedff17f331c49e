"""Jobs that install a model name it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0005_captions")]

    operations = [
        migrations.AddField(
            "job",
            "name",
            models.CharField(blank=True, default="", help_text="of the model that is installed", max_length=80),
        )
    ]
