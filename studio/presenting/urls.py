"""Addresses of presenters' pages."""

from __future__ import annotations

from django.urls import path

from studio.presenting.page import Picture, pages, present

urlpatterns = [
    path("present/<str:key>/", present, name="present"),
    path("present/<str:key>/pages", pages, name="present_pages"),
    path("present/<str:key>/pages/<int:number>/<int:width>.jpg", Picture.as_view(), name="present_picture"),
]
