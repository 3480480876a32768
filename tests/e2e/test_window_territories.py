"""Territories and their layers in the window: opened, dropped on, undone, saved, closed."""
import subprocess
import time
from pathlib import Path

from program import PROGRAM, SECONDS, main
from window import ENTER, ESCAPE, F12, PLUS, WindowCase, drop, frame, key


class WindowTerritories(WindowCase):
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
