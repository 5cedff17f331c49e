from django.apps import AppConfig


class Studio(AppConfig):
    """Everything stored is one Django app, so that there is one line of migrations."""

    name = "studio"
    verbose_name = "Tally"

    def ready(self) -> None:
        import studio.celery  # noqa: F401 - shared tasks need to know their app
