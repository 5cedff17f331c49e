"""How a show starts: its start picture, and the scene that follows it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0006_model_jobs")]

    operations = [migrations.AddField("show", "start", models.JSONField(blank=True, default=dict))]
