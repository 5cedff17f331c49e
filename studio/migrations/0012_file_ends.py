"""A file looped or it did not; now it has one of several ends."""

from django.db import migrations


def name_ends(apps, schema_editor):
    for source in apps.get_model("studio", "Source").objects.all():
        if source.input.get("kind") == "file" and "loop" in source.input:
            loop = source.input.pop("loop")
            source.input = {**source.input, "end": "loop" if loop else "hold"}
            source.save(update_fields=["input"])


def name_loops(apps, schema_editor):
    """What is new is lost: an older version knows loops only, and no speed."""
    for source in apps.get_model("studio", "Source").objects.all():
        if source.input.get("kind") == "file" and "end" in source.input:
            rest = {name: value for name, value in source.input.items() if name not in ("end", "on_take", "speed")}
            source.input = rest | {"loop": source.input["end"] == "loop"}
            source.save(update_fields=["input"])


class Migration(migrations.Migration):
    dependencies = [("studio", "0011_audit")]

    operations = [migrations.RunPython(name_ends, name_loops)]
