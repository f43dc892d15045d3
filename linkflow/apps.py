from django.apps import AppConfig


class LinkflowConfig(AppConfig):
    name = "linkflow"
