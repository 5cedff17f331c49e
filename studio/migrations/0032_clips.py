"""Clips that are cut out of recordings."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0031_surface")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="recording",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="jobs",
                to="studio.recording",
            ),
        ),
        migrations.AddField(
            model_name="job",
            name="spec",
            field=models.JSONField(blank=True, default=dict, help_text="what is asked of it, beside the asset"),
        ),
    ]
