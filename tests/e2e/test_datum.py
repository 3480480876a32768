"""The datum doctor: layers that float, are swapped or lie elsewhere, found by check and put right by the command it names."""
import json
import shlex
import shutil

import program
from program import DATA, FINDINGS, INPUT


class DatumDoctor(program.Case):
    def needs_town(self):
        """The middle of Lyon: a relief and buildings that stand on it."""
        relief = self.needs_data("lyon/terrain/lyon_centre_dtm_5m_derived.tif")
        territory = self.new_territory("EPSG:3946+5720")
        self.run_program("add", territory, relief, "--id", "relief", "--kind", "terrain")
        return territory

    def city(self, path, move=lambda place: place, crs="EPSG:3946"):
        """A CityJSON of boxes on the ground of Lyon's BD TOPO, each place moved."""
        source = json.loads((DATA / "lyon/buildings/buildings_lyon1.geojson").read_text(encoding="utf-8"))
        objects, vertices = {}, []
        for feature in source["features"][::12]:
            ground, height = feature["properties"]["Z_MIN_SOL"], feature["properties"]["HAUTEUR"]
            x, y, _ = feature["geometry"]["coordinates"][0][0][0]
            if not ground or not height:
                continue
            first = len(vertices)
            for z in (ground, ground + height):
                vertices += [move((x + dx, y + dy, z)) for dx, dy in ((0, 0), (8, 0), (8, 8), (0, 8))]
            faces = [[3, 2, 1, 0], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]]
            objects[feature["properties"]["ID"]] = {"type": "Building", "geometry": [{
                "type": "Solid", "lod": "1", "boundaries": [[[[first + i for i in face]] for face in faces]]}]}
        code = crs.split(":")[1]
        scale = 1e-9 if max(abs(v) for vertex in vertices[:8] for v in vertex[:2]) < 400 else 0.001
        document = {"type": "CityJSON", "version": "2.0",
                    "transform": {"scale": [scale, scale, 0.001], "translate": [0, 0, 0]},
                    "metadata": {"referenceSystem": f"https://www.opengis.net/def/crs/EPSG/0/{code}"},
                    "CityObjects": objects,
                    "vertices": [[round(x / scale), round(y / scale), round(z / 0.001)] for x, y, z in vertices]}
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    def findings(self, territory, layer, expect=FINDINGS, **environment):
        result = self.run_program("check", territory, "--json", expect=expect, **environment)
        layers = {each["id"]: each for each in json.loads(result.stdout)["layers"]}
        return {each["code"]: each for each in layers[layer]["diagnostics"]}

    def correct(self, finding, remedy=0):
        """Runs the very command that the finding names."""
        words = shlex.split(finding["remedies"][remedy]["command"])
        self.assertEqual(words[0], "belvedere")
        self.run_program(*words[1:])

    def assert_found_and_cured(self, territory, layer, code, setting, **environment):
        finding = self.findings(territory, layer, **environment)[code]
        self.assertIn(setting, finding["remedies"][0]["command"])
        before = (territory / "territory.json").read_bytes()
        self.findings(territory, layer, **environment)
        self.assertEqual(before, (territory / "territory.json").read_bytes())  # never by itself
        self.correct(finding)
        self.assertNotIn(code, self.findings(territory, layer, expect=program.DONE, **environment))
        return finding

    def test_a_city_on_its_relief_has_no_finding(self):
        territory = self.needs_town()
        self.run_program("add", territory, self.city(self.folder / "city.city.json"), "--id", "city")
        self.assertEqual(self.findings(territory, "city", expect=program.DONE), {})

    def test_heights_above_the_ellipsoid_float_by_the_geoid(self):
        territory = self.needs_town()
        self.run_program("add", territory, self.city(self.folder / "c.city.json", lambda p: (p[0], p[1], p[2] + 49.8)),
                         "--id", "city")
        finding = self.assert_found_and_cured(territory, "city", "heights-ellipsoidal-grid-missing", "heightOffset=-")
        self.assertIn("EGM96", finding["message"])
        offset = float(finding["remedies"][0]["settings"]["heightOffset"])
        self.assertAlmostEqual(offset, -49.8, delta=1.5)
        self.assertLess(finding["remedies"][0]["accuracyMetres"], 3)

    def test_without_any_grid_the_same_city_is_told_what_can_be_told(self):
        """PROJ's data without its grids: the database alone."""
        bare = self.folder / "proj"
        bare.mkdir()
        shutil.copy("/usr/share/proj/proj.db", bare)
        territory = self.needs_town()
        self.run_program("add", territory, self.city(self.folder / "c.city.json", lambda p: (p[0], p[1], p[2] + 49.8)),
                         "--id", "city")
        finding = self.assert_found_and_cured(territory, "city", "heights-geoid-sized", "heightOffset=-",
                                              PROJ_DATA=str(bare), PROJ_LIB=str(bare))
        self.assertIn("no geoid grid", finding["message"])

    def test_where_the_grid_is_there_each_height_is_converted(self):
        relief = self.needs_data("lyon/terrain/lyon_centre_dtm_5m_derived.tif")
        territory = self.new_territory("EPSG:3946+5773")  # heights of EGM96, whose grid PROJ's data holds
        self.run_program("add", territory, relief, "--id", "relief", "--kind", "terrain")
        self.run_program("add", territory, self.city(self.folder / "c.city.json", lambda p: (p[0], p[1], p[2] + 49.8)),
                         "--id", "city")
        finding = self.assert_found_and_cured(territory, "city", "heights-ellipsoidal", "crs=EPSG:3946+ellipsoidal")
        self.assertIn("heightOffset", finding["remedies"][1]["settings"])

    def test_feet_relative_heights_and_roofs_are_told_apart(self):
        cases = (("feet", lambda p: (p[0], p[1], p[2] / 0.3048), "heights-other-unit", "heightUnit=ft"),
                 ("sunk", lambda p: (p[0], p[1], p[2] - 12), "heights-offset", "heightOffset="))
        for name, move, code, setting in cases:
            with self.subTest(name=name):
                self.setUp()
                territory = self.needs_town()
                self.run_program("add", territory, self.city(self.folder / "c.city.json", move), "--id", "city")
                self.assert_found_and_cured(territory, "city", code, setting)

    def test_swapped_scaled_and_foreign_coordinates_are_brought_back(self):
        cases = (("swapped", lambda p: (p[1], p[0], p[2]), "EPSG:3946", "place-axes-swapped", "axes=swapped"),
                 ("negated", lambda p: (p[0], -p[1], p[2]), "EPSG:3946", "place-northing-negated",
                  "axes=northing-negated"),
                 ("foreign", lambda p: p, "EPSG:2154", "place-other-crs", "crs=EPSG:3946"))
        for name, move, crs, code, setting in cases:
            with self.subTest(name=name):
                self.setUp()
                territory = self.needs_town()
                self.run_program("add", territory, self.city(self.folder / "c.city.json", move, crs), "--id", "city")
                self.assert_found_and_cured(territory, "city", code, setting)

    def test_lyons_tileset_stands_on_its_roofs_and_is_set_on_the_ground(self):
        tileset = self.needs_data("lyon/tiles3d/lyon1_by_height/tileset.json")
        territory = self.needs_town()
        self.run_program("add", territory, tileset, "--crs", "EPSG:3946", "--id", "tiles")
        self.assert_found_and_cured(territory, "tiles", "objects-on-their-roofs", "heightReference=on-ground")

    def test_lambert_metres_without_a_crs_get_one(self):
        source = self.needs_data("malformed/geojson_lambert93_coords_without_crs.geojson")
        territory = self.new_territory()
        refused = self.run_program("add", territory, source, expect=INPUT)
        self.assertIn("--crs EPSG:2154", refused.stderr)
        self.run_program("add", territory, source, "--crs", "EPSG:2154", "--id", "tracks")
        found = self.findings(territory, "tracks")  # its reader says once more that these are no degrees
        self.assertFalse([code for code in found if code.startswith("place-")], found)

    def test_text_names_the_command_in_both_languages(self):
        territory = self.needs_town()
        self.run_program("add", territory, self.city(self.folder / "c.city.json", lambda p: (p[0], p[1], p[2] - 12)),
                         "--id", "city")
        for language, sentence in (("en", "To correct it"), ("fr", "Pour corriger")):
            told = self.run_program("check", territory, language=language, expect=FINDINGS).stderr
            self.assertIn(sentence, told)
            self.assertIn(f"belvedere set {territory} city heightOffset=", told)


if __name__ == "__main__":
    program.main()
