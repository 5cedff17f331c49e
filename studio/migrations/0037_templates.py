"""Shows that new ones are made of, and uploads that are whole shows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0036_roles_as_rights")]

    operations = [
        migrations.AddField(
            model_name="show",
            name="template",
            field=models.BooleanField(default=False, help_text="never on air: new shows are made of it"),
        ),
        migrations.AddField(
            model_name="upload",
            name="archive",
            field=models.BooleanField(
                default=False, help_text="of a show, to be taken in as one; never in the library"
            ),
        ),
    ]
