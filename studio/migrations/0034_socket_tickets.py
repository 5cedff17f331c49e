"""Tickets to the event socket."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0033_scene_sound")]

    operations = [
        migrations.CreateModel(
            name="SocketTicket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hash", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "session",
                    models.CharField(
                        blank=True, default="", help_text="the key of the asker's session", max_length=40
                    ),
                ),
                ("expires", models.DateTimeField(db_index=True)),
                (
                    "show",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="studio.show"
                    ),
                ),
                (
                    "token",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="studio.token",
                    ),
                ),
            ],
        ),
    ]
