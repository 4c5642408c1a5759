#!/usr/bin/env python3
"""Lets hundreds of groups become `emerging` within a minute, ten of them `major`, and watches three receivers that take
20 messages a minute, 5 a second, and everything.

    tests/proofs/alert_storm.py build/release/groundswell [--groups 500] [--secs 60]

Each receiver must stay within its limits, the ten worst must be told within 60 seconds of the post that decided them,
and the delivery log must have a row for each group and receiver. Prints what each got; exits with 1 when one fails.
"""
import argparse
import http.server
import json
import shutil
import sys
import tempfile
import threading
import time

import live

WORDS = ("昨天", "今天", "早上", "中午", "晚上", "刚才", "又", "上周", "前天", "周一")
WORST = 10


class Chat:
    """Keeps when each message came and what it said; answers as WeCom and Feishu do."""

    def __init__(self):
        self.messages = []
        chat = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                chat.messages.append((time.monotonic(), body))
                answer = b'{"errcode":0,"code":0}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    def most_within(self, secs):
        times = [at for at, _ in self.messages]
        return max((sum(1 for other in times if at <= other < at + secs) for at in times), default=0)

    def first_of(self, org):
        return next((at for at, body in self.messages if org in body), None)


def org_of(group):
    return f"风暴企业{group:03d}号"


def complaint(group, person):
    return {"id": f"storm-{group}-{person}", "channel": "proof", "author": f"person {group} {person}",
            "org": org_of(group), "time": int(time.time() * 1000),
            "text": f"{org_of(group)}的退款一直不到账，{WORDS[person % len(WORDS)]}打客服电话没人接，要求退款 {person}"}


def send_storm(engine, groups, secs):
    """When each of the worst was decided: those are one of every fifty or so."""
    connection, decided = engine.connect(), {}
    every, begun = groups // WORST, time.monotonic()
    for group in range(groups):
        time.sleep(max(0, begun + secs * group / groups - time.monotonic()))
        is_worst = group % every == every // 2
        people = 21 if is_worst else 5
        status, _, answer = live.post(connection, [complaint(group, person) for person in range(people)])
        assert status == 200 and answer["accepted"] == people, answer
        if is_worst:
            decided[org_of(group)] = time.monotonic()
    return decided


def rows_by_receiver(engine, groups):
    """The groups that the delivery log has a row for, by receiver."""
    told, cursor = {}, ""
    while cursor is not None:
        _, page = engine.get("/api/v1/alerts?limit=500&level=emerging,major,crisis" + (f"&cursor={cursor}" if cursor else ""))
        for alert in page["items"]:
            for row in engine.get(f"/api/v1/alerts/{alert['id']}/deliveries")[1]["items"]:
                told.setdefault(row["receiver"], {}).setdefault(row["group"], row["outcome"])
        cursor = page["next_cursor"]
    return told


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--groups", type=int, default=500)
    parser.add_argument("--secs", type=float, default=60)
    options = parser.parse_args()
    chats = {"wecom": Chat(), "feishu": Chat(), "template": Chat()}
    limits = {"wecom": (60, 20), "feishu": (1, 5), "template": (60, options.groups * 4)}
    settings = ["receiver.template.body={{text}}", "engine.burst.people_min=1000", "profile.crisis_complainants=1000"]
    for kind, chat in chats.items():
        settings += [f"receiver.{kind}.kind={kind}", f"receiver.{kind}.url={chat.url}", f"receiver.{kind}.allow_private=true"]
    folder = tempfile.mkdtemp(prefix="groundswell-storm-")
    engine = live.Engine(options.binary, folder, settings)
    failures = []
    try:
        engine.wait_ready()
        decided = send_storm(engine, options.groups, options.secs)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and any(chat.first_of(org) is None for org in decided for chat in chats.values()):
            time.sleep(0.1)
        time.sleep(8)  # for what the limits still hold
        told = rows_by_receiver(engine, options.groups)
        for kind, chat in chats.items():
            secs, most = limits[kind]
            waits = [(chat.first_of(org) or float("inf")) - at for org, at in decided.items()]
            counts = {}
            for outcome in told.get(kind, {}).values():
                counts[outcome] = counts.get(outcome, 0) + 1
            print(f"{kind}: {len(chat.messages)} messages, at most {chat.most_within(secs)} in {secs} s; the worst told "
                  f"after {max(waits):.1f} s at most; log {len(told.get(kind, {}))} groups: {counts}")
            if chat.most_within(secs) > most:
                failures.append(f"{kind} got more than {most} in {secs} s")
            if max(waits) > 60:
                failures.append(f"{kind} heard of one of the worst too late")
            if len(told.get(kind, {})) != options.groups:
                failures.append(f"{kind}: the log does not account for all")
        assert engine.stop() == 0
    finally:
        if engine.process.poll() is None:
            engine.kill()
        shutil.rmtree(folder, ignore_errors=True)
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
