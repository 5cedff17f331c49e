"""Whose pages may embed a show, and by which request a command came."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0038_obs_passwords")]

    operations = [
        migrations.AddField(
            model_name="show",
            name="embed_origins",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="whose pages may have the watch page in a frame, such as https://example.org",
            ),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="request",
            field=models.CharField(
                blank=True, default="", help_text="the id of the request it came with", max_length=80
            ),
        ),
    ]
