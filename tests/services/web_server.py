"""A web server of a folder on this machine, with the faults of real ones."""
import gzip
import http.server
import threading
import time
from pathlib import Path
from urllib.parse import unquote


class WebServer:
    """Serves a folder. `faults` maps a path to "cut", "500", "401", "429", "404", "truncated", "redirect:TARGET";
    `types` maps a path to its Content-Type."""

    def __init__(self, folder, port=0):
        self.folder, self.faults, self.asked, self.confirmed, self.packed = Path(folder), {}, [], 0, False
        self.types = {}
        self.seconds, self.at_a_time, self.most_at_a_time, self.lock = 0.0, 0, 0, threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                outer.count(1)
                time.sleep(outer.seconds)
                try:
                    outer.answer(self)
                finally:
                    outer.count(-1)

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass  # whoever hangs up is part of the tests

        self.server = Server(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def port(self):
        return self.server.server_address[1]

    def address(self, path):
        return f"http://127.0.0.1:{self.port}/{path}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def count(self, more):
        with self.lock:
            self.at_a_time += more
            self.most_at_a_time = max(self.most_at_a_time, self.at_a_time)

    def answer(self, request):
        path = unquote(request.path.split("?")[0]).lstrip("/")
        self.asked.append(path)
        fault = self.faults.get(path, "")
        if fault == "429" and self.asked.count(path) == 1:
            return self.send(request, 429, b"slow down", {"Retry-After": "1"})
        if fault in ("401", "404", "500"):
            return self.send(request, int(fault), b"no")
        if fault.startswith("redirect:"):
            return self.send(request, 302, b"", {"Location": fault.removeprefix("redirect:")})
        file = self.folder / path
        if not file.is_file():
            return self.send(request, 404, b"not here")
        content = file.read_bytes()
        tag = f'"{len(content)}-{file.stat().st_mtime_ns}"'
        if request.headers.get("If-None-Match") == tag:
            self.confirmed += 1
            return self.send(request, 304, b"", {"ETag": tag})
        headers = {"ETag": tag, **({"Content-Type": self.types[path]} if path in self.types else {})}
        if self.packed and "gzip" in request.headers.get("Accept-Encoding", ""):
            content, headers["Content-Encoding"] = gzip.compress(content, 1), "gzip"
        if fault in ("cut", "truncated"):
            return self.send(request, 200, content[:len(content) // 2], headers, length=len(content))
        return self.send(request, 200, content, headers)

    @staticmethod
    def send(request, status, content, headers=None, length=None):
        request.send_response(status)
        for name, value in (headers or {}).items():
            request.send_header(name, value)
        if status != 304:
            request.send_header("Content-Length", str(len(content) if length is None else length))
        request.end_headers()
        request.wfile.write(content)
        if length is not None and length != len(content):
            request.close_connection = True
