"""What each rundown names, and how many items it has, beside the items themselves."""

import django.db.models.deletion
from django.db import migrations, models


def note_names(apps, schema_editor):
    """One rundown after the other: each may be a megabyte."""
    rundowns, named = (apps.get_model("studio", name) for name in ("Rundown", "Named"))
    for pk in list(rundowns.objects.values_list("pk", flat=True)):
        row = rundowns.objects.get(pk=pk)
        names = {name for item in row.items for name in names_of(item)}
        names |= {(content["kind"], content[content["kind"]]) for content in row.filler}
        named.objects.bulk_create(named(rundown=row, kind=kind, name=name) for kind, name in sorted(names))
        rundowns.objects.filter(pk=pk).update(item_count=len(row.items))


def names_of(item):
    if item["start"].get("rule"):
        yield "rule", ""
    content = item["content"]
    if content["kind"] == "break":
        for one in content["items"]:
            yield from names_of(one)
        return
    for played in filter(None, (content, item["backup"])):
        yield played["kind"], played[played["kind"]]
    captions = "" if item["captions"] in ("auto", "off") else item["captions"]
    yield from (("asset", asset) for asset in (item["poster"], captions) if asset)
    yield from (("overlay", bound["overlay"]) for bound in item["overlays"])
    if item["scene"]:
        yield "scene", item["scene"]


class Migration(migrations.Migration):
    dependencies = [
        ("studio", "0016_subtitles"),
    ]

    operations = [
        migrations.CreateModel(
            name="Named",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("name", models.CharField(max_length=64)),
                ("rundown", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="named", to="studio.rundown")),
            ],
        ),
        migrations.AddIndex(
            model_name="named",
            index=models.Index(fields=["kind", "name"], name="who_names_what"),
        ),
        migrations.AddConstraint(
            model_name="named",
            constraint=models.UniqueConstraint(fields=("rundown", "kind", "name"), name="named_once"),
        ),
        migrations.AddField(
            model_name="rundown",
            name="item_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(note_names, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="rundown",
            index=models.Index(fields=["show", "id", "revision"], name="revisions_of_a_show"),
        ),
    ]
