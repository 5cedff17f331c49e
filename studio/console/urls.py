from django.urls import path
from django.views.i18n import set_language

from studio.console.languages import texts
from studio.console.views import console, library, rundowns, shows

urlpatterns = [
    path("", shows, name="home"),
    path("library", library, name="library_page"),
    path("shows/<str:show_id>/", console, name="console"),
    path("shows/<str:show_id>/rundowns", rundowns, name="rundowns_page"),
    path("shows/<str:show_id>/rundowns/<str:run_id>", rundowns, name="rundown_page"),
    path("language", set_language, name="set_language"),
    path("texts/<str:language>.js", texts, name="texts"),
]
