"""Support staff's pages: Django's admin with our sign-in, read-only unless said otherwise, without secrets."""

from django.contrib.admin.apps import AdminConfig


class SupportConfig(AdminConfig):
    default_site = "portal.lib.support.site.SupportSite"
