"""One list of who did what in a show: commands on air, and changes of people, of which the events knew already."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def take_over(apps: Any, schema_editor: Any) -> None:
    """What was noted of people so far; who it was stands in the words."""
    entry = apps.get_model("studio", "AuditEntry")
    events = apps.get_model("studio", "Event").objects.filter(code="people").order_by("id").iterator()
    entry.objects.bulk_create(
        (entry(show_id=one.show_id, time=one.time, verb="people", text=one.text) for one in events), batch_size=500
    )


class Migration(migrations.Migration):
    dependencies = [("studio", "0010_destinations")]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("time", models.DateTimeField(db_index=True)),
                ("by", models.CharField(blank=True, default="", max_length=200)),
                ("origin", models.CharField(blank=True, default="", max_length=20)),
                ("address", models.CharField(blank=True, default="", max_length=64)),
                ("frame", models.BigIntegerField(blank=True, null=True)),
                ("verb", models.CharField(max_length=40)),
                ("command", models.JSONField(blank=True, default=dict)),
                ("text", models.CharField(blank=True, default="", max_length=500)),
                (
                    "show",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="audit", to="studio.show"
                    ),
                ),
            ],
            options={"ordering": ("-time", "-id")},
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
