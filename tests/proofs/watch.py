#!/usr/bin/env python3
"""Shows that a running engine looks after itself: it tells two receivers of a source that falls silent, of a receiver
that cannot be reached, of a disk that is full, each once and once when it is over; that what waits to be told survives
kill -9; and that a drill goes through the real receivers and is confirmed, by command line.

    tests/proofs/watch.py build/release/groundswell

The full disk is a small file system in memory, which takes root to make; without, that part is left out and said so.
Exits with 1 when something was not told, or told twice.
"""
import argparse
import contextlib
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import live

WAIT_SECS = 60
NOW_MS = int(time.time() * 1000)


class Chat:
    """A chat's robot, or a webhook, on this machine: keeps what it gets; `fails` makes it refuse."""

    def __init__(self):
        self.taken, self.fails = [], False
        chat = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if not chat.fails:
                    chat.taken.append(body)
                answer = b'{"errcode":0}'
                self.send_response(500 if chat.fails else 200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # an engine that is killed resets its connections
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/"

    def count(self, words):
        return sum(words in body for body in self.taken)


def wait_for(what, holds):
    deadline = time.monotonic() + WAIT_SECS
    while not (value := holds()):
        if time.monotonic() > deadline:
            raise AssertionError("waited in vain for " + what)
        time.sleep(0.05)
    return value


class Proof:
    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.chat, self.hook = Chat(), Chat()
        self.feed = os.path.join(folder, "feed.jsonl")
        self.posts, self.engines = 0, []
        open(self.feed, "w", encoding="utf-8").close()

    def config(self, source=True):
        path = os.path.join(self.folder, "groundswell.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"""
[receiver.chat]
kind = "wecom"
url = "{self.chat.url()}"
allow_private = true
[receiver.hook]
kind = "webhook"
url = "{self.hook.url()}"
secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
allow_private = true
[watch]
failing_secs = 2
disk_free_mb = 16
""")
            if source:
                file.write(f'[source.crawler]\nkind = "file"\npath = "{self.feed}"\nquiet_after_secs = 2\n')
        return path

    def start(self, data="data", source=True):
        engine = live.Engine(self.binary, os.path.join(self.folder, data), arguments=("--config", self.config(source)))
        self.engines.append(engine)
        engine.wait_ready()
        return engine

    def append(self):
        self.posts += 1
        with open(self.feed, "a", encoding="utf-8") as file:
            file.write(json.dumps({"id": str(self.posts), "channel": "news", "time": NOW_MS + self.posts,
                                   "author": "a", "text": "今天天气不错"}) + "\n")

    def notices(self, engine, kind):
        return engine.get(f"/api/v1/notices?kind={kind}&limit=500")[1]["items"]

    def call(self, engine, path, body):
        connection = engine.connect()
        connection.request("POST", path, body and json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = json.loads(response.read())
        connection.close()
        return response.status, answer

    def drill(self, engine, receivers, text, wait_secs=120):
        status, answer = self.call(engine, "/api/v1/drills", {"by": "proof", "receivers": receivers, "text": text,
                                                              "wait_secs": wait_secs})
        assert status == 200, answer
        return answer["id"]

    def command(self, engine, *arguments):
        return subprocess.run([self.binary, "drill", "--url", f"http://127.0.0.1:{engine.port}", "--by", "li",
                               "--lang", "zh-CN", *arguments], env=live.environment(), capture_output=True, text=True)

    # ---- What it shows.

    def quiet_source(self, engine):
        self.append()
        wait_for("the quiet source", lambda: self.chat.count("crawler 已静默") and self.hook.count("notice.source_quiet"))
        time.sleep(3)
        self.append()
        wait_for("its return", lambda: self.chat.count("crawler 恢复供数") and self.hook.count("notice.source_back"))
        assert len(self.notices(engine, "source_back")) == 1, "told of the return more than once"
        assert self.chat.count("crawler 已静默") >= 1
        status, _ = self.call(engine, "/api/v1/sources/crawler/pause", None)
        assert status == 200
        told = len(self.notices(engine, "source_quiet"))
        time.sleep(4)
        assert len(self.notices(engine, "source_quiet")) == told, "a paused source was told of"

    def receiver_down(self, engine):
        self.hook.fails = True
        self.drill(engine, ["hook"], "给钩子")
        wait_for("the receiver that is down", lambda: self.chat.count("接收端 hook 无法送达"))
        self.hook.fails = False
        wait_for("its return", lambda: self.chat.count("接收端 hook 已恢复"))
        assert self.hook.count("receiver_down") == 0, "a receiver was told of itself"
        assert self.chat.count("接收端 hook 无法送达") == 1

    def killed(self, engine):
        """A notice that waits when the engine is killed arrives, under the same id."""
        self.chat.fails = True
        told = self.drill(engine, ["chat"], "断电演练")
        wait_for("an attempt", lambda: "notice" in "".join(engine.words))
        engine.kill()
        self.chat.fails = False
        engine = self.start()
        wait_for("the drill behind the kill", lambda: self.chat.count("断电演练"))
        rows = wait_for("its row", lambda: engine.get(f"/api/v1/notices/{told}/deliveries")[1]["items"])
        assert [row["outcome"] for row in rows] == ["sent"] and rows[0]["message"] == told, rows
        done = self.command(engine, "--ack", told)
        assert done.returncode == 0 and "确认人 li" in done.stdout, done
        return engine

    def drilled(self, engine):
        before = engine.get("/api/v1/status")[1]
        result = {}
        thread = threading.Thread(target=lambda: result.update(done=self.command(
            engine, "--receiver", "chat", "--receiver", "hook", "--level", "major", "--text", "消防演练", "--wait", "60s",
            "--json")))
        thread.start()
        wait_for("the drill", lambda: self.chat.count("消防演练") and self.hook.count("消防演练"))
        body = next(body for body in self.chat.taken if "消防演练" in body)
        assert json.loads(body)["markdown"]["content"].startswith("**【演练】消防演练"), body
        told = engine.get("/api/v1/drills")[1]["items"][0]
        done = self.command(engine, "--ack", told["id"])
        assert done.returncode == 0, done
        thread.join(WAIT_SECS)
        assert result["done"].returncode == 0, result
        drill = json.loads(result["done"].stdout)
        assert [row["outcome"] for row in drill["receivers"]] == ["sent", "sent"], drill
        assert drill["state"] == "acknowledged" and drill["acknowledged"]["after_ms"] > 0, drill
        after = engine.get("/api/v1/status")[1]
        for figure in ("groups", "posts", "next_seq", "alerts"):
            assert before[figure] == after[figure], f"a drill changed {figure}"
        missed = self.command(engine, "--receiver", "chat", "--wait", "1s")
        assert missed.returncode == 1 and "nobody confirmed" in missed.stderr, missed

    def flood(self, engine):
        """The status of a request with a megabyte of posts that nobody has seen."""
        posts = [{"id": os.urandom(8).hex(), "channel": "news", "time": NOW_MS, "text": os.urandom(2000).hex()}
                 for _ in range(250)]
        return self.call(engine, "/api/v1/posts", posts)[0]

    def full_disk(self):
        mount = os.path.join(self.folder, "small")
        os.mkdir(mount)
        made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "none", mount], capture_output=True, text=True)
        if made.returncode != 0:
            print("the full disk is left out: " + made.stderr.strip(), file=sys.stderr)
            return
        try:
            engine = self.start("small/data", source=False)
            with open(os.path.join(mount, "ballast"), "wb", buffering=0) as ballast:
                stat = os.statvfs(mount)
                ballast.write(b"x" * (stat.f_bavail * stat.f_frsize - (12 << 20)))
                wait_for("the low disk", lambda: self.chat.count("数据盘空间不足"))
                with contextlib.suppress(OSError):
                    while True:
                        ballast.write(b"x" * 4096)
            wait_for("a refusal", lambda: self.flood(engine) == 503)
            wait_for("the store that fails", lambda: self.flood(engine) == 503 and self.chat.count("存储拒绝写入") and
                     self.hook.count("store_failing"))
            os.remove(os.path.join(mount, "ballast"))
            wait_for("its return", lambda: self.chat.count("存储已恢复") and self.chat.count("数据盘空间已恢复"))
            for words in ("数据盘空间不足", "存储拒绝写入", "存储已恢复", "数据盘空间已恢复"):
                assert self.chat.count(words) == 1, f"{words}: told {self.chat.count(words)} times"
            assert self.chat.count("接收端") == 2, "a full disk was taken for a receiver that fails"
            assert engine.stop() == 0
        finally:
            subprocess.run(["umount", "-l", mount], check=False)

    def run(self):
        engine = self.start()
        self.quiet_source(engine)
        self.receiver_down(engine)
        engine = self.killed(engine)
        self.drilled(engine)
        assert engine.stop() == 0
        verified = live.run(self.binary, "store", "verify", "--data-dir", os.path.join(self.folder, "data"))
        assert b"problem" not in verified or b"0 problems" in verified or b"no problem" in verified, verified
        self.full_disk()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="groundswell-watch-")
    proof = Proof(os.path.abspath(options.binary), folder)
    try:
        proof.run()
    finally:
        for engine in proof.engines:
            if engine.process.poll() is None:
                engine.kill()
        shutil.rmtree(folder, ignore_errors=True)
    print("silence, a receiver, a kill, a drill and a full disk were told of")


if __name__ == "__main__":
    main()
