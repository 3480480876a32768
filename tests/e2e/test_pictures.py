"""Pictures of a tiny territory through readers, extruder, draper, tiler and renderer, against those in tests/golden/expected.

Each shows one feature and must be another picture once the feature is off. BELVEDERE_UPDATE_GOLDEN=1 keeps the pictures as they
come out now: look at them. What differs is written into the folder golden of the build."""
import os
import shutil
import tempfile
import unittest
from pathlib import Path

import program
import tiny_territory
from picture import Picture
from textured_city import EAST, NORTH, write_png

EXPECTED = program.SOURCE / "tests" / "golden" / "expected"
FOUND = Path(program.PROGRAM).parents[1] / "golden"
TOLERANCE, SHARE_OF_ALL, SHARE_OF_MASK = 5, 0.001, 0.01
NOON = "2026-06-21T13:00"
FROM_SOUTH = f"{EAST},{NORTH - 210},260,0,-35,50"
FROM_ABOVE = f"{EAST},{NORTH},400,0,-90,50"
FROM_SOUTH_EAST = f"{EAST + 95},{NORTH - 120},165,320,-20,40"
LOW = f"{EAST - 40},{NORTH - 150},180,15,-22,50"


def colours(picture):
    """Rows of (red, green, blue)."""
    step = picture.channels
    return [[tuple(row[i:i + 3]) for i in range(0, len(row), step)] for row in picture.rows]


