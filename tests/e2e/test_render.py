"""render: pictures without a display, what they show, and what is refused."""
import json
import os
import signal
import struct
import subprocess
import time
import unittest

import program
from picture import Picture
from program import DONE, EXPORT, FINDINGS, INPUT, INTERRUPTED, USAGE

SMALL = ("--size", "320x180", "--quality", "low")


def is_roof(pixel):
    """The soft red of blocks' roofs, in any light."""
    return pixel[0] > 90 and pixel[0] > pixel[2] + 25


class Render(program.Case):
    def setUp(self):
        super().setUp()
        self.territory = self.new_territory()
        self.run_program("add", self.territory, self.write_blocks(self.territory / "blocks.geojson"))

    def picture(self, *arguments, name="out.png", expect=DONE):
        self.run_program("render", self.territory, "-o", self.folder / name, *SMALL, *arguments, expect=expect)
        return Picture(self.folder / name)

    def test_blocks_are_seen_in_both_looks(self):
        for look in ("maquette", "realistic"):
            picture = self.picture("--look", look)
            self.assertEqual((picture.width, picture.height), (320, 180))
            self.assertGreater(picture.share(is_roof), 0.02, look)

    def test_the_same_command_gives_the_same_picture(self):
        first, second = self.picture(name="a.png"), self.picture(name="b.png")
        self.assertTrue(first.rows == second.rows)

    def test_a_hidden_layer_is_not_seen(self):
        self.run_program("add", self.territory, self.write_points(self.territory / "lamps.geojson"))
        self.assertGreater(self.picture("--layers", "blocks,lamps").share(is_roof), 0.01)
        self.assertLess(self.picture("--layers", "lamps").share(is_roof), 0.005)
        self.run_program("set", self.territory, "blocks", "visible=false")
        self.assertLess(self.picture().share(is_roof), 0.005)

    def test_a_map_from_above_says_where_it_lies(self):
        self.picture("--top", name="map.png")
        east, _, _, north, west, top = map(float, (self.folder / "map.pgw").read_text().split())
        self.assertAlmostEqual(east, -north)
        self.assertLess(west, 843000)
        self.assertGreater(top, 6519220)
        self.assertGreater(west + 320 * east, 843220)
        self.assertIn("Lambert-93", (self.folder / "map.prj").read_text())

    def test_what_the_map_shows_lies_where_the_world_file_says(self):
        picture = self.picture("--top", name="map.png")
        size, _, _, _, west, top = map(float, (self.folder / "map.pgw").read_text().split())
        for i in range(36):
            column, row = i % 6, i // 6
            x = int(round((843010 + 40 * column - west) / size))
            y = int(round((top - (6519010 + 40 * row)) / size))
            self.assertTrue(is_roof(picture.pixel(x, y)), f"block {i} at pixel {x}, {y}: {picture.pixel(x, y)}")

    def test_a_camera_and_a_bookmark_give_the_same_view(self):
        document = self.territory_json(self.territory)
        document["bookmarks"] = [{"name": "Place", "camera": {"east": 843110, "north": 6518900, "height": 300, "heading": 5,
                                                              "pitch": -40, "fieldOfView": 50}}]
        (self.territory / "territory.json").write_text(json.dumps(document), encoding="utf-8")
        one = self.picture("--camera", "843110,6518900,300,5,-40,50", name="a.png")
        two = self.picture("--bookmark", "Place", name="b.png")
        self.assertTrue(one.rows == two.rows)
        self.assertGreater(one.share(is_roof), 0.02)
        for wrong, word in (("Plase", "“Place”"), ("Pla", "“Place”"), ("elsewhere", "It has: Place.")):
            self.assertIn(word, self.run_program("render", self.territory, "-o", self.folder / "x.png", "--bookmark", wrong,
                                                 expect=USAGE).stderr)

    def test_the_sun_moves(self):
        look = ("--look", "realistic", "--time")
        morning = self.picture(*look, "2026-06-21T08:00", name="a.png")
        evening = self.picture(*look, "2026-06-21T20:00", name="b.png")
        self.assertTrue(morning.rows != evening.rows)
        utc = self.picture(*look, "2026-06-21T06:00Z", name="c.png")
        self.assertTrue(morning.rows == utc.rows)  # 08:00 in Paris is 06:00 UTC in summer

    def test_a_transparent_sky_lets_all_through(self):
        picture = self.picture("--transparent", "--camera", "843110,6518700,200,0,10")
        self.assertEqual(picture.channels, 4)
        self.assertEqual(picture.pixel(160, 5)[3], 0)

    def test_every_format_and_size_is_written(self):
        for name, head in (("a.jpg", b"\xff\xd8\xff"), ("a.tif", b"II*\0"), ("a.png", b"\x89PNG")):
            self.run_program("render", self.territory, "-o", self.folder / name, *SMALL)
            self.assertEqual((self.folder / name).read_bytes()[:len(head)], head)
        for size in ("1x1", "641x7", "7x641"):
            self.run_program("render", self.territory, "-o", self.folder / "s.png", "--size", size)
            width, height = struct.unpack(">II", (self.folder / "s.png").read_bytes()[16:24])
            self.assertEqual(f"{width}x{height}", size)

    def test_wrong_options_end_before_any_work(self):
        for arguments, word in ((["--size", "0x9"], "0x9"), (["--size", "20000x20000"], "16384"), (["--size", "9"], "WxH"),
                                (["--camera", "1,2,3"], "PITCH"), (["--camera", "1,2,3,400,0"], "heading"),
                                (["--camera", "1,2,nan,0,0"], "height"), (["--look", "maquete"], "maquette"),
                                (["--quality", "best"], "low, medium, high"), (["--supersample", "9"], "from 1 to 4"),
                                (["--time", "yesterday"], "yesterday"), (["--layers", "bloks"], "“blocks”"), (["--layers", "nope"], "It has: blocks"),
                                (["--bookmark", "Place"], "--camera, --fit or --top"),
                                (["--top", "--fit"], "Only one")):
            for language in ("en", "fr"):
                result = self.run_program("render", self.territory, "-o", self.folder / "x.png", *arguments, expect=USAGE,
                                          language=language)
                if language == "en":
                    self.assertIn(word, result.stderr)
        for output in ("x.gif", "x"):
            self.run_program("render", self.territory, "-o", self.folder / output, expect=USAGE)
        self.run_program("render", self.territory, "-o", self.folder / "x.jpg", "--transparent", expect=USAGE)
        self.assertFalse((self.folder / "x.png").exists())

    def test_a_target_that_cannot_be_written_is_an_export_that_failed(self):
        result = self.run_program("render", self.territory, "-o", self.folder / "none" / "x.png", *SMALL, expect=EXPORT)
        self.assertIn("x.png", result.stderr)

    def test_an_old_picture_stays_until_the_new_one_is_whole(self):
        (self.folder / "x.png").write_bytes(b"old")
        self.run_program("render", self.territory, "-o", self.folder / "x.png", "--layers", "none", expect=USAGE)
        self.assertEqual((self.folder / "x.png").read_bytes(), b"old")

    def test_a_layer_that_fails_is_told_and_the_rest_is_drawn(self):
        self.run_program("add", self.territory, self.write_points(self.territory / "lamps.geojson"))
        (self.territory / "lamps.geojson").unlink()
        result = self.run_program("render", self.territory, "-o", self.folder / "x.png", *SMALL, expect=FINDINGS)
        self.assertIn("lamps", result.stderr)
        self.assertGreater(Picture(self.folder / "x.png").share(is_roof), 0.02)

    def test_a_territory_without_anything_to_see_is_no_empty_picture(self):
        (self.territory / "blocks.geojson").unlink()
        self.run_program("render", self.territory, "-o", self.folder / "x.png", *SMALL, expect=INPUT)
        self.run_program("render", self.territory, "-o", self.folder / "x.png", *SMALL, "--camera",
                         "843110,6518900,300,5,-40,50", expect=INPUT)
        self.assertFalse((self.folder / "x.png").exists())
        empty = self.new_territory(name="empty")
        self.run_program("render", empty, "-o", self.folder / "x.png", *SMALL, expect=INPUT)

    def test_interrupting_leaves_nothing_behind(self):
        output = self.folder / "out"
        output.mkdir()
        for delay in (0.05, 0.3, 0.6, 1.5):
            process = subprocess.Popen([program.PROGRAM, "render", self.territory, "-o", output / "x.png", "--size",
                                        "8000x8000", "--supersample", "2"], env=self.environment,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(delay)
            process.send_signal(signal.SIGINT)
            # before main() begins the signal itself ends the process, which a shell reports in the same way
            self.assertIn(process.wait(program.SECONDS), (INTERRUPTED, -signal.SIGINT), f"after {delay} s")
            self.assertEqual(os.listdir(output), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
