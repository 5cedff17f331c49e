from django.urls import path

from studio.console.languages import texts
from studio.console.views import console, library, rundowns, shows

urlpatterns = [
    path("", shows, name="home"),
    path("library", library, name="library_page"),
    path("shows/<str:show_id>/", console, name="console"),
    path("shows/<str:show_id>/rundowns", rundowns, name="rundowns_page"),
    path("shows/<str:show_id>/rundowns/<str:run_id>", rundowns, name="rundown_page"),
    path("texts/<str:language>.js", texts, name="texts"),
]
