"""Sources on the web: files and 3D Tiles from a server of this machine, and what its faults come to."""
import json
import sys
import unittest

import program
from program import DATA, DONE, INPUT, SOURCE
from test_tiles3d import box_glb
from window import ENTER, WindowCase, key, typed
sys.path.insert(0, str(SOURCE / "tests" / "services"))
from web_server import WebServer  # noqa: E402

PLACE = (843000.0, 6519000.0, 200.0)


class WebSources(program.Case):
    def setUp(self):
        super().setUp()
        self.site = self.folder / "site"
        self.site.mkdir()
        self.serve(self.site)

    def serve(self, folder, port=0):
        self.server = WebServer(folder, port)
        self.addCleanup(self.server.stop)

    def write_tileset(self, name="set"):
        """Two blocks, one in an external tileset."""
        folder = self.site / name
        (folder / "sub").mkdir(parents=True)
        (folder / "sub" / "block.glb").write_bytes(box_glb())
        volume = {"box": [0, 0, 15, 60, 0, 0, 0, 60, 0, 0, 0, 20]}
        move = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, *PLACE, 1]
        outer = {"asset": {"version": "1.1"}, "geometricError": 100,
                 "root": {"transform": move, "boundingVolume": volume, "geometricError": 50, "refine": "ADD",
                          "content": {"uri": "sub/block.glb"},
                          "children": [{"boundingVolume": volume, "geometricError": 10,
                                        "content": {"uri": "sub/inner.json"}}]}}
        inner = {"asset": {"version": "1.1"}, "geometricError": 10,
                 "root": {"boundingVolume": volume, "geometricError": 0, "content": {"uri": "block.glb"}}}
        (folder / "tileset.json").write_text(json.dumps(outer), encoding="utf-8")
        (folder / "sub" / "inner.json").write_text(json.dumps(inner), encoding="utf-8")
        return folder / "tileset.json"

    def described(self, source, expect=DONE):
        description = self.run_json("info", source, expect=expect)
        description.pop("source", None)
        return description

    def failure(self, address):
        result = self.run_program("info", address, expect=INPUT)
        return result.stderr

    def test_a_tileset_is_the_same_over_http(self):
        file = self.write_tileset()
        local = self.described(file)
        self.assertEqual(self.described(self.server.address("set/tileset.json")), local)
        self.assertIn("set/sub/block.glb", self.server.asked)

    def test_packed_answers_are_unpacked(self):
        file = self.write_tileset()
        self.server.packed = True
        self.assertEqual(self.described(self.server.address("set/tileset.json")), self.described(file))

    def test_what_is_known_is_confirmed_and_not_sent_again(self):
        self.write_tileset()
        first = self.described(self.server.address("set/tileset.json"))
        self.assertEqual(self.server.confirmed, 0)
        self.assertEqual(self.described(self.server.address("set/tileset.json")), first)
        self.assertGreaterEqual(self.server.confirmed, 3)

    def test_a_server_that_is_gone_leaves_the_last_known_state(self):
        self.write_tileset()
        address = self.server.address("set/tileset.json")
        before = self.described(address)
        self.server.stop()
        after = self.described(address)
        self.assertEqual(after["objects"], before["objects"])
        self.assertIn("web-last-known", json.dumps(after))
        self.assertIn("does not answer", self.run_program("info", address).stderr)

    def test_a_passing_fault_is_waited_for(self):
        file = self.write_tileset()
        self.server.faults["set/sub/block.glb"] = "429"
        self.assertEqual(self.described(self.server.address("set/tileset.json")), self.described(file))

    def test_a_missing_or_broken_content_costs_itself(self):
        file = self.write_tileset()
        for fault, key in (("404", "missing"), ("500", "status"), ("truncated", "broke off")):
            with self.subTest(fault=fault):
                self.server.faults["set/sub/inner.json"] = fault
                text = json.dumps(self.described(self.server.address("set/tileset.json")))
                self.assertIn(key, text)
        self.server.faults.clear()
        self.assertEqual(self.described(self.server.address("set/tileset.json")), self.described(file))

    def test_failures_are_told_apart(self):
        self.write_tileset()
        self.server.faults["set/tileset.json"] = "401"
        self.assertIn("does not let us read", self.failure(self.server.address("set/tileset.json?key=SECRET")))
        self.assertIn("is not there", self.failure(self.server.address("nothing.json")))
        self.assertIn("not known", self.failure("http://host.invalid/tileset.json"))
        self.assertIn("No server answers", self.failure("http://127.0.0.1:9/tileset.json"))
        (self.site / "page.html").write_text("<!DOCTYPE html><html><body>Hello</body></html>")
        self.assertIn("does not answer with a source", self.failure(self.server.address("page.html")))

    def test_redirects_stay_on_the_host(self):
        file = self.write_tileset()
        self.server.faults["moved.json"] = "redirect:/set/tileset.json"
        for target in (f"file://{file}", "http://127.0.0.1:9/x.json", "ftp://127.0.0.1/x"):
            self.server.faults["away.json"] = f"redirect:{target}"
            self.assertIn("is not followed", self.failure(self.server.address("away.json")))
        self.server.faults["round.json"] = "redirect:/round.json"
        self.assertIn("is not followed", self.failure(self.server.address("round.json")))

    def test_no_secret_is_told(self):
        self.server.faults["a.json"] = "401"
        for address in (self.server.address("a.json?token=SECRET"), "http://user:SECRET@127.0.0.1/a.json",
                        f"http://SECRET@127.0.0.1:{self.server.port}/a.json"):
            result = self.run_program("info", address, expect=INPUT)
            self.assertNotIn("SECRET", result.stdout + result.stderr)

    def test_a_territory_names_it_and_needs_consent(self):
        self.write_tileset()
        territory = self.new_territory()
        address = self.server.address("set/tileset.json")
        self.run_program("add", territory, address, "--crs", "EPSG:2154")
        self.assertEqual(self.territory_json(territory)["layers"][0]["source"], address)
        self.run_program("check", territory)
        other_home = self.folder / "other"
        other_home.mkdir()
        refused = self.run_program("check", territory, expect=INPUT, HOME=str(other_home))
        self.assertIn(f"--allow http://127.0.0.1:{self.server.port}", refused.stderr)
        self.run_program("check", territory, "--allow", f"http://127.0.0.1:{self.server.port}", HOME=str(other_home))

    def test_another_file_is_to_be_downloaded(self):
        self.write_points(self.site / "points.geojson")
        self.assertIn("Download it", self.failure(self.server.address("points.geojson")))

    def test_real_sets_are_the_same(self):
        sets = sorted((DATA / "tiles3d").rglob("tileset.json"), key=lambda p: len(p.parts))[:6]
        if not sets:
            self.skipTest("no real tilesets here")
        self.serve(DATA / "tiles3d")
        for file in sets:
            with self.subTest(file=file):
                address = self.server.address(file.relative_to(DATA / "tiles3d").as_posix())
                local = self.run_program("info", file, "--json", expect=DONE)
                remote = self.run_program("info", address, "--json", expect=DONE)
                one, two = json.loads(local.stdout), json.loads(remote.stdout)
                one.pop("source"), two.pop("source")
                self.assertEqual(two, one)


class TypedAddress(WindowCase):
    def test_an_address_typed_in_the_window_becomes_a_layer_whose_host_is_consented_to(self):
        self.site = self.folder / "site"
        WebSources.write_tileset(self)
        server = WebServer(self.site)
        self.addCleanup(server.stop)
        address = server.address("set/tileset.json")
        self.play(key(ord("L"), control=True) + typed(address) + key(ENTER) + key(ord("S"), control=True))
        self.assertEqual([layer["source"] for layer in self.layers()], ["blocks.geojson", address])
        self.assertIn(server.address("").rstrip("/"), self.settings()["allowedPaths"])
        self.assertTrue(self.play_report([], self.territory)["settled"], "it is shown without a question")


if __name__ == "__main__":
    program.main()
