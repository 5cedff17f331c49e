"""Films that open and close a rundown, and its ad breaks by rule."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0018_named_in_rundowns")]

    operations = [
        migrations.AddField(model_name="rundown", name="opening", field=models.JSONField(blank=True, default=list)),
        migrations.AddField(model_name="rundown", name="closing", field=models.JSONField(blank=True, default=list)),
        migrations.AddField(
            model_name="rundown",
            name="breaks",
            field=models.JSONField(blank=True, help_text="ad breaks by rule; null: none", null=True),
        ),
    ]
