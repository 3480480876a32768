"""bake: a textured city model looks the same from the cache as from its files: upright, not mirrored, from near and far."""
import program
from picture import Picture
from textured_city import BLUE, EAST, GREEN, NORTH, RED, YELLOW, Model, quarters, write_png


def is_like(pixel, colour):
    """The same hue: the light of the scene is on it."""
    largest = max(pixel[:3])
    return largest > 40 and all(abs(a / largest - b / max(colour)) < 0.34 for a, b in zip(pixel, colour))


class BakedTextures(program.Case):
    def setUp(self):
        super().setUp()
        self.territory = self.new_territory()

    def add(self, model):
        model.write(self.territory / "city.gml")
        self.run_program("add", self.territory, self.territory / "city.gml")

    def picture(self, name, camera):
        path = self.folder / name
        self.run_program("render", self.territory, "-o", path, "--size", "640x360", "--look", "realistic", "--time",
                         "2026-06-21T12:00", "--camera", camera)
        return Picture(path)

    def leaf_pictures(self):
        return [path.read_bytes().count(b'"mimeType"') for path in self.territory.glob("cache/city-*/tiles/*/*/*.glb")]

    def check_quarters(self, picture):
        """A wall of 40 by 20 metres 60 metres ahead, at 50 degrees of field: 257 by 129 pixels."""
        for x, y, colour in ((256, 148, RED), (384, 148, GREEN), (256, 212, BLUE), (384, 212, YELLOW)):
            self.assertTrue(is_like(picture.pixel(x, y), colour), f"({x}, {y}) is {picture.pixel(x, y)}, not {colour}")

    def test_a_wall_is_upright_from_files_and_from_the_cache(self):
        write_png(self.territory / "quarters.png", quarters(256))
        model = Model()
        model.box(-20, 60, 40, 20, 20, "quarters.png")
        self.add(model)
        camera = f"{EAST},{NORTH},110,0,0,50"
        self.check_quarters(self.picture("files.png", camera))
        self.assertIn("city: 1 feature", self.run_program("bake", self.territory).stdout)
        self.assertEqual(self.leaf_pictures(), [1])
        self.check_quarters(self.picture("cache.png", camera))

    def test_a_repeated_texture_repeats_and_a_missing_one_costs_no_surface(self):
        write_png(self.territory / "quarters.png", quarters(64))
        model = Model()
        model.box(-20, 60, 40, 20, 20, "quarters.png", "0 0 4 0 4 2 0 2 0 0")
        model.box(60, 60, 20, 20, 20, "lost.png")
        self.add(model)
        said = self.run_program("bake", self.territory)
        self.assertIn("The picture lost.png is missing", said.stdout + said.stderr)
        camera = f"{EAST},{NORTH},110,0,0,50"
        picture = self.picture("cache.png", camera)
        # The wall is 257 pixels wide; from left to right above: red, green, four times.
        row = ["red" if is_like(picture.pixel(x, 132), RED) else "green" if is_like(picture.pixel(x, 132), GREEN) else ""
               for x in range(195, 445)]
        seen = [colour for colour in row if colour]
        self.assertGreater(len(seen), 220)
        self.assertEqual(1 + sum(a != b for a, b in zip(seen, seen[1:])), 8, row)

    def test_a_town_of_pictures_keeps_its_colours_from_afar_and_is_always_the_same(self):
        write_png(self.territory / "red.png", [[RED] * 64] * 64)
        write_png(self.territory / "blue.png", [[BLUE] * 64] * 64)
        model = Model()
        for i in range(900):
            row, column = divmod(i, 30)
            model.box(45 * column, 45 * row, 14, 10, 12, "red.png" if column < 15 else "blue.png", walls=4)
        self.add(model)
        camera = f"{EAST + 675},{NORTH - 900},500,0,-25,50"
        files = self.picture("files.png", camera)
        self.run_program("bake", self.territory)
        first = {path.name + path.parent.name: path.read_bytes() for path in self.territory.glob("cache/*/tiles/*/*/*.glb")}
        cache = self.picture("cache.png", camera)
        for colour in (RED, BLUE):
            before, after = (p.share(lambda pixel: is_like(pixel, colour)) for p in (files, cache))
            self.assertGreater(before, 0.004)
            self.assertAlmostEqual(after, before, delta=0.3 * before)
        for path in self.territory.glob("cache/city-*/manifest.bin"):
            path.unlink()
        self.run_program("bake", self.territory)
        again = {path.name + path.parent.name: path.read_bytes() for path in self.territory.glob("cache/*/tiles/*/*/*.glb")}
        self.assertEqual(first.keys(), again.keys())
        self.assertTrue(all(first[name] == again[name] for name in first))

    def test_a_picture_that_changes_is_baked_anew(self):
        write_png(self.territory / "quarters.png", quarters(64))
        model = Model()
        model.box(-20, 60, 40, 20, 20, "quarters.png")
        self.add(model)
        self.run_program("bake", self.territory)
        self.assertIn("is baked already", self.run_program("bake", self.territory).stdout)
        write_png(self.territory / "quarters.png", [[GREEN] * 64] * 64)
        picture = self.picture("changed.png", f"{EAST},{NORTH},110,0,0,50")
        self.assertTrue(is_like(picture.pixel(256, 148), GREEN))
        self.assertNotIn("is baked already", self.run_program("bake", self.territory).stdout)


if __name__ == "__main__":
    program.main()
