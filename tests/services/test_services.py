"""The process that has the network: it runs behind its wall, as in the program, and is asked through its channel."""
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path
from urllib.parse import quote

from web_server import WebServer

PROBE = os.environ["BELVEDERE_PROBE"]
MOST = 1 << 20


class Services(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="belvedere-services-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.site = self.folder / "site"
        self.site.mkdir()
        (self.site / "a.json").write_bytes(b"first" * 5000)
        self.server = WebServer(self.site)
        self.addCleanup(self.server.stop)

    def ask(self, *asked, origins=None, together=False):
        """One process; asks for paths of the server, or whole addresses, one after the other or all together."""
        lines = "".join(f"{a if ':' in a else self.server.address(a)} {MOST}\n" for a in asked)
        result = subprocess.run([PROBE, *(["together"] if together else []), *(origins or [self.server.address("")[:-1]])], input=lines, text=True,
                                capture_output=True, timeout=120, env={"HOME": str(self.folder), "PATH": os.environ["PATH"]})
        self.assertEqual(result.returncode, 0, result.stderr)
        answers = result.stdout.split("\n")[:-1]
        self.assertEqual(len(answers), len(asked), result.stdout + result.stderr)
        return answers

    def test_fetches_keeps_and_confirms(self):
        first, again = self.ask("a.json", "a.json")
        self.assertTrue(first.startswith("ok 25000 "), first)
        self.assertEqual(again, first)
        self.assertEqual(self.server.asked, ["a.json"])
        self.assertEqual(self.ask("a.json"), [first])
        self.assertEqual(self.server.confirmed, 1)
        (self.site / "a.json").write_bytes(b"other")
        self.assertTrue(self.ask("a.json")[0].startswith("ok 5 "))

    def test_unpacks(self):
        self.server.packed = True
        self.assertTrue(self.ask("a.json")[0].startswith("ok 25000 "))

    def test_last_known_when_the_server_is_gone(self):
        first = self.ask("a.json")[0]
        self.server.stop()
        begun = time.monotonic()
        self.assertEqual(self.ask("a.json", "a.json", "b.json"), [first + " last-known"] * 2 + ["web-refused"])
        self.assertLess(time.monotonic() - begun, 10)

    def test_a_page_in_place_of_a_document_replaces_nothing(self):
        first = self.ask("a.json")[0]
        (self.site / "a.json").write_bytes(b"<html>log in</html>")
        self.server.types["a.json"] = "text/html; charset=utf-8"
        self.assertEqual(self.ask("a.json"), [first + " last-known"])
        (self.site / "b.json").write_bytes(b"<html>log in</html>")
        self.server.types["b.json"] = "Text/HTML"
        self.assertEqual(self.ask("b.json", "b.json"), ["web-not-a-document"] * 2)
        self.server.faults["a.json"] = "redirect:http://127.0.0.1:9/login"
        self.assertEqual(self.ask("a.json"), [first + " last-known"])
        self.server.faults.clear()
        self.server.types["a.json"] = "application/json"
        self.assertTrue(self.ask("a.json")[0].startswith("ok 19 "))

    def test_text_in_place_of_a_picture_replaces_nothing(self):
        (self.site / "a.json").write_bytes(b"\x89PNG")
        for kind in ("image/png", "binary/octet-stream", ""):
            self.server.types["a.json"] = kind
            first = self.ask("a.json", together=True)[0]
            self.assertTrue(first.startswith("ok 4 "), (kind, first))
        (self.site / "a.json").write_bytes(b"<ServiceException>passing</ServiceException>")
        self.server.types.update({"a.json": "application/vnd.ogc.se_xml", "b.json": "text/xml"})
        (self.site / "b.json").write_bytes(b"<ServiceException>passing</ServiceException>")
        self.assertEqual(self.ask("a.json", "b.json", together=True), [first, "web-not-a-picture"])

    def test_several_are_on_their_way_at_a_time_and_come_back_in_order(self):
        names = [f"{i}.json" for i in range(20)]
        for i, name in enumerate(names):
            (self.site / name).write_bytes(b"x" * (i + 1))
        self.server.seconds = 0.2
        answers = self.ask(*names[:12], "missing.json", *names[12:], together=True)
        self.assertEqual([answer.split()[1] if answer.startswith("ok") else answer for answer in answers],
                         [*map(str, range(1, 13)), "web-not-found", *map(str, range(13, 21))])
        self.assertGreater(self.server.most_at_a_time, 1)
        self.assertLessEqual(self.server.most_at_a_time, 6)

    def test_that_something_is_not_there_is_known_without_the_server(self):
        self.assertEqual(self.ask("b.json", "b.json"), ["web-not-found"] * 2)
        self.assertEqual(self.server.asked, ["b.json"])
        (self.site / "b.json").write_bytes(b"now")
        self.assertTrue(self.ask("b.json")[0].startswith("ok 3 "))
        (self.site / "b.json").unlink()
        self.assertEqual(self.ask("b.json"), ["web-not-found"])
        self.server.stop()
        self.assertEqual(self.ask("b.json"), ["web-not-found"])

    def test_damage_on_disk_is_seen(self):
        first = self.ask("a.json")[0]
        for file in (self.folder / ".cache" / "belvedere" / "services").glob("*.json"):
            file.write_bytes(b"damaged" * 10)
        self.assertEqual(self.ask("a.json"), [first])

    def test_faults_have_names(self):
        for fault, key in (("401", "web-denied"), ("404", "web-not-found"), ("500", "web-status"),
                           ("truncated", "web-cut")):
            with self.subTest(fault=fault):
                self.server.faults["a.json"] = fault
                self.assertEqual(self.ask("a.json"), [key])
        self.assertEqual(self.ask("http://127.0.0.1:9/x", origins=["http://127.0.0.1:9"]), ["web-refused"])
        self.assertEqual(self.ask("http://host.invalid/x", origins=["http://host.invalid"]), ["web-host-unknown"])

    def test_waits_where_asked_to(self):
        self.server.faults["a.json"] = "429"
        self.assertTrue(self.ask("a.json")[0].startswith("ok 25000 "))
        self.assertEqual(self.server.asked, ["a.json", "a.json"])

    def test_tries_a_passing_fault_again_and_then_leaves_the_host_alone(self):
        self.server.faults["a.json"] = "500"
        self.assertEqual(self.ask("a.json", "a.json"), ["web-status", "web-status"])
        self.assertEqual(self.server.asked, ["a.json"] * 3)

    def test_one_address_that_always_fails_does_not_silence_its_host(self):
        names = [f"{i}.json" for i in range(60)]
        for name in names:
            (self.site / name).write_bytes(b"tile")
        self.server.faults["bad.json"] = "500"
        self.server.seconds = 0.3
        answers = self.ask("bad.json", *names, "bad.json", together=True)
        self.assertEqual([answer.split()[0] for answer in answers], ["web-status", *["ok"] * 60, "web-status"])
        self.assertEqual(self.server.asked.count("bad.json"), 3)

    def test_calls_no_other_host_and_no_other_scheme(self):
        self.assertEqual(self.ask("http://127.0.0.1:9/x", "http://localhost/x"), ["web-host-not-allowed"] * 2)
        self.assertEqual(self.ask("file:///etc/hostname", "ftp://127.0.0.1/x", "http://u:p@127.0.0.1/x"),
                         ["web-address-refused"] * 3)

    def test_redirects_are_bounded_and_stay(self):
        self.server.faults["moved"] = "redirect:/a.json"
        self.assertTrue(self.ask("moved")[0].startswith("ok 25000 "))
        for target in ("file:///etc/hostname", "http://127.0.0.1:9/x", "ftp://127.0.0.1/x", "/round"):
            self.server.faults["round"] = f"redirect:{target}"
            self.assertEqual(self.ask("round"), ["web-redirect-refused"])

    def wrap_in_tls(self):
        """Gives the server a certificate that nobody trusts."""
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-keyout", key, "-out", certificate], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.server.socket = context.wrap_socket(self.server.server.socket, server_side=True)
        return f"https://127.0.0.1:{self.server.port}"

    def test_an_untrusted_certificate_is_refused(self):
        origin = self.wrap_in_tls()
        self.assertEqual(self.ask(f"{origin}/a.json", origins=[origin]), ["web-tls"])
        self.assertEqual(self.server.asked, [])

    def test_a_certificate_that_is_trusted_no_more_hides_nothing_that_is_known(self):
        secure = self.wrap_in_tls()
        subprocess.run([PROBE, "keep", f"{secure}/a.json"], check=True, env={"HOME": str(self.folder)})
        answer, unknown = self.ask(f"{secure}/a.json", f"{secure}/b.json", origins=[secure])
        self.assertRegex(answer, r"^ok 5 .* last-known$")
        self.assertEqual(unknown, "web-tls")

    def test_a_handshake_that_breaks_off_is_tried_again(self):
        broken = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(broken.close)
        calls = []

        def hang_up():
            while True:
                try:
                    calls.append(broken.accept()[0].close())
                except OSError:
                    return
        threading.Thread(target=hang_up, daemon=True).start()
        origin = f"https://127.0.0.1:{broken.getsockname()[1]}"
        self.assertEqual(self.ask(f"{origin}/a.json", origins=[origin]), ["web-cut"])
        self.assertEqual(len(calls), 3)

    def test_too_large_is_refused(self):
        (self.site / "large").write_bytes(b"x" * (MOST + 1))
        self.assertEqual(self.ask("large"), ["web-too-large"])
        self.server.packed = True
        (self.site / "bomb").write_bytes(b"\0" * (64 * MOST))
        self.assertEqual(self.ask("bomb"), ["web-too-large"])


    def test_a_cache_that_cannot_be_written_costs_files_only(self):
        cache = self.folder / ".cache" / "belvedere"
        cache.mkdir(parents=True)
        (cache / "services").write_bytes(b"a file where a folder should be")
        first, again = self.ask("a.json", "a.json")
        self.assertTrue(first.startswith("ok 25000 "), first)
        self.assertEqual(again, first)
        result = subprocess.run([PROBE, "describe", self.server.address("a.json")], text=True, capture_output=True,
                                timeout=60, env={"HOME": str(self.folder)})
        self.assertEqual(result.stdout, "web-cache-not-written\n")


class Tilesets(unittest.TestCase):
    """Sets of others, from the disk and from a server: the same objects at the same place with the same findings."""

    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="belvedere-services-")
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)

    def described(self, source):
        result = subprocess.run([PROBE, "describe", str(source)], text=True, capture_output=True, timeout=250,
                                env={"HOME": self.home, "PATH": os.environ["PATH"]})
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_real_sets_are_the_same_over_http(self):
        data = Path(os.environ.get("BELVEDERE_TEST_DATA", "")) / "tiles3d"
        sets = sorted(data.rglob("tileset.json"), key=lambda file: (len(file.parts), file))[:20] if data.is_dir() else []
        if not sets:
            self.skipTest(f"{data} is absent")
        server = WebServer(data)
        self.addCleanup(server.stop)
        for file in sets:
            with self.subTest(file=file):
                address = server.address(quote(file.relative_to(data).as_posix()))
                self.assertEqual(self.described(address), self.described(file))
        self.assertGreater(len(server.asked), len(sets))
        server.stop()
        last = server.address(quote(sets[-1].relative_to(data).as_posix()))
        self.assertIn("web-last-known", self.described(last))


if __name__ == "__main__":
    unittest.main(verbosity=2)
