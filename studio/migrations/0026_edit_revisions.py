"""Edits say which revision they made, so that those of one drag are one step."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0025_source_fallback")]

    operations = [
        migrations.AddField(
            model_name="showedit",
            name="revision",
            field=models.PositiveBigIntegerField(default=0, help_text="of the show, as the edit made it"),
        ),
    ]
