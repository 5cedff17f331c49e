import django.db.models.deletion
from django.db import migrations, models

import studio.obs.models


class Migration(migrations.Migration):

    dependencies = [
        ('studio', '0037_templates'),
    ]

    operations = [
        migrations.CreateModel(
            name='ObsPassword',
            fields=[
                ('id', models.CharField(default=studio.obs.models.password_id, editable=False, max_length=64, primary_key=True, serialize=False)),
                ('sealed', models.TextField(editable=False)),
                ('token', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='obs_password', to='studio.token')),
            ],
            options={
                'ordering': ('token__created', 'id'),
            },
        ),
    ]
