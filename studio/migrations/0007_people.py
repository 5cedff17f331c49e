"""Invitations, who gave a token, watch keys that can be ended, and tries of passwords."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('studio', '0006_model_jobs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SignInTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_hash', models.CharField(max_length=64)),
                ('address', models.CharField(max_length=64)),
                ('browser', models.CharField(blank=True, default='', help_text='one where this name signed in before', max_length=64)),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name='show',
            name='private_since',
            field=models.DateTimeField(blank=True, help_text='watch keys given before have ended', null=True),
        ),
        migrations.AddField(
            model_name='signinlink',
            name='for_password',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='token',
            name='giver',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='token',
            name='giver_token',
            field=models.ForeignKey(blank=True, help_text='by which it was given', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='studio.token'),
        ),
        migrations.AlterField(
            model_name='token',
            name='created',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires', models.DateTimeField(blank=True, null=True)),
                ('revoked', models.DateTimeField(blank=True, null=True)),
                ('role', models.CharField(choices=[('viewer', 'Viewer'), ('producer', 'Producer'), ('director', 'Director')], default='viewer', max_length=10)),
                ('label', models.CharField(blank=True, default='', help_text='whom it is meant for', max_length=120)),
                ('email', models.EmailField(blank=True, default='', max_length=254)),
                ('hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('used', models.DateTimeField(blank=True, null=True)),
                ('giver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('giver_token', models.ForeignKey(blank=True, help_text='by which it was given', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='studio.token')),
                ('show', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='studio.show')),
                ('used_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-created', '-id'),
            },
        ),
        migrations.CreateModel(
            name='WatchKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires', models.DateTimeField(blank=True, null=True)),
                ('revoked', models.DateTimeField(blank=True, null=True)),
                ('name', models.CharField(max_length=120)),
                ('standing', models.BooleanField(default=False, help_text='in the addresses that the console shows its giver')),
                ('giver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('giver_token', models.ForeignKey(blank=True, help_text='by which it was given', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='studio.token')),
                ('show', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watch_keys', to='studio.show')),
            ],
            options={
                'ordering': ('-created', '-id'),
            },
        ),
    ]
