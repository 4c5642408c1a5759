#!/usr/bin/env python3
"""Delivers alerts to real servers: Prometheus' Alertmanager, mail servers (one that asks for
TLS and a login), chats behind TLS with right and wrong
certificates, and one that redirects inside; and asks each of them what it has got.

    tests/proofs/real_receivers.py build/release/groundswell

Needs Debian's prometheus-alertmanager, python3-aiosmtpd and openssl (tools/setup --tests). Exits with 1 when one of them
has not got what it should.
"""
import argparse
import email
import email.policy
import http.server
import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import live

try:
    import aiosmtpd.controller
    import aiosmtpd.smtp
except ImportError:  # another Python than Debian's
    sys.path.append("/usr/lib/python3/dist-packages")
    import aiosmtpd.controller
    import aiosmtpd.smtp

ORG = "海桥银行"
WAIT_SECS = 60
WORDS = ("昨天", "今天", "早上", "中午", "晚上", "刚才", "又", "上周", "前天", "周一")


class Mails:
    """Keeps every mail that comes."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, _server, _session, envelope):
        self.mails.append((envelope, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 OK"


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def chat(answer, tls=None):
    """A server on this machine that keeps the bodies it gets; `answer` gives status, headers and body."""
    bodies = []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            status, headers, body = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1], bodies


def certificate(folder, name):
    """A certificate of its own authority for `name`; its file and its key's."""
    cert, key = f"{folder}/{name}.pem", f"{folder}/{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                    "-addext", f"subjectAltName=DNS:{name}", "-keyout", key, "-out", cert],
                   check=True, capture_output=True)
    return cert, key


