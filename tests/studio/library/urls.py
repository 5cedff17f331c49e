"""The library's addresses, without the rest of the API."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from studio.library.api import Folders, Library

router = SimpleRouter(trailing_slash=False)
router.register("library", Library)
urlpatterns = [
    path("api/v1/library/folders", Folders.as_view()),
    path("api/v1/", include(router.urls)),
    path("", include("studio.media.urls")),
    path("", include("studio.console.urls")),  # what the page of an error names
]
