from django.urls import path

from studio.console.views import console, shows

urlpatterns = [
    path("", shows, name="home"),
    path("shows/<str:show_id>/", console, name="console"),
]