def start_alertmanager(folder):
    config = pathlib.Path(folder, "alertmanager.yml")
    config.write_text("route: {receiver: none}\nreceivers: [{name: none}]\n")
    port = free_port()
    process = subprocess.Popen(
        ["prometheus-alertmanager", f"--config.file={config}", f"--storage.path={folder}/am",
         f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return process, port


def firing(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/alerts", timeout=10) as answer:
        return json.load(answer)


def wait_until(what, is_so):
    deadline = time.monotonic() + WAIT_SECS
    while time.monotonic() < deadline:
        try:
            if is_so():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"did not come: {what}")


def complaint(person):
    return {"id": f"real-{person}", "channel": "proof", "author": f"person {person}", "org": ORG,
            "time": int(time.time() * 1000),
            "text": f"{ORG}的退款一直不到账，{WORDS[person % len(WORDS)]}打客服电话没人接，要求退款 {person}"}


def authenticator(_server, _session, _envelope, _mechanism, login):
    """Takes one name and password."""
    is_right = login.login == b"alerts" and login.password == b"mail-password-1"
    return aiosmtpd.smtp.AuthResult(success=is_right, handled=is_right)


def start_mail(keeper, tls=None):
    """A mail server; with `tls` one that takes nothing without STARTTLS and a login."""
    port, options = free_port(), {}
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        options = {"tls_context": context, "require_starttls": True, "auth_required": True,
                   "authenticator": authenticator}
    server = aiosmtpd.controller.Controller(keeper, hostname="127.0.0.1", port=port, **options)
    server.start()
    return server, port


def settings_of(am_port, mail_port, safe_port, ports, good_cert):
    receivers = {
        "am": {"kind": "alertmanager", "url": f"http://127.0.0.1:{am_port}"},
        "mail": {"kind": "email", "url": f"smtp://127.0.0.1:{mail_port}", "from": "告警 <alerts@example.org>",
                 "to": "duty@example.org,pr@example.org", "language": "zh-CN"},
        "safe": {"kind": "email", "url": f"smtp://localhost:{safe_port}", "from": "alerts@example.org", "language": "en",
                 "to": "duty@example.org", "user": "alerts", "secret": "mail-password-1", "ca_file": good_cert},
        "unsafe": {"kind": "email", "url": f"smtp://127.0.0.1:{mail_port}", "from": "alerts@example.org",
                   "to": "never@example.org", "user": "alerts", "secret": "mail-password-2"},
        "right": {"kind": "wecom", "url": f"https://localhost:{ports['tls']}/send?key=right-key-0123456789",
                  "ca_file": good_cert},
        "wrong": {"kind": "wecom", "url": f"https://localhost:{ports['other']}/send?key=wrong-key-0123456789",
                  "ca_file": good_cert},
        "inside": {"kind": "slack", "url": f"http://127.0.0.1:{ports['redirect']}/services/secret-path-0123"},
    }
    settings = [f"receiver.{name}.{key}={value}" for name, keys in receivers.items() for key, value in keys.items()]
    settings += [f"receiver.{name}.allow_private=true" for name in receivers]
    return settings + ["engine.burst.people_min=1000", "profile.crisis_complainants=1000", "serve.public_url=https://gs.example"]


def check_mails(mails):
    wait_until("two mails", lambda: len(mails) >= 2)
    (envelope, first), (_, second) = mails[:2]
    assert envelope.mail_from == "alerts@example.org" and envelope.rcpt_tos == ["duty@example.org", "pr@example.org"]
    assert first["References"] == second["References"] == second["In-Reply-To"], (first.items(), second.items())
    assert first["Message-ID"] != second["Message-ID"] and first["Subject"] == second["Subject"]
    assert ORG in first["Subject"] and str(first["From"]) == "告警 <alerts@example.org>", first["From"]
    plain = second.get_body(("plain",)).get_content()
    html = second.get_body(("html",)).get_content()
    assert "重大" in plain and "重大" in html and "https://gs.example/#/groups/" in plain, plain


def check_alertmanager(port):
    def levels():
        return {alert["labels"]["severity"] for alert in firing(port) if alert["labels"].get("org") == ORG}

    wait_until("the alert in Alertmanager, at its level alone", lambda: levels() == {"major"})


def check_end(engine, connection, port):
    """A dismissal writes no alert, and ends what fires all the same."""
    group = engine.get("/api/v1/groups")[1]["items"][0]["id"]
    connection.request("POST", f"/api/v1/groups/{group}/dismiss", json.dumps({"by": "li", "reason": "演练"}),
                       {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = response.read()
    assert response.status == 200, answer
    wait_until("the end of the alert in Alertmanager", lambda: firing(port) == [])


def check_log(engine):
    alerts = engine.get("/api/v1/alerts?level=major")[1]["items"]
    rows = engine.get(f"/api/v1/alerts/{alerts[0]['id']}/deliveries")[1]["items"]
    outcomes = {row["receiver"]: row["outcome"] for row in rows}
    assert outcomes == {"am": "sent", "mail": "sent", "right": "sent", "safe": "sent"}, outcomes


def check_failures(engine, inside):
    words = "".join(engine.words)
    assert inside == [], "a redirect was followed"
    assert "redirects are not followed" in words, words
    assert "notify: wrong: " in words and "certificate" in words, words
    assert "notify: unsafe: " in words, "a password must not cross the network in the clear"
    for secret in ("mail-password", "right-key", "wrong-key", "secret-path"):
        assert secret not in words, words
    metrics = engine.get("/metrics")[1]
    assert 'groundswell_notify_failing{receiver="wrong"} 1' in metrics, metrics
    assert 'groundswell_notify_failing{receiver="am"} 0' in metrics, metrics


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="groundswell-receivers-")
    good, other_cert = certificate(folder, "localhost"), certificate(folder, "other.example")
    ok = (200, {}, b'{"errcode":0,"errmsg":"ok"}')
    ports, bodies = {}, {}
    ports["tls"], bodies["tls"] = chat(ok, good)
    ports["other"], bodies["other"] = chat(ok, other_cert)
    ports["inside"], bodies["inside"] = chat((200, {}, b"ok"))
    ports["redirect"], bodies["redirect"] = chat((307, {"Location": f"http://127.0.0.1:{ports['inside']}/"}, b""))
    keeper, safe = Mails(), Mails()
    mail_server, mail_port = start_mail(keeper)
    safe_server, safe_port = start_mail(safe, good)
    manager, am_port = start_alertmanager(folder)
    engine = None
    try:
        wait_until("Alertmanager", lambda: firing(am_port) == [])
        engine = live.Engine(options.binary, f"{folder}/data", settings_of(am_port, mail_port, safe_port, ports, good[0]))
        engine.wait_ready()
        connection = engine.connect()
        live.post(connection, [complaint(person) for person in range(5)])
        wait_until("the first mail", lambda: len(keeper.mails) == 1)
        live.post(connection, [complaint(person) for person in range(5, 25)])
        check_mails(keeper.mails)
        check_alertmanager(am_port)
        wait_until("two mails behind a login", lambda: len(safe.mails) >= 2)
        assert "[major]" in safe.mails[1][1].get_body(("plain",)).get_content()
        wait_until("two messages behind TLS", lambda: len(bodies["tls"]) >= 2)
        assert "重大" in bodies["tls"][-1]["markdown"]["content"], bodies["tls"]
        wait_until("a failure behind the wrong certificate", lambda: any("notify: wrong: " in w for w in engine.words))
        check_log(engine)
        check_failures(engine, bodies["inside"])
        check_end(engine, connection, am_port)
        assert bodies["other"] == [], "a message went to a server with the certificate of another"
        assert engine.stop() == 0
    finally:
        if engine is not None and engine.process.poll() is None:
            engine.kill()
        manager.terminate()
        manager.wait()
        mail_server.stop()
        safe_server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"Alertmanager, mail and TLS got every level; {len(keeper.mails)} mails are one thread")
    return 0


if __name__ == "__main__":
    sys.exit(main())
