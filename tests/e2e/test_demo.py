"""demo: the town that is written opens, has nothing wrong in it, and is the same each time."""
import os
import signal
import subprocess
import time

import program
from picture import Picture
from program import EXPORT, INPUT, INTERRUPTED, USAGE


def files_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class Demo(program.Case):
    def demo(self, name, *arguments, **options):
        folder = self.folder / name
        self.run_program("demo", folder, "--buildings", "60", "--no-open", *arguments, **options)
        return folder

    def test_the_town_has_the_buildings_asked_for_and_no_fault(self):
        town = self.demo("town")
        report = self.run_json("check", town)
        self.assertEqual(report["diagnostics"], [])
        buildings = sum(layer["objects"].get("Building", 0) for layer in report["layers"])
        self.assertEqual(buildings, 60)
        self.assertLessEqual({"terrain", "imagery", "buildings", "vector"}, {layer["kind"] for layer in report["layers"]})

    def test_the_same_seed_writes_the_same_models_and_another_another_town(self):
        one, two, other = self.demo("one"), self.demo("two"), self.demo("other", "--seed", "2")
        models = [path for path in files_of(one) if path.suffix in (".gml", ".json")]
        self.assertGreaterEqual(len(models), 3)
        for path in models:
            self.assertTrue((one / path).read_bytes() == (two / path).read_bytes(), path)
        self.assertTrue(any((one / path).read_bytes() != (other / path).read_bytes() for path in models))

    def test_its_first_bookmark_shows_a_town(self):
        town = self.demo("town")
        bookmark = self.territory_json(town)["bookmarks"][0]["name"]
        self.run_program("render", town, "-o", self.folder / "x.png", "--size", "320x180", "--quality", "low", "--bookmark",
                         bookmark, "--look", "realistic")
        picture = Picture(self.folder / "x.png")
        colours = {picture.pixel(x, y)[:3] for y in range(0, 180, 3) for x in range(0, 320, 3)}
        self.assertGreater(len(colours), 500)

    def test_wrong_wishes_are_refused(self):
        for arguments in (["--buildings", "0"], ["--buildings", "many"], ["--buildings", "-3"], ["--seed", "x"]):
            for language in ("en", "fr"):
                self.run_program("demo", self.folder / "town", "--no-open", *arguments, expect=USAGE, language=language)
        self.assertFalse((self.folder / "town").exists())

    def test_a_folder_with_other_things_in_it_is_left_alone(self):
        mine = self.folder / "mine"
        mine.mkdir()
        (mine / "thesis.txt").write_text("three years")
        self.run_program("demo", mine, "--buildings", "60", "--no-open", expect=USAGE)
        self.assertEqual(files_of(mine).keys(), {(mine / "thesis.txt").relative_to(mine)})

    def test_where_nothing_can_be_written_it_is_an_export_that_failed(self):
        (self.folder / "file").write_text("no folder")
        self.run_program("demo", self.folder / "file" / "town", "--buildings", "60", "--no-open", expect=EXPORT)

    def test_a_signal_that_comes_twice_at_once_leaves_nothing_behind(self):
        process = subprocess.Popen([program.PROGRAM, "demo", self.folder / "town", "--no-open"], env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(2.0)
        for _ in range(2):
            process.send_signal(signal.SIGINT)
            time.sleep(0.15)
        self.assertEqual(process.wait(program.SECONDS), INTERRUPTED)
        self.assertEqual([name for name in os.listdir(self.folder) if "town" in name], [])

    def test_without_a_display_the_town_is_written_and_the_way_to_a_picture_told(self):
        result = self.run_program("demo", self.folder / "town", "--buildings", "60", expect=INPUT)
        self.assertIn("belvedere render", result.stderr)
        self.assertTrue((self.folder / "town" / "territory.json").exists())

    def test_interrupting_leaves_nothing_behind(self):
        for delay in (0.5, 2.0):
            process = subprocess.Popen([program.PROGRAM, "demo", self.folder / "town", "--no-open"], env=self.environment,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(delay)
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(program.SECONDS), INTERRUPTED)
            self.assertEqual([name for name in os.listdir(self.folder) if not name.startswith(".")], [])


if __name__ == "__main__":
    program.main()
