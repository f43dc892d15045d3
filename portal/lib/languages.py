"""Languages: customers' pages speak the reader's, members' pages the house's.

A customer's browser says which languages its owner reads (``Accept-Language``); who chooses another one on a page is
remembered in a cookie. Django does both; here stands only where it applies.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class LanguageMiddleware(LocaleMiddleware):
    """Activate the language of each request: see the module."""

    def process_request(self, request: HttpRequest) -> None:
        if _is_customers(request):
            super().process_request(request)
            return
        translation.activate(settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = settings.LANGUAGE_CODE

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if _is_customers(request):
            return super().process_response(request, response)
        response.headers.setdefault("Content-Language", settings.LANGUAGE_CODE)
        return response


def _is_customers(request: HttpRequest) -> bool:
    return request.path_info.startswith(settings.CUSTOMERS_PAGES)
