"""The window under a virtual X display, with recorded input: what a hand does, and what is seen then."""
import os
import subprocess
import time
from pathlib import Path

from picture import Picture
from program import PROGRAM, SECONDS, main
from window import F1, F12, MOVED, KEY_PRESSED, KEY_RELEASED, PLUS, PRESSED, RELEASED, SCROLLED, WindowCase, click, event, frame, key, orbit


class Window(WindowCase):
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
