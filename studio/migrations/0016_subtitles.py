"""Files of subtitles are a kind of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0015_library")]

    operations = [
        migrations.AlterField(
            model_name="asset",
            name="kind",
            field=models.CharField(
                choices=[("video", "Video"), ("audio", "Audio"), ("image", "Image"), ("subtitles", "Subtitles")],
                max_length=9,
            ),
        ),
    ]
