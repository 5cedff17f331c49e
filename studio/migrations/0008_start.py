"""What a show on air begins with."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0007_people")]

    operations = [migrations.AddField("show", "start", models.JSONField(blank=True, default=dict))]
