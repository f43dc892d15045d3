"""How gunicorn serves the portal. Address, processes and threads come from the environment or the command line."""

import os

wsgi_app = "portal.wsgi"
bind = os.environ.get("BIND", "0.0.0.0:8000")  # noqa: S104 (inside a container; its port is published or not)
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 5
keepalive = 5
max_requests = 10_000
max_requests_jitter = 1_000
control_socket_disable = True
accesslog = None  # a Link URL is a secret: addresses are not logged; portal.lib.masking masks those of errors
errorlog = "-"
