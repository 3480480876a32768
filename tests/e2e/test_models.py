"""Models as layers: a local OBJ placed by hand, drawn from its file and from the cache."""
import program
from picture import Picture
from program import FINDINGS, INPUT, USAGE

EAST, NORTH, HEIGHT = 843000.0, 6519000.0, 200.0
ABOVE = ("--size", "320x180", "--quality", "low", "--camera", f"{EAST},{NORTH},{HEIGHT + 300},0,-90,50")

# A board of 80 by 20 metres that lies flat 30 metres above the model's own zero, red; and a post on its eastern end, green.
MODEL = """mtllib board.mtl
o board
usemtl red
v -40 -10 30
v 40 -10 30
v 40 10 30
v -40 10 30
f 1 2 3 4
o post
usemtl green
v 30 -10 31
v 40 -10 31
v 40 10 31
v 30 10 31
f -4 -3 -2 -1
"""
RED = "newmtl red\nKd 0.8 0 0\n"
GREEN = "newmtl green\nKd 0 0.6 0\n"


def is_red(pixel):
    return pixel[0] > 80 and pixel[0] > 2 * pixel[1] and pixel[0] > 2 * pixel[2]


def is_green(pixel):
    return pixel[1] > 60 and pixel[1] > 1.5 * pixel[0] and pixel[1] > 1.5 * pixel[2]


class Models(program.Case):
    def setUp(self):
        super().setUp()
        self.territory = self.new_territory()
        self.model = self.territory / "board.obj"
        self.model.write_text(MODEL, encoding="utf-8")
        (self.territory / "board.mtl").write_text(RED + GREEN, encoding="utf-8")

    def add(self, *options):
        self.run_program("add", self.territory, self.model, "--crs", "EPSG:2154", "--set", f"originEast={EAST}", "--set",
                         f"originNorth={NORTH}", "--set", f"heightOffset={HEIGHT}", *options)

    def picture(self, name="a.png"):
        self.run_program("render", self.territory, "-o", self.folder / name, "--look", "realistic", *ABOVE)
        return Picture(self.folder / name)

    def test_info_tells_objects_and_extent(self):
        description = self.run_json("info", self.model)
        self.assertEqual((description["kind"], description["crs"]), ("model", None))
        self.assertEqual(description["objects"], {"Model": 2})
        self.assertEqual(description["extent"], [-40, -10, 40, 10])

    def test_without_a_crs_it_is_told_how_to_place_a_model(self):
        errors = self.run_program("add", self.territory, self.model, expect=INPUT).stderr
        self.assertIn("originEast=E", errors)
        self.assertIn("DEGRÉS", self.run_program("add", self.territory, self.model, expect=INPUT, language="fr").stderr)

    def test_a_model_left_at_its_own_zero_is_found_and_the_remedy_named(self):
        self.run_program("add", self.territory, self.write_points(self.folder / "points.geojson"))
        self.run_program("add", self.territory, self.model, "--crs", "EPSG:2154")
        output = self.run_program("check", self.territory, expect=FINDINGS)
        self.assertIn("originEast=E", output.stdout + output.stderr)

    def test_a_model_is_placed_and_turned_clockwise(self):
        self.add()
        lying = self.picture()
        middle = lying.width // 2, lying.height // 2
        self.assertTrue(is_red(lying.pixel(*middle)))
        # 270 m below the eye 50 degrees are 252 m high: 180 pixels; 35 m are 25 pixels.
        self.assertTrue(is_green(lying.pixel(middle[0] + 25, middle[1])))
        self.assertFalse(is_green(lying.pixel(middle[0], middle[1] + 25)))
        self.run_program("set", self.territory, "board", "rotation=90")
        turned = self.picture()
        self.assertTrue(is_green(turned.pixel(middle[0], middle[1] + 25)))  # east has become south
        self.assertFalse(is_green(turned.pixel(middle[0] + 25, middle[1])))

    def test_y_up(self):
        self.model.write_text(MODEL.replace("v -40 -10 30", "v -40 30 10").replace("v 40 -10 30", "v 40 30 10")
                              .replace("v 40 10 30", "v 40 30 -10").replace("v -40 10 30", "v -40 30 -10"), encoding="utf-8")
        self.add("--set", "options.up=y")
        self.assertEqual(self.run_json("info", self.territory)["layers"][0]["objects"], {"Model": 2})
        picture = self.picture()
        self.assertTrue(is_red(picture.pixel(picture.width // 2, picture.height // 2)))
        self.run_program("set", self.territory, "board", "options.up=sideways", expect=USAGE)

    def test_a_baked_model_looks_as_its_file_does_and_notices_its_materials(self):
        self.add()
        fresh = self.picture()
        self.assertIn("2", self.run_program("bake", self.territory).stdout)
        self.assertTrue(list((self.territory / "cache").glob("board-*/tileset.json")))
        baked = self.picture("b.png")
        far = sum(max(abs(a - b) for a, b in zip(fresh.pixel(x, y), baked.pixel(x, y))) > 12
                  for y in range(fresh.height) for x in range(fresh.width))
        self.assertLess(far, 0.002 * fresh.width * fresh.height)
        self.assertIn("already", self.run_program("bake", self.territory).stdout)
        (self.territory / "board.mtl").write_text(RED.replace("0.8 0 0", "0 0.6 0") + GREEN, encoding="utf-8")
        self.assertNotIn("already", self.run_program("bake", self.territory).stdout)
        repainted = self.picture("c.png")
        self.assertTrue(is_green(repainted.pixel(repainted.width // 2, repainted.height // 2)))


if __name__ == "__main__":
    program.main()
