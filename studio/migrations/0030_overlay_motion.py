"""How overlays come and go."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0029_views")]

    operations = [
        migrations.AddField("overlay", "enter", models.JSONField(blank=True, default=dict)),
        migrations.AddField("overlay", "leave", models.JSONField(blank=True, default=dict)),
        migrations.AddField(
            "overlay",
            "auto_off_s",
            models.FloatField(default=0.0, help_text="how long after it was switched on it goes; 0: it stays"),
        ),
    ]
