"""A show may be wanted on air for a rehearsal: with its ways out closed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0027_slate")]

    operations = [
        migrations.AddField(
            model_name="show",
            name="rehearsing",
            field=models.BooleanField(default=False, help_text="wanted on air with its ways out closed"),
        ),
    ]
