"""Territories and their layers in the window: opened, dropped on, undone, saved, closed."""
import json
import subprocess
import time
from pathlib import Path
from signal import SIGINT, SIGTERM

from program import INTERRUPTED, PROGRAM, SECONDS, main
from window import DOWN, ENTER, ESCAPE, F12, MOVED, PLUS, WindowCase, drop, event, frame, key, typed


class WindowTerritories(WindowCase):
    def test_a_dropped_file_becomes_a_layer_that_ctrl_s_keeps(self):
        places = self.write_points(self.folder / "été.geojson")
        self.play(drop(places))
        self.assertEqual(len(self.layers()), 1, "nothing is kept that was not saved")
        self.play(drop(places) + key(ord("S"), control=True))
        self.assertEqual([layer["id"] for layer in self.layers()], ["blocks", "ete"])

    def test_a_path_typed_after_ctrl_l_becomes_a_layer_as_a_dropped_file_does(self):
        add, save = (key(ord(letter), control=True) for letter in "LS")
        places = self.write_points(self.folder / "été.geojson")
        self.play(add + typed(places) + key(ENTER) + save)
        self.assertEqual([layer["id"] for layer in self.layers()], ["blocks", "ete"])
        self.write_points(self.territory / "near.geojson")
        self.play(add + typed("near.geojson") + key(ENTER) + save)
        self.assertEqual(self.layers()[-1]["source"], "near.geojson", "a path begins in the territory's folder")
        whole = self.play([frame()], "before.png")
        picture = self.play(add + typed("nothing.gml") + key(ENTER) + save, "after.png")
        self.assertEqual(len(self.layers()), 3)
        changed = sum(whole.pixel(x, 90) != picture.pixel(x, 90) for x in range(450, 1000, 5))
        self.assertGreater(changed, 50, "a message stands at the top")

    def test_the_clipboard_serves_the_field_of_a_path(self):
        places = self.write_points(self.folder / "a.geojson")
        self.play(key(ord("L"), control=True) + typed(places) + key(ord("A"), control=True) + key(ord("X"), control=True)
                  + key(ord("V"), control=True) + key(ENTER) + key(ord("S"), control=True))
        self.assertEqual([layer["id"] for layer in self.layers()], ["blocks", "a"])

    def test_escape_gives_up_a_path_and_the_keys_are_the_views_again(self):
        places = self.write_points(self.folder / "a.geojson")
        self.play(key(ord("L"), control=True) + typed(places) + key(ESCAPE) + key(ENTER) + key(ord("S"), control=True))
        self.assertEqual(len(self.layers()), 1)

    def test_ctrl_o_opens_a_recent_territory_in_place_of_the_present_one_and_asks_before_edits_are_lost(self):
        other = self.new_territory(name="other")
        self.play([frame()], territory=other)
        chosen = key(ord("O"), control=True) + key(DOWN) + key(ENTER)
        dropped = drop(self.write_points(self.folder / "a.geojson"))
        self.play(dropped + chosen + key(ESCAPE))
        self.assertEqual((len(self.layers()), self.latest()), (1, "town"), "given up, the window stays where it is")
        self.play(dropped + chosen + key(ENTER))
        self.assertEqual((len(self.layers()), self.latest()), (2, "other"))
        self.play(key(ord("O"), control=True) + typed(self.territory) + key(ENTER), territory=other)
        self.assertEqual(self.latest(), "town", "a path that is typed opens too")

    def latest(self):
        return Path(self.settings()["recentTerritories"][0]).name

    def test_a_recent_territory_opens_from_the_welcome_by_keys_alone(self):
        self.play([frame()])
        recording = [frame(), *key(DOWN), *key(ENTER)]
        report = self.play_report(recording)
        self.assertGreater(report["framesDrawn"], 0, "the territory is drawn")

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

    def test_a_dropped_file_without_crs_takes_a_likely_one(self):
        for name, row, crs in (("lamps", "843050,6519050,a", "EPSG:2154+5720"), ("trees", "4.8,45.7,a", "EPSG:4326")):
            table = self.folder / f"{name}.csv"
            table.write_text("x,y,name\n" + row + "\n", encoding="utf-8")
            picture = self.play(drop(table) + key(ord("S"), control=True))
            layer = next(layer for layer in self.layers() if layer["id"] == name)
            self.assertEqual(layer["crs"], crs)
        plain = self.play([frame()], "plain.png")
        changed = sum(plain.pixel(x, 90) != picture.pixel(x, 90) for x in range(450, 1000, 5))
        self.assertGreater(changed, 50, "it says so at the top")

    def test_edits_of_a_window_that_is_ended_are_there_again_at_the_next_opening(self):
        kept = self.territory / "territory.unsaved.json"
        dropped = self.write_points(self.folder / "a.geojson")
        for signal in (SIGTERM, SIGINT):
            self.assertIn(str(kept), self.end_while_edited(dropped, signal))
            self.assertEqual(len(self.layers()), 1, "the territory itself is as it was")
            self.assertTrue(kept.exists())
            kept.unlink()
        self.end_while_edited(dropped, SIGTERM)
        self.play([frame()])
        self.assertTrue(kept.exists(), "looking at it is no answer")
        self.play([frame()] + key(ord("S"), control=True))
        self.assertEqual([layer["id"] for layer in self.layers()], ["blocks", "a"])
        self.assertFalse(kept.exists(), "what was saved is not kept any more")

    def end_while_edited(self, dropped, signal):
        """What the program says when a window in which a file was dropped gets a signal."""
        moves = [frame(event(MOVED, 500 + i % 200, 400)) for i in range(20000)]
        recording = self.folder / "endless.jsonl"
        recording.write_text("".join(json.dumps(f) + "\n" for f in drop(dropped) + moves), encoding="utf-8")
        settings = self.folder / ".config/belvedere/settings.json"
        settings.unlink(missing_ok=True)
        process = subprocess.Popen([PROGRAM, "view", str(self.territory), "--play", str(recording), "--lang", "en"],
                                   env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        deadline = time.time() + SECONDS
        while not (settings.exists() and dropped.name in settings.read_text(encoding="utf-8")):  # the drop is noted there
            self.assertLess(time.time(), deadline, "the dropped file never arrived")
            self.assertIsNone(process.poll(), "the window closed by itself")
            time.sleep(0.05)
        process.send_signal(signal)
        errors = process.communicate(timeout=SECONDS)[1]
        self.assertEqual(process.returncode, INTERRUPTED)
        return errors

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

    def test_it_closes_at_once_while_it_loads(self):
        town = self.folder / "demo"
        self.run_program("demo", town, "--buildings", 3000, "--no-open")
        process = subprocess.Popen([PROGRAM, "view", str(town)], env=self.environment, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(0.7)
        process.terminate()
        self.assertIn(process.wait(timeout=SECONDS / 4), (130, -15))


if __name__ == "__main__":
    main()
