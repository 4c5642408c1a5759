#!/usr/bin/env python3
"""On call, on a real engine: whom a message calls, who is asked when nobody takes the case, and links by which one does.

Run: on_call.py BINARY. A chat is played by a small server. The engine is killed while a case waits, and goes on; a preview
that fetches a link many times acts not; one POST takes the case, ends the waiting, and uses the link up; a rota is
changed under the running engine; no link stands in anything that the engine shows of itself.
"""
import http.client
import http.server
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

from live import Engine, post, run

PATIENCE_SECS = 60
LINK = re.compile(r"<(http://[^|>]*/l/([A-Za-z0-9_-]{40,}))\|([^>]*)>")


class Chat(http.server.BaseHTTPRequestHandler):
    texts = []

    def do_POST(self):  # noqa: N802
        body = self.rfile.read(int(self.headers["Content-Length"]))
        blocks = json.loads(body).get("blocks", [])
        self.texts.append("\n".join(block["text"]["text"] for block in blocks))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


ROTA = """
[person.an]
name = "李敏"
slack = "U-{first}"
deputy = "bo"
[person.bo]
name = "王强"
slack = "U-BO"
[person.head]
name = "赵总"
slack = "U-HEAD"
[shift.all]
people = ["an"]
"""

CONFIG = """
[receiver.chat]
kind = "slack"
url = "http://127.0.0.1:{chat}/hook"
allow_private = true
[serve]
public_url = "http://127.0.0.1:1"
[links]
listen = "127.0.0.1:{links}"
public_url = "http://127.0.0.1:{links}"
[oncall]
file = "{rota}"
fallback = "head"
links = true
steps = [{{ after_mins = {first}, who = "deputy", receivers = ["chat"] }},
         {{ after_mins = {second}, who = "fallback", receivers = ["chat"] }}]
"""


def until(what, read):
    end = time.monotonic() + PATIENCE_SECS
    while time.monotonic() < end:
        if found := read():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {PATIENCE_SECS} s; the chat got {Chat.texts}")


def told(word):
    return [text for text in list(Chat.texts) if word in text]


def free_port():
    server = http.server.HTTPServer(("127.0.0.1", 0), Chat)
    port = server.server_address[1]
    server.server_close()
    return port


def ask(url, method, headers=None):
    host, path = re.fullmatch(r"http://([^/]*)(/.*)", url).groups()
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request(method, path, headers=headers or {})
    answer = connection.getresponse()
    return answer.status, answer.read().decode(), answer.headers


def records(org, count, start):
    return [{"id": f"{org}{i}", "channel": "weibo", "time": f"2026-03-01T{start}:{i:02d}:00+08:00",
             "author": f"{org} {i}", "org": org, "text": f"收款音箱又不播报了,客服电话一直打不通,第{i}天没法做生意"}
            for i in range(count)]


def give(engine, org, start):
    connection = engine.connect()
    status = post(connection, records(org, 6, start))
    connection.close()
    return status


def check_kill(binary, data_dir, settings):
    """The first step is told before a kill, and at most once more after it; the second after it, once."""
    engine = Engine(binary, data_dir, arguments=settings)
    engine.wait_ready()
    give(engine, "海桥银行", "09")
    until("the alert calls the person on duty", lambda: [t for t in told("海桥银行") if "<@U-AN>" in t])
    until("the deputy is asked", lambda: told("<@U-BO>"))
    engine.process.send_signal(signal.SIGKILL)
    engine.process.wait()
    engine = Engine(binary, data_dir, arguments=settings)
    engine.wait_ready()
    until("the fallback is asked", lambda: told("<@U-HEAD>"))
    # What the chat took in the moment of the kill is told once more.
    assert len(told("<@U-BO>")) <= 2 and len(told("<@U-HEAD>")) == 1, Chat.texts
    second = told("<@U-HEAD>")[0]
    assert "无人受理" in second and "李敏" in second and "王强" in second and "赵总" in second, second
    return engine


