"""Which address shows what."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from abusedesk.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("complaints.urls")),
]
