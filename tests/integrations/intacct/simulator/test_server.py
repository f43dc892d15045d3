"""The simulator as a process of its own, and as a WSGI application."""

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import pytest
import requests

from integrations.intacct.simulator.blueprint import OWN_SENDER, PASSWORD, SENDER_PASSWORDS, USER_ID
from integrations.intacct.simulator.scenarios import SCENARIOS, build_world
from integrations.intacct.simulator.server import GATEWAY_PATH, make_app
from integrations.intacct.simulator.web import MAX_BODY

ROOT = Path(__file__).parents[4]
ENDPOINT = "http://127.0.0.1:8001" + GATEWAY_PATH
SIGN_IN = f"""<?xml version="1.0" encoding="UTF-8"?>
<request>
  <control>
    <senderid>{OWN_SENDER}</senderid><password>{SENDER_PASSWORDS[OWN_SENDER]}</password>
    <controlid>1</controlid><uniqueid>false</uniqueid><dtdversion>3.0</dtdversion><includewhitespace>false</includewhitespace>
  </control>
  <operation>
    <authentication><login>
      <userid>{USER_ID}</userid><companyid>%s</companyid><password>{PASSWORD}</password>
    </login></authentication>
    <content><function controlid="a"><getAPISession/></function></content>
  </operation>
</request>"""


def call(app, method, path, body=b"", **environ):
    """Call a WSGI application; returns status, headers and body."""
    request = {"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(body))}
    request |= {"wsgi.input": io.BytesIO(body), "HTTP_HOST": "127.0.0.1:8001"}
    setup_testing_defaults(request)
    request |= environ
    answered = []
    parts = app(request, lambda status, headers: answered.extend((status, dict(headers))))
    return int(answered[0][:3]), answered[1], b"".join(parts)


@pytest.fixture
def app():
    return make_app(build_world(), endpoint=ENDPOINT)


@pytest.fixture
def start(tmp_path):
    """Start the simulator with these arguments; hands back the process and its address once it is ready."""
    started = []
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}

    def begin(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "integrations.intacct.simulator", "--port", "0", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        watchdog = threading.Timer(20, process.kill)
        watchdog.start()
        ready = process.stdout.readline()
        watchdog.cancel()
        return process, re.search(r"Console (http://\S+)/console/", ready).group(1)

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def run(*arguments):
    command = [sys.executable, "-m", "integrations.intacct.simulator", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)


def test_says_that_it_is_well(app):
    assert call(app, "GET", "/healthz")[::2] == (200, b"ok")


@pytest.mark.parametrize("path", ["/", "/console"])
def test_leads_to_the_console(app, path):
    status, headers, _ = call(app, "GET", path)
    assert (status, headers["Location"]) == (303, "/console/")


def test_answers_head_without_a_body(app):
    status, headers, body = call(app, "HEAD", "/console/")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 1000


def test_gateway_signs_in_over_its_own_path(app):
    status, _, body = call(
        app, "POST", GATEWAY_PATH, (SIGN_IN % "demo-single").encode(), CONTENT_TYPE="application/xml"
    )
    assert status == 200
    assert b"<sessionid>" in body
    assert ENDPOINT.encode() in body


def test_gateway_answers_to_post_only(app):
    assert call(app, "GET", GATEWAY_PATH)[0] == 405


def test_gateway_knows_at_once_what_the_console_changed(app):
    body = (SIGN_IN % "demo-user-locked").encode()
    assert b"<sessionid>" not in call(app, "POST", GATEWAY_PATH, body, CONTENT_TYPE="application/xml")[2]
    unlock = "/console/companies/demo-user-locked/web-services-users/named/ws_reader/unlock/"
    assert call(app, "POST", unlock)[0] == 303
    assert b"<sessionid>" in call(app, "POST", GATEWAY_PATH, body, CONTENT_TYPE="application/xml")[2]


@pytest.mark.parametrize("path", [GATEWAY_PATH, "/console/companies/demo-new/reset/"])
def test_refuses_bodies_that_are_too_large(app, path):
    assert call(app, "POST", path, b"", CONTENT_LENGTH=str(MAX_BODY + 1))[0] == 413
    endless = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True, "wsgi.input": io.BytesIO(b"x" * (MAX_BODY + 2))}
    assert call(app, "POST", path, b"", **endless)[0] == 413


