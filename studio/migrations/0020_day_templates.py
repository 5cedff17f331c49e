"""Day templates are marked as such, no longer by how they are called."""

from django.db import migrations, models

NAMED = "Day template: "


def mark(apps, schema_editor):
    for row in apps.get_model("studio", "Rundown").objects.filter(name__startswith=NAMED):
        row.name, row.template = row.name.removeprefix(NAMED) or row.name, True
        row.save(update_fields=["name", "template"])


def name(apps, schema_editor):
    for row in apps.get_model("studio", "Rundown").objects.filter(template=True):
        row.name = f"{NAMED}{row.name}"[:120]
        row.save(update_fields=["name"])


class Migration(migrations.Migration):
    dependencies = [("studio", "0019_rundown_films_and_breaks")]

    operations = [
        migrations.AddField(
            model_name="rundown",
            name="template",
            field=models.BooleanField(default=False, help_text="the fixed times of a day, to be laid on others"),
        ),
        migrations.RunPython(mark, name),
    ]
