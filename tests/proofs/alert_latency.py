#!/usr/bin/env python3
"""Measures the time from the post that makes a group `emerging` until the webhook receiver has its alert.

Groups of complaints about organisations of their own are posted one after the other, each post a request of its own,
while a load generator keeps the engine busy. The time runs from the moment the deciding post is sent until the receiver
has read the whole message; the receiver answers at once and checks the signature.

    tests/proofs/alert_latency.py build/release/groundswell [--groups 300] [--load "build/release/groundswell-loadgen …"]

In --load, {url} stands for the engine's address. Told beside it is the time from the engine's answer to that post, which
leaves out what the disk needs to keep it; the limit is that of the longer one. Prints percentiles and the load
generator's own words; exits with 1 when an alert did not come, came unsigned, or p99 is above the limit.
"""
import argparse
import base64
import hashlib
import hmac
import http.server
import json
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import live

SECRET = base64.b64encode(b"a secret of the proof, 24+ bytes").decode()
COMPLAINANTS = 5
WORDS = ("昨天", "今天", "早上", "中午", "晚上", "刚才", "又")


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps when each alert came, by its organisation."""
    protocol_version = "HTTP/1.1"
    arrived, unsigned = {}, []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        now = time.monotonic()
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
        mac = base64.b64encode(hmac.new(base64.b64decode(SECRET), signed, hashlib.sha256).digest()).decode()
        if self.headers["webhook-signature"] != "v1," + mac:
            self.unsigned.append(self.headers["webhook-id"])
        alert = json.loads(body)["data"]
        self.arrived.setdefault(alert.get("group", {}).get("org"), now)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Chat(http.server.BaseHTTPRequestHandler):
    """Takes everything, as WeCom, Feishu and gateways say it."""
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = b'{"errcode":0,"code":0}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def others_of(count):
    """The settings of further receivers, of several kinds, on one server."""
    if count == 0:
        return []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Chat)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = []
    for i in range(count):
        kind = ("wecom", "feishu", "template")[i % 3]
        name = f"receiver.other{i}"
        settings += [f"{name}.kind={kind}", f"{name}.url=http://127.0.0.1:{server.server_address[1]}/",
                     f"{name}.allow_private=true"]
        if kind == "template":
            settings.append(f"{name}.body={{{{text}}}}")
    return settings


def complaint(group, person, run):
    return {"id": f"{run}-{group}-{person}", "channel": "proof", "author": f"person {group} {person}",
            "org": f"企业{group}", "time": int(time.time() * 1000),
            "text": f"企业{group}的退款一直不到账，{WORDS[person]}打客服电话没人接，要求退款 {person}"}


def percentile(sorted_values, share):
    return sorted_values[min(len(sorted_values) - 1, int(share * len(sorted_values)))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--groups", type=int, default=300)
    parser.add_argument("--load", default="")
    parser.add_argument("--limit-ms", type=float, default=250)
    parser.add_argument("--others", type=int, default=0, help="further receivers, chats and gateways, beside the one")
    options = parser.parse_args()
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    folder = tempfile.mkdtemp(prefix="groundswell-latency-")
    engine = live.Engine(options.binary, folder, [
        f"notify.webhook_url=http://127.0.0.1:{receiver.server_address[1]}/", f"notify.webhook_secret=whsec_{SECRET}",
        "notify.allow_private=true", "engine.burst.people_min=1000", *others_of(options.others)])
    load = None
    try:
        engine.wait_ready()
        if options.load:
            command = shlex.split(options.load.replace("{url}", f"http://127.0.0.1:{engine.port}"))
            load = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            time.sleep(2)  # until it has its stride
        sent, answered = send_groups(engine, options.groups)
        wait_for(sent)
        words = stop_load(load)
        assert engine.stop() == 0
    finally:
        engine.kill()
        shutil.rmtree(folder, ignore_errors=True)
    return tell(options, sent, answered, words)


def send_groups(engine, groups):
    connection, sent, answered = engine.connect(), {}, {}
    for group in range(groups):
        for person in range(COMPLAINANTS):
            record = complaint(group, person, "latency")
            sent[f"企业{group}"] = time.monotonic()  # the last one holds
            status, _, answer = live.post(connection, [record])
            answered[f"企业{group}"] = time.monotonic()
            assert status == 200 and answer["accepted"] == 1, answer
        time.sleep(0.02)
    return sent, answered


def wait_for(sent):
    deadline = time.monotonic() + 30
    while len(Receiver.arrived.keys() & sent.keys()) < len(sent) and time.monotonic() < deadline:
        time.sleep(0.05)


def stop_load(load):
    if load is None:
        return ""
    load.terminate()
    return load.communicate()[0]


def times_since(begun):
    return sorted(max(0, Receiver.arrived[org] - at) * 1000 for org, at in begun.items() if org in Receiver.arrived)


def tell(options, sent, answered, words):
    if words:
        print(words.rstrip())
    times, since_answer = times_since(sent), times_since(answered)
    missing = len(sent) - len(times)
    if not times:
        print("no alert came")
        return 1
    p50, p99 = percentile(times, 0.5), percentile(times, 0.99)
    print(f"{len(sent)} groups: post to receiver p50 {p50:.1f} ms, p99 {p99:.1f} ms, max {times[-1]:.1f} ms; "
          f"from the answer p99 {percentile(since_answer, 0.99):.1f} ms, max {since_answer[-1]:.1f} ms; "
          f"{missing} missing, {len(Receiver.unsigned)} wrongly signed")
    return 1 if missing or Receiver.unsigned or p99 > options.limit_ms else 0


if __name__ == "__main__":
    sys.exit(main())
