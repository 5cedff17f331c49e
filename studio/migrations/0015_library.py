"""What a file is made of, how loud it is, where it lies and why it was refused; files that come in pieces."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import studio.library.models


def catch_up(apps, schema_editor):
    """Reasons for refusals stood in jobs, which go after some days. What is ready is looked at once more."""
    asset, job = (apps.get_model("studio", name) for name in ("Asset", "Job"))
    for one in asset.objects.filter(state="refused"):
        failed = job.objects.filter(asset=one, state="failed").order_by("-created").first()
        asset.objects.filter(pk=one.pk).update(refused_why=failed.error if failed else "")
    for one in asset.objects.filter(state="ready"):
        job.objects.create(kind="probe", asset=one)


class Migration(migrations.Migration):
    dependencies = [
        ("studio", "0014_show_edits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.CharField(default=studio.library.models.upload_id, editable=False, max_length=64, primary_key=True, serialize=False)),
                ('who', models.CharField(help_text='the user or token that sends it; nobody else knows of it', max_length=80)),
                ('name', models.CharField(max_length=200)),
                ('folder', models.CharField(blank=True, default='', max_length=255)),
                ('bytes', models.PositiveBigIntegerField()),
                ('modified_ms', models.BigIntegerField(blank=True, help_text="when the sender's file was changed last", null=True)),
                ('offset', models.PositiveBigIntegerField(default=0, help_text='bytes that have arrived')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('touched', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ('created', 'id'),
            },
        ),
        migrations.AddField(
            model_name='asset',
            name='audio_codec',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AddField(
            model_name='asset',
            name='bit_rate',
            field=models.PositiveBigIntegerField(blank=True, help_text='bits a second, of all together', null=True),
        ),
        migrations.AddField(
            model_name='asset',
            name='channels',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='asset',
            name='container',
            field=models.CharField(blank=True, default='', help_text='such as mp4 or matroska', max_length=40),
        ),
        migrations.AddField(
            model_name='asset',
            name='folder',
            field=models.CharField(blank=True, default='', help_text='such as Openers/2026; empty: the top', max_length=255),
        ),
        migrations.AddField(
            model_name='asset',
            name='loudness_lufs',
            field=models.FloatField(blank=True, help_text='none of silence and of what is under 3 s', null=True),
        ),
        migrations.AddField(
            model_name='asset',
            name='pixel_format',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AddField(
            model_name='asset',
            name='profile',
            field=models.CharField(blank=True, default='', help_text='of the video codec', max_length=80),
        ),
        migrations.AddField(
            model_name='asset',
            name='rate',
            field=models.CharField(blank=True, default='', help_text='pictures a second, exact: 30000/1001', max_length=24),
        ),
        migrations.AddField(
            model_name='asset',
            name='refused_why',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
        migrations.AddField(
            model_name='asset',
            name='sample_rate',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='asset',
            name='true_peak_db',
            field=models.FloatField(blank=True, help_text='dBTP; none where there is no loudness', null=True),
        ),
        migrations.AddField(
            model_name='asset',
            name='video_codec',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AddField(
            model_name='recording',
            name='title',
            field=models.CharField(blank=True, default='', help_text='what people call it', max_length=120),
        ),
        migrations.AlterField(
            model_name='recording',
            name='name',
            field=models.CharField(help_text='of its files', max_length=80),
        ),
        migrations.AddIndex(
            model_name='asset',
            index=models.Index(fields=['folder'], name='assets_by_folder'),
        ),
        migrations.AddField(
            model_name='upload',
            name='asset',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='studio.asset'),
        ),
        migrations.AddField(
            model_name='upload',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(catch_up, migrations.RunPython.noop),
    ]
