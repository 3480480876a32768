"""The window under a virtual X display, with recorded input: what a hand does, and what is seen then."""
import json
import os
import shutil
import subprocess
import time
import unittest
from pathlib import Path

from picture import Picture
from program import PROGRAM, SECONDS, Case, main

MOVED, PRESSED, RELEASED, SCROLLED, KEY_PRESSED, KEY_RELEASED, TYPED, DROPPED = range(8)
ENTER, ESCAPE, F1, F12, PLUS = 268, 269, 270, 272, 273


def event(kind, x=0.0, y=0.0, code=0):
    return {"kind": kind, "x": x, "y": y, "code": code}


def key(code, control=False):
    return [frame({**event(KEY_PRESSED, code=code), "control": control}), frame(event(KEY_RELEASED, code=code)), frame()]


def drop(*paths):
    return [frame(*({**event(DROPPED), "paths": [str(path)]} for path in paths))]


def click(x, y):
    return [frame(event(MOVED, x, y)), frame(event(PRESSED, x, y)), frame(event(RELEASED, x, y)), frame()]


def orbit(x, y, frames):
    turn = [frame(event(MOVED, x + 4 * i, y), elapsed=0.04) for i in range(frames)]
    return [frame(event(MOVED, x, y)), frame(event(PRESSED, x, y, 1)), *turn, frame(event(RELEASED, x, y, 1))]


def frame(*events, elapsed=0.05):
    return {"elapsed": elapsed, "events": list(events)}


