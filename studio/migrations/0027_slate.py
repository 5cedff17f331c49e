"""What viewers see in the place of a lost source."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0026_edit_revisions")]

    operations = [
        migrations.AddField(
            model_name="show",
            name="slate",
            field=models.JSONField(
                blank=True, default=dict, help_text="what viewers see in the place of a lost source"
            ),
        ),
    ]
