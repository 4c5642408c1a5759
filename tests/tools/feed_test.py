#!/usr/bin/env python3
"""tools/feed against a small HTTP server: what it sends, when, and what it does when the engine is busy or away."""
import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

FEED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "feed")


class Engine(http.server.ThreadingHTTPServer):
    """Remembers records with the moment they came; `script` holds answers to give instead of 200."""
    daemon_threads = True

    def __init__(self, script=()):
        self.records, self.requests, self.script = [], [], list(script)
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        pass  # whoever was stopped does not wait for its answer

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.requests.append((self.path, dict(self.headers), body))
        status, headers = self.server.script.pop(0) if self.server.script else (200, {})
        if status == "cut":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if status == 200:
            self.server.records += [(time.time(), json.loads(line)) for line in body.splitlines()]
            answer = {"accepted": len(body.splitlines()), "rejected_total": 0, "rejected": []}
        else:
            answer = {"status": status, "detail": "in words"}
        text = json.dumps(answer).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(text))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def record(number, clock, **fields):
    return {"id": str(number), "time": f"2026-03-10T{clock}Z", "text": "x", **fields}


def moment(text):
    from datetime import datetime
    return datetime.fromisoformat(text).timestamp()


class FeedTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, records):
        path = os.path.join(self.folder.name, "feed.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(r if isinstance(r, str) else json.dumps(r) + "\n" for r in records)
        return path

    def feed(self, engine, records, *arguments, env=None):
        self.addCleanup(engine.server_close)
        self.addCleanup(engine.shutdown)
        return subprocess.run([sys.executable, FEED, self.write(records), "--url", engine.url, *arguments], text=True,
                              capture_output=True, timeout=60, env={**os.environ, **(env or {})})

    def test_posts_carry_the_moment_they_are_sent_and_ids_name_the_run(self):
        engine = Engine()
        run = self.feed(engine, [record(1, "00:00:00"), record(2, "00:10:00", reply_to="1"), record(3, "00:20:00")],
                        "--day-secs", "144", "--run", "r")  # 600 times as fast: two seconds
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual([r["id"] for _, r in engine.records], ["r-1", "r-2", "r-3"])
        self.assertEqual(engine.records[1][1]["reply_to"], "r-1")
        for came, sent in engine.records:
            self.assertLess(came - moment(sent["time"]), 5)  # far more than a busy machine takes
            self.assertLessEqual(moment(sent["time"]), came)
        self.assertAlmostEqual(moment(engine.records[2][1]["time"]) - moment(engine.records[0][1]["time"]), 2, places=2)

    def test_a_late_post_comes_as_late_in_proportion_and_a_deletion_in_its_place(self):
        engine = Engine()
        self.feed(engine, [record(1, "01:00:00"), record(2, "00:40:00"), {"id": "1", "deleted": True},
                           record(3, "01:00:10", edited_at="2026-03-10T01:00:05Z")], "--day-secs", "86.4", "--run", "r")
        times = [r.get("time") for _, r in engine.records]
        self.assertEqual([r["id"] for _, r in engine.records], ["r-1", "r-2", "r-1", "r-3"])
        self.assertAlmostEqual(moment(times[0]) - moment(times[1]), 1.2, places=2)
        self.assertIsNone(times[2])
        self.assertAlmostEqual(moment(times[3]) - moment(engine.records[3][1]["edited_at"]), 0.005, places=3)

    def test_what_comes_before_an_hour_is_squeezed(self):
        engine = Engine()
        begin = time.time()
        self.feed(engine, [record(i, f"{i:02}:00:00") for i in range(0, 9)] + [record(9, "08:10:00")],
                  "--day-secs", "864", "--from-hours", "8", "--lead-secs", "1", "--run", "r")
        self.assertEqual(len(engine.records), 10)
        self.assertLess(time.time() - begin, 15)
        times = [moment(r["time"]) for _, r in engine.records]
        self.assertAlmostEqual(times[8] - times[0], 1, places=2)
        self.assertAlmostEqual(times[9] - times[8], 6, places=1)

    def test_a_busy_engine_is_waited_for_as_it_asks(self):
        engine = Engine([(429, {"Retry-After": "1"}), (503, {"Retry-After": "1"})])
        begin = time.monotonic()
        run = self.feed(engine, [record(1, "00:00:00")])
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertGreaterEqual(time.monotonic() - begin, 2)
        self.assertEqual(len(engine.records), 1)
        self.assertEqual(len(engine.requests), 3)

    def test_a_lost_connection_is_made_again_and_the_same_sent(self):
        engine = Engine([("cut", {})])
        run = self.feed(engine, [record(1, "00:00:00")], "--run", "r")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(len({body for _, _, body in engine.requests}), 1)
        self.assertEqual([r["id"] for _, r in engine.records], ["r-1"])

    def test_a_schedule_behind_time_moves_rather_than_dating_posts_back(self):
        engine = Engine([(429, {"Retry-After": "6"})])
        self.feed(engine, [record(1, "00:00:00"), record(2, "00:00:01"), record(3, "00:00:02")], "--day-secs", "86400",
                  "--batch", "1")
        came, sent = engine.records[1]
        self.assertLess(came - moment(sent["time"]), 4)

    def test_a_refusal_for_good_ends_it_with_the_engines_words(self):
        run = self.feed(Engine([(401, {})]), [record(1, "00:00:00")])
        self.assertEqual(run.returncode, 1)
        self.assertIn("401: in words", run.stderr)

    def test_an_engine_that_stays_away_ends_it(self):
        with socket.socket() as taken:  # bound and not listening: nobody answers there
            taken.bind(("127.0.0.1", 0))
            run = subprocess.run([sys.executable, FEED, self.write([record(1, "00:00:00")]), "--patience-secs", "1",
                                  "--url", f"http://127.0.0.1:{taken.getsockname()[1]}"], capture_output=True,
                                 text=True, timeout=60)
        self.assertEqual(run.returncode, 1)
        self.assertIn("takes nothing", run.stderr)

    def test_lines_that_cannot_be_dated_are_left_out_and_said(self):
        engine = Engine()
        run = self.feed(engine, ["not json\n", record(1, "00:00:00"), {"id": "2", "time": "soon", "text": "x"}])
        self.assertEqual(run.returncode, 0)
        self.assertIn("2 lines", run.stderr)
        self.assertEqual(len(engine.records), 1)

    def test_a_recording_is_sent_again_under_other_ids(self):
        engine = Engine()
        self.feed(engine, [record(1, "00:00:00")], "--loops", "2", "--run", "r")
        self.assertEqual([r["id"] for _, r in engine.records], ["r-1", "r.2-1"])

    def test_a_token_is_sent(self):
        engine = Engine()
        self.feed(engine, [record(1, "00:00:00")], env={"FEED_TOKEN": "secret"})
        self.assertEqual(engine.requests[0][1]["Authorization"], "Bearer secret")

    def test_a_signal_ends_it_at_once_and_well(self):
        for signal_number in (signal.SIGINT, signal.SIGTERM):
            engine = Engine()
            path = self.write([record(1, "00:00:00"), record(2, "23:00:00")])
            run = subprocess.Popen([sys.executable, FEED, path, "--url", engine.url], stderr=subprocess.PIPE, text=True)
            while not engine.records:
                time.sleep(0.05)
            run.send_signal(signal_number)
            _, words = run.communicate(timeout=10)
            self.assertEqual(run.returncode, 0)
            self.assertIn("of 2 records sent", words)
            self.assertNotIn("Traceback", words)
            engine.shutdown()
            engine.server_close()


if __name__ == "__main__":
    unittest.main()