@unittest.skipUnless(shutil.which("Xvfb"), "Xvfb is not installed")
class Window(Case):
    def setUp(self):
        super().setUp()
        read, write = os.pipe()
        self.display = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24"], pass_fds=[write],
                                        stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as display:
            self.environment["DISPLAY"] = ":" + display.readline().strip()
        self.addCleanup(self.display.wait)
        self.addCleanup(self.display.terminate)
        self.territory = self.new_territory()
        self.run_program("add", self.territory, self.write_blocks(self.territory / "blocks.geojson"))

    def play(self, frames, name="last.png", language="en", territory=None):
        picture = self.folder / name
        self.report = self.play_report(frames, territory or self.territory, "--picture", picture, language=language)
        return Picture(picture)

    def play_report(self, frames, *arguments, language="en"):
        recording = self.folder / "input.jsonl"
        recording.write_text("".join(json.dumps(f) + "\n" for f in frames), encoding="utf-8")
        result = self.run_program("view", *arguments, "--play", recording, "--json", language=language)
        return json.loads(result.stdout)

    def settings(self, **values):
        """Writes what the user has chosen before; without values, reads what is there now."""
        path = self.folder / ".config/belvedere/settings.json"
        if values:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values), encoding="utf-8")
        return json.loads(path.read_text(encoding="utf-8"))

    def layers(self, territory=None):
        return self.territory_json(territory or self.territory)["layers"]

    def test_shows_the_territory_and_its_panels(self):
        picture = self.play([frame()])
        self.assertEqual((picture.width, picture.height), (1440, 900))
        panel = picture.pixel(60, 100)
        self.assertGreater(min(panel[:3]), 225, "the light panel of the layers stands on the left")
        middle = [picture.pixel(x, y) for x in range(600, 1100, 10) for y in range(350, 600, 10)]
        self.assertGreater(len(set(middle)), 30, "roofs, walls and ground are in the middle")

    def test_a_click_on_a_building_opens_its_card(self):
        without = self.play([frame()], "without.png")
        x, y = self.roof(without)
        picture = self.play([frame(event(MOVED, x, y)), frame(event(PRESSED, x, y)), frame(event(RELEASED, x, y)), frame()],
                            "with.png")
        self.assertLess(min(without.pixel(1300, 20)[:3]), 225)
        self.assertGreater(min(picture.pixel(1300, 20)[:3]), 225, "a card appears at the top right")

    def roof(self, picture):
        """A pixel well inside a roof near the middle: the default style draws roofs reddish."""
        def is_red(x, y):
            red, green, blue = picture.pixel(x, y)[:3]
            return red > green + 30 and red > blue + 30
        for x in range(600, 1000, 4):
            for y in range(300, 700, 4):
                if all(is_red(x + dx, y + dy) for dx in (-8, 0, 8) for dy in (-8, 0, 8)):
                    return x, y
        self.fail("no roof in the picture")

    def test_the_wheel_comes_nearer(self):
        far = self.play([frame()], "far.png")
        near = self.play([frame(event(MOVED, 720, 450))] + [frame(event(SCROLLED, 0, 1))] * 5, "near.png")
        changed = sum(far.pixel(x, y) != near.pixel(x, y) for x in range(500, 1400, 20) for y in range(100, 800, 20))
        self.assertGreater(changed, 100)

    def test_a_key_keeps_a_picture(self):
        self.play([frame(event(KEY_PRESSED, code=F12)), frame(event(KEY_RELEASED, code=F12))])
        kept = list((self.territory / "captures").glob("*.png"))
        self.assertEqual(len(kept), 1)
        self.assertEqual((Picture(kept[0]).width, Picture(kept[0]).height), (1440, 900))

    def test_a_click_on_a_name_of_the_layers_opens_its_details(self):
        closed = self.play([frame()], "closed.png")
        opened = self.play(click(120, 127), "opened.png")
        self.assertLess(min(closed.pixel(60, 200)[:3]), 225, "below its only layer the panel ends")
        self.assertGreater(min(opened.pixel(60, 200)[:3]), 200, "opacity, source and the rest are unfolded")

    def test_the_list_of_keys_opens_on_f1(self):
        without = self.play([frame()], "without.png")
        picture = self.play(key(F1), "with.png", language="fr")
        self.assertGreater(sum(without.pixel(x, 450) != picture.pixel(x, 450) for x in range(300, 1140, 5)), 100)

    def test_an_orbit_is_drawn_more_coarsely_than_the_picture_at_rest(self):
        report = self.play_report(orbit(720, 450, 20), self.territory)
        self.assertGreaterEqual(report["framesMoving"], 10)
        self.assertGreater(report["framesDrawn"], report["framesMoving"], "at the end one picture at rest")
        self.assertTrue(report["settled"])

    def test_the_machine_chooses_a_quality_that_is_fluid(self):
        """Without a graphics card the demo town is too much for the highest quality: left to itself, the window finds
        what is quicker. Both on the same machine under the same load, so that only the ratio counts."""
        town = self.folder / "demo"
        self.run_program("demo", town, "--buildings", 800, "--no-open")
        frames = orbit(480, 300, 24)
        self.settings(quality="high", windowWidth=960, windowHeight=600)
        fixed = self.play_report(frames, town)
        self.assertEqual((fixed["moving"]["quality"], fixed["moving"]["scale"]), ("high", 1.0), "the user's choice stands")
        self.settings(quality="", windowWidth=960, windowHeight=600)
        chosen = self.play_report(frames, town)
        self.assertEqual(chosen["moving"]["quality"], "low")
        self.assertLess(chosen["movingMilliseconds"], 0.6 * fixed["movingMilliseconds"])

    def test_a_dropped_file_becomes_a_layer_that_ctrl_s_keeps(self):
        places = self.write_points(self.folder / "été.geojson")
        self.play(drop(places))
        self.assertEqual(len(self.layers()), 1, "nothing is kept that was not saved")
        self.play(drop(places) + key(ord("S"), control=True))
        self.assertEqual([layer["id"] for layer in self.layers()], ["blocks", "ete"])

    def test_two_files_of_one_name_dropped_together_become_two_layers(self):
        for name in ("north", "south"):
            (self.folder / name).mkdir()
        places = [self.write_points(self.folder / name / "trees.geojson") for name in ("north", "south")]
        self.play(drop(*places) + key(ord("S"), control=True))
        self.assertEqual([layer["id"] for layer in self.layers()], ["blocks", "trees", "trees-2"])

    def test_undo_takes_a_dropped_layer_back_and_redo_brings_it_again(self):
        dropped = drop(self.write_points(self.folder / "a.geojson"))
        undo, redo, save = (key(ord(letter), control=True) for letter in "ZYS")
        self.play(dropped + undo + save)
        self.assertEqual(len(self.layers()), 1)
        self.play(dropped + undo + redo + save)
        self.assertEqual(len(self.layers()), 2)

    def test_a_broken_file_costs_a_message_and_nothing_else(self):
        broken = self.folder / "broken.gml"
        broken.write_bytes(b"<CityModel><cityObjectMember")
        whole = self.play([frame()], "before.png")
        picture = self.play(drop(broken) + key(ord("S"), control=True))
        self.assertEqual(len(self.layers()), 1)
        changed = sum(whole.pixel(x, 90) != picture.pixel(x, 90) for x in range(450, 1000, 5))
        self.assertGreater(changed, 50, "a message stands at the top")

    def test_closing_with_changes_asks_and_enter_saves(self):
        self.play(key(PLUS, control=True) + drop(self.write_points(self.folder / "a.geojson")) + key(ord("Q"), control=True))
        self.assertEqual(len(self.layers()), 1, "unanswered, nothing is saved")
        self.play(drop(self.folder / "a.geojson") + key(ord("Q"), control=True) + key(ESCAPE) + key(ord("Z"), control=True))
        self.assertEqual(len(self.layers()), 1, "given up, the window goes on")
        self.play(drop(self.folder / "a.geojson") + key(ord("Q"), control=True) + key(ENTER) + [frame()] * 1000)
        self.assertEqual(len(self.layers()), 2)
        self.assertLess(self.report["panelsDrawn"], 500, "the window closed before the recording ended")

    def test_of_two_territories_opened_at_once_the_last_one_shows(self):
        other, last = self.new_territory(name="other"), self.new_territory(name="last")
        self.run_program("add", last, self.folder / "town/blocks.geojson")
        self.play(drop(other, last) + key(ord("S"), control=True), territory=self.territory)
        self.assertEqual(Path(self.settings()["recentTerritories"][0]).name, "last")

    def test_a_territory_without_layers_and_one_whose_layer_is_gone_open_all_the_same(self):
        empty = self.new_territory(name="empty")
        self.assertTrue(self.play_report(key(F12) + key(ESCAPE), empty)["settled"])
        (self.territory / "blocks.geojson").unlink()
        self.assertTrue(self.play_report([frame()], self.territory)["settled"])

    def test_a_tiny_window_and_large_panels_do_no_harm(self):
        self.settings(windowWidth=320, windowHeight=240, interfaceScale=3.0)
        picture = self.play(key(F1) + click(160, 120))
        self.assertEqual((picture.width, picture.height), (320, 240))

    def test_what_the_user_chose_is_kept(self):
        self.settings(isDark=True, language="fr", quality="low")
        dark = self.play(key(PLUS, control=True))
        self.assertLess(max(dark.pixel(60, 90)[:3]), 90, "dark panels")
        kept = self.settings()
        self.assertAlmostEqual(kept["interfaceScale"], 1.1, places=5)
        self.assertEqual((kept["isDark"], kept["language"], kept["quality"]), (True, "fr", "low"))

    def test_it_closes_at_once_while_it_loads(self):
        town = self.folder / "demo"
        self.run_program("demo", town, "--buildings", 3000, "--no-open")
        process = subprocess.Popen([PROGRAM, "view", str(town)], env=self.environment, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(0.7)
        process.terminate()
        self.assertIn(process.wait(timeout=SECONDS / 4), (130, -15))

    def test_draws_nothing_when_nothing_moves(self):
        recording = self.folder / "recorded.jsonl"
        process = subprocess.Popen([PROGRAM, "view", str(self.territory), "--record", str(recording)], env=self.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline, steady = time.time() + SECONDS, 0
            while steady < 3:
                self.assertLess(time.time(), deadline, "the window never came to rest")
                before = self.cpu_seconds(process.pid)
                time.sleep(1.0)
                steady = steady + 1 if self.cpu_seconds(process.pid) - before < 0.05 else 0
        finally:
            process.terminate()
            process.wait(timeout=20)
        self.assertGreater(recording.stat().st_size, 0)

    def cpu_seconds(self, pid):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def test_a_window_without_a_display_says_what_to_do(self):
        result = self.run_program("view", self.territory, expect=3, DISPLAY="")
        self.assertIn("belvedere render", result.stderr)


if __name__ == "__main__":
    main()