class Difference:
    """Shares of pixels with a channel that differs by more than 5 of 255, of all and within a mask (left, top, width, height)."""

    def __init__(self, expected, actual, mask):
        left, top, width, height = mask
        self.off = [[max(abs(a - b) for a, b in zip(one, other)) > TOLERANCE for one, other in zip(*rows)]
                    for rows in zip(expected, actual)]
        self.of_all = sum(map(sum, self.off)) / (len(expected) * len(expected[0]))
        self.of_mask = sum(sum(row[left:left + width]) for row in self.off[top:top + height]) / (width * height)

    def is_within_tolerance(self):
        return self.of_all <= SHARE_OF_ALL and self.of_mask <= SHARE_OF_MASK

    def shown(self, expected):
        """The expected picture, pale, with what differs in red."""
        return [[(220, 0, 0) if is_off else tuple(192 + value // 4 for value in pixel) for pixel, is_off in zip(*rows)]
                for rows in zip(expected, self.off)]


class Pictures(program.Case):
    @classmethod
    def setUpClass(cls):
        cls.files = Path(tempfile.mkdtemp(prefix="belvedere-e2e-"))
        cls.addClassCleanup(shutil.rmtree, cls.files, ignore_errors=True)
        tiny_territory.write_relief(cls.files / "relief.asc")
        tiny_territory.write_plain(cls.files / "plain.asc", cls.files / "stripes.png")
        tiny_territory.write_imagery(cls.files / "letter.png")
        tiny_territory.write_overlay(cls.files / "band.png")
        tiny_territory.write_vectors(cls.files)
        tiny_territory.write_house(cls.files / "house.gml")
        tiny_territory.write_textured(cls.files)
        tiny_territory.write_cloud(cls.files / "cloud.las")
        tiny_territory.write_arrow(cls.files)

    def setUp(self):
        super().setUp()
        self.territory = self.new_territory()

    def add(self, name, *settings, kind=None):
        options = [word for setting in settings for word in ("--set", setting)]
        options += ["--crs", "EPSG:2154"] if Path(name).suffix in (".asc", ".png", ".las", ".obj") else []
        self.run_program("add", self.territory, self.files / name, *options, *(("--kind", kind) if kind else ()))

    def add_ground(self):
        self.add("relief.asc", kind="terrain")

    def set(self, layer, *settings):
        self.run_program("set", self.territory, layer, *settings)

    def draw(self, camera, *options, look="maquette", time=NOON):
        self.run_program("render", self.territory, "-o", self.folder / "out.png", "--size", "320x200", "--quality", "low",
                         "--camera", camera, "--look", look, "--time", time, *options)
        return colours(Picture(self.folder / "out.png"))

    def is_as_expected(self, name, actual, mask):
        """The expected picture, after `actual` was found to be it."""
        file = EXPECTED / f"territory_{name}.png"
        if os.environ.get("BELVEDERE_UPDATE_GOLDEN"):
            write_png(file, actual)
        if not file.exists():
            self.report(name, actual=actual)
            self.fail(f"no {file}; look at the actual one, then set BELVEDERE_UPDATE_GOLDEN=1 to keep it")
        expected = colours(Picture(file))
        difference = Difference(expected, actual, mask)
        if not difference.is_within_tolerance():
            self.report(name, expected=expected, actual=actual, difference=difference.shown(expected))
            self.fail(f"{difference.of_all:.2%} of all and {difference.of_mask:.2%} of the mask differ; see {FOUND}")
        return expected

    @staticmethod
    def report(name, **pictures):
        FOUND.mkdir(exist_ok=True)
        for kind, rows in pictures.items():
            write_png(FOUND / f"territory_{name}_{kind}.png", rows)

    def is_another(self, expected, actual, mask):
        """The feature is off: the mask shows it, and not by a hair."""
        self.assertGreater(Difference(expected, actual, mask).of_mask, 2 * SHARE_OF_MASK, "the same without the feature")

    def check(self, name, mask, draw, turn_off):
        expected = self.is_as_expected(name, draw(), mask)
        turn_off()
        self.is_another(expected, draw(), mask)

    def test_relief_has_a_hole_where_it_has_no_data(self):
        self.add_ground()

        def fill():
            text = (self.files / "relief.asc").read_text(encoding="utf-8")
            (self.folder / "whole.asc").write_text(text.replace("-9999 ", "98 ").replace("NODATA_value 98", "NODATA_value -9999"),
                                                   encoding="utf-8")
            self.run_program("remove", self.territory, "relief")
            self.run_program("add", self.territory, self.folder / "whole.asc", "--crs", "EPSG:2154", "--kind", "terrain")
        self.check("hole", (70, 90, 80, 80), lambda: self.draw(FROM_SOUTH), fill)

    def test_imagery_in_its_order_and_opacity(self):
        self.add_ground()
        self.add("letter.png", kind="imagery")
        self.add("band.png", "opacity=0.5", kind="imagery")
        mask = (60, 20, 200, 160)

        def draw():
            return self.draw(FROM_ABOVE, look="realistic")
        self.check("imagery", mask, draw, lambda: self.set("band", "opacity=1"))
        expected = self.is_as_expected("imagery_opaque", draw(), mask)
        self.set("band", "order=1")
        self.is_another(expected, draw(), mask)

    def test_polygons_are_extruded_by_an_attribute(self):
        self.add_ground()
        self.add("blocks.geojson", "style.placement=extrude", "style.heightAttribute=HAUTEUR", "style.fill=#e0d8c8",
                 "style.roof=#c05040")
        self.check("extruded", (80, 40, 180, 110), lambda: self.draw(FROM_SOUTH),
                   lambda: self.set("blocks", "style.heightAttribute=", "style.heightConstant=20"))

    def test_a_polygon_with_a_hole_lies_on_the_relief(self):
        self.add_ground()
        looks = "style.placement=drape", "style.fill=#3060c0", "style.line=#102040", "style.lineWidth=2"
        self.add("field.geojson", *looks)

        def fill_hole():
            self.run_program("remove", self.territory, "field")
            self.add("whole_field.geojson", *looks)
        self.check("draped", (150, 70, 60, 50), lambda: self.draw(FROM_SOUTH), fill_hole)
        self.set("whole_field", "style.fill=#c06030")
        self.is_another(colours(Picture(EXPECTED / "territory_draped.png")), self.draw(FROM_SOUTH), (60, 40, 200, 120))

    def test_lines_and_symbols(self):
        self.add_ground()
        self.add("road.geojson", "style.line=#b02020", "style.lineWidth=6", "style.lineWidthUnit=metres")
        self.add("trees.geojson", "style.symbol=triangle", "style.symbolColour=#208040", "style.symbolSize=24")
        mask = (60, 40, 200, 130)
        self.check("lines_symbols", mask, lambda: self.draw(FROM_SOUTH), lambda: self.set("road", "visible=false"))
        self.set("road", "visible=true")
        self.set("trees", "style.symbol=square")
        expected = colours(Picture(EXPECTED / "territory_lines_symbols.png"))
        self.assertFalse(Difference(expected, self.draw(FROM_SOUTH), mask).is_within_tolerance(), "other symbols")

    def test_the_level_of_detail_is_chosen(self):
        self.add_ground()
        self.add("house.gml")
        mask = (90, 30, 150, 110)
        self.check("lod2", mask, lambda: self.draw(FROM_SOUTH_EAST), lambda: self.set("house", "options.lod=1"))
        expected = self.is_as_expected("lod1", self.draw(FROM_SOUTH_EAST), mask)
        self.set("house", "visible=false")
        self.is_another(expected, self.draw(FROM_SOUTH_EAST), mask)

    def test_a_texture_is_upright(self):
        self.add_ground()
        self.add("textured.gml")
        self.check("texture", (90, 30, 150, 110), lambda: self.draw(LOW, look="realistic"),
                   lambda: self.set("textured", "style.textures=false"))

    def test_points_are_coloured_by_class(self):
        self.add("cloud.las", "style.pointColour=class")
        self.check("cloud", (60, 40, 200, 110), lambda: self.draw(FROM_SOUTH),
                   lambda: self.set("cloud", "style.pointColour=height"))

    def test_a_model_is_placed_by_hand(self):
        self.add("arrow.obj", f"originEast={EAST}", f"originNorth={NORTH}", "heightOffset=120", "rotation=30")
        self.check("model", (60, 20, 200, 160), lambda: self.draw(FROM_ABOVE, look="realistic"),
                   lambda: self.set("arrow", "rotation=-30"))

    def test_haze_takes_contrast_from_what_is_far(self):
        self.add("plain.asc", kind="terrain")
        self.add("stripes.png", kind="imagery")
        camera = f"{EAST},{NORTH - 2000},1500,0,-12,40"

        def contrast(rows, top, bottom):
            shades = [row[160][1] for row in rows[top:bottom]]
            return max(shades) - min(shades)
        hazy = self.is_as_expected("haze", self.draw(camera, look="realistic"), (0, 40, 320, 140))
        clear = self.draw(camera)
        self.is_another(hazy, clear, (0, 40, 320, 140))
        far, near = (60, 80), (110, 180)
        self.assertLess(contrast(hazy, *far), 0.75 * contrast(hazy, *near))
        self.assertGreater(contrast(clear, *far), 0.9 * contrast(clear, *near))

    def test_the_sun_moves_with_the_hour(self):
        self.add_ground()
        self.add("blocks.geojson", "style.placement=extrude", "style.heightAttribute=HAUTEUR")
        hours = ["2026-06-21T08:00"]
        self.check("morning", (60, 30, 220, 140), lambda: self.draw(FROM_ABOVE, look="realistic", time=hours[-1]),
                   lambda: hours.append("2026-06-21T19:00"))

    def test_edges_are_smooth(self):
        self.add("arrow.obj", f"originEast={EAST}", f"originNorth={NORTH}", "heightOffset=120", "rotation=30")
        options = ["--supersample", "4"]
        self.check("smooth", (100, 60, 130, 90), lambda: self.draw(FROM_ABOVE, *options, look="realistic"),
                   lambda: options.__setitem__(1, "1"))


if __name__ == "__main__":
    program.main()
