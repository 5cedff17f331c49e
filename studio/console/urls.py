from django.urls import path

from studio.console.views import console, library, shows

urlpatterns = [
    path("", shows, name="home"),
    path("library", library, name="library_page"),
    path("shows/<str:show_id>/", console, name="console"),
]