def check_links(engine, links):
    (url, token, words), (assign, _, _) = LINK.findall(told("<@U-HEAD>")[0])
    assert words == "确认受理", words
    status, waiting = engine.get("/api/v1/oncall")
    assert status == 200 and len(waiting["waiting"]) == 1, waiting
    group = waiting["waiting"][0]["group"]
    for _ in range(20):  # as previews of chats do
        assert ask(url, "GET")[0] == 200 and ask(url, "HEAD")[0] == 200
    assert engine.get(f"/api/v1/groups/{group}")[1]["status"] == "received", "a preview acted"
    status, page, headers = ask(url, "GET", {"Accept-Language": "en"})
    assert "<button" in page and "海桥银行" in page and "no-store" in headers["Cache-Control"], page
    assert ask(f"http://127.0.0.1:{links}/l/style.css", "GET")[0] == 200
    for path in ("/", "/api/v1/status", "/healthz", "/style.css", "/metrics"):
        assert ask(f"http://127.0.0.1:{links}{path}", "GET")[0] == 404, path
    assert ask(url, "POST", {"Sec-Fetch-Site": "cross-site", "Content-Length": "0"})[0] == 403
    assert ask(url, "POST", {"Origin": "null", "Content-Length": "0"})[0] == 200
    assert ask(url, "POST", {"Content-Length": "0"})[0] == 410 and ask(url, "GET")[0] == 410
    case = engine.get(f"/api/v1/cases/{group}")[1]
    assert case["status"] == "registered" and case["assignee"] == "赵总", case
    assert "via link" in case["timeline"][0]["text"] and token not in json.dumps(case), case
    until("nobody waits any more", lambda: engine.get("/api/v1/oncall")[1]["waiting"] == [])
    return token, assign


def check_hidden(engine, tokens):
    alerts = engine.get("/api/v1/alerts")[1]["items"]
    shown = [str(engine.get(path)[1]) for path in
             ["/metrics", "/api/v1/status", "/api/v1/notices", "/api/v1/oncall"] +
             [f"/api/v1/alerts/{alert['id']}/deliveries" for alert in alerts]]
    for token in tokens:
        assert all(token not in text for text in shown + engine.words), "a link stands where it must not"


def check_reload(engine, rota):
    def hang_up(words):
        engine.process.send_signal(signal.SIGHUP)
        until(f"it says {words}", lambda: any(words in line for line in engine.words))

    with open(rota, "w", encoding="utf-8") as file:
        file.write(ROTA.format(first="AN").replace('people = ["an"]', 'people = ["nobody"]'))
    hang_up("nothing was changed")
    assert engine.get("/api/v1/oncall")[1]["now"]["person"] == "an"
    with open(rota, "w", encoding="utf-8") as file:
        file.write(ROTA.format(first="AN").replace('people = ["an"]', 'people = ["bo"]'))
    hang_up("the rota was read")
    assert engine.get("/api/v1/oncall")[1]["now"]["person"] == "bo"


def check_rotation(binary, engine, data_dir):
    give(engine, "云帆保险", "10")
    message = until("the second alert", lambda: [t for t in told("云帆保险") if "/l/" in t])[0]
    assert "<@U-BO>" in message, message
    url = LINK.findall(message)[0][0]
    assert ask(url, "GET")[0] == 200
    run(binary, "links", "--rotate", "--data-dir", data_dir)
    assert ask(url, "GET")[0] == 404 and ask(url, "POST", {"Content-Length": "0"})[0] == 404
    key = os.path.join(data_dir, "link.key")
    assert os.stat(key).st_mode & 0o777 == 0o600
    return url.rsplit("/", 1)[1]


def main():
    binary = sys.argv[1]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Chat)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    links = free_port()
    with tempfile.TemporaryDirectory(prefix="groundswell-oncall-") as folder:
        rota, config, data_dir = (os.path.join(folder, name) for name in ("rota.toml", "config.toml", "store"))
        with open(rota, "w", encoding="utf-8") as file:
            file.write(ROTA.format(first="AN"))
        with open(config, "w", encoding="utf-8") as file:
            file.write(CONFIG.format(chat=server.server_address[1], links=links, rota=rota, first=0.05, second=0.2))
        shown = json.loads(run(binary, "oncall", "--config", config, "--json"))
        assert shown["now"]["person"] == "an" and shown["gaps"] == [], shown
        engine = check_kill(binary, data_dir, ["--config", config])
        token, assign = check_links(engine, links)
        check_reload(engine, rota)
        tokens = [token, assign.rsplit("/", 1)[1], check_rotation(binary, engine, data_dir)]
        check_hidden(engine, tokens)
        engine.process.terminate()
        assert engine.process.wait(PATIENCE_SECS) == 0
        verified = subprocess.run([binary, "store", "verify", "--data-dir", data_dir], capture_output=True, check=False)
        assert verified.returncode == 0, verified.stderr
    print("whoever is on duty is called, whoever is next is asked, and a link acts once")


if __name__ == "__main__":
    main()