def test_unknown_path_is_not_found(app):
    assert call(app, "GET", "/elsewhere")[0] == 404


def test_serves_without_django_settings_and_ends_quietly(start):
    process, address = start()
    assert requests.get(address + "/healthz", timeout=5).text == "ok"
    assert "Simulator: not Sage Intacct." in requests.get(address + "/console/", timeout=5).text
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, "", "")


def test_ends_quietly_on_interrupt(start):
    process, _ = start()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, "", "")


def test_keeps_the_state_over_a_restart(start, tmp_path):
    state = str(tmp_path / "state.json")
    process, address = start("--state", state)
    page = "/console/companies/demo-new/subscriptions/Web%20Services/"
    assert requests.post(address + page, {"action": "subscribe"}, timeout=5).ok
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)
    _, address = start("--state", state)
    assert "No other software can reach this company" in requests.get(address + page, timeout=5).text


def test_waits_before_each_gateway_answer_only(start):
    _, address = start("--delay", "300")
    body = (SIGN_IN % "demo-single").encode()
    reply = requests.post(address + GATEWAY_PATH, body, headers={"Content-Type": "application/xml"}, timeout=5)
    assert reply.elapsed.total_seconds() >= 0.3
    assert requests.get(address + "/healthz", timeout=5).elapsed.total_seconds() < 0.3


def test_busy_port_is_one_plain_sentence():
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        ended = run("--port", str(port))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"Port {port} is in use already. Choose another one with --port.\n"


def test_unreadable_state_is_one_plain_sentence(tmp_path):
    path = tmp_path / "state.json"
    path.write_text("[1, 2]")
    ended = run("--port", "0", "--state", str(path))
    assert ended.returncode == 2
    assert ended.stderr == f"{path} holds no state of this simulator. Name another file with --state.\n"


def test_lists_what_to_type_as_json():
    rows = json.loads(run("--list", "--json").stdout)
    assert [row["scenario"] for row in rows] == [scenario.key for scenario in SCENARIOS]


def test_lists_what_to_type_for_people():
    listed = run("--list").stdout
    assert listed.splitlines()[0].split()[:2] == ["Company", "ID"]
    assert all(scenario.company_id in listed and scenario.summary in listed for scenario in SCENARIOS)


def test_log_tells_benchmarks_what_was_asked(start):
    _, server = start()
    requests.delete(f"{server}/log.json", timeout=5)
    requests.post(f"{server}/ia/xml/xmlgw.phtml", b"<request/>", headers={"Content-Type": "text/xml"}, timeout=5)
    told = requests.get(f"{server}/log.json", timeout=5).json()
    assert [(call["status"], call["bytes_in"]) for call in told["calls"]] == [(200, 10)]
    assert set(told) == {"calls", "totals", "most_at_once"}


def test_pages_of_the_console_need_no_settings_of_ours(start):
    _, server = start("--fault", "demo-single:busy:lasts=5")
    answer = requests.post(f"{server}{GATEWAY_PATH}", SIGN_IN % "demo-single", timeout=5)
    assert answer.status_code == 429
    for page in ("", "faults/", "behaviour/", "log/", "company/", "subscriptions/", "roles/"):
        shown = requests.get(f"{server}/console/companies/demo-single/{page}", timeout=5)
        assert shown.status_code == 200, page
    log = requests.get(f"{server}/console/companies/demo-single/log/", timeout=5).text
    assert "getAPISession" in log
    assert PASSWORD not in log
