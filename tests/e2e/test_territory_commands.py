"""new, add, set, remove: what they write, what they refuse, and that the file agrees with the published schema."""
import concurrent.futures
import json
import os
import unittest

import program
from program import EXPORT, FINDINGS, INPUT, USAGE

try:
    import jsonschema
except ImportError:
    jsonschema = None


class New(program.Case):
    def test_a_new_territory_is_empty_and_valid(self):
        territory = self.new_territory()
        document = self.territory_json(territory)
        self.assertEqual(document["crs"], "EPSG:2154+5720")
        self.assertEqual(document["timeZone"], "Europe/Paris")
        self.assertEqual(document["name"], "town")
        self.assertEqual(document["layers"], [])

    def test_a_second_one_in_the_same_folder_is_refused(self):
        territory = self.new_territory()
        before = (territory / "territory.json").read_bytes()
        self.assertIn("already", self.run_program("new", territory, "--crs", "EPSG:2154", expect=USAGE).stderr)
        self.assertEqual((territory / "territory.json").read_bytes(), before)

    def test_a_crs_that_cannot_be_a_territory_is_refused_with_a_proposal(self):
        for crs, word in (("EPSG:3857", "EPSG:2154"), ("EPSG:4326", "EPSG:2154"), ("nonsense", "nonsense")):
            for language in ("en", "fr"):
                result = self.run_program("new", self.folder / "x", "--crs", crs, expect=USAGE, language=language)
                self.assertIn(word, result.stderr)
        self.assertFalse((self.folder / "x").exists())

    def test_where_nothing_can_be_written_it_says_so(self):
        (self.folder / "file").write_text("x")
        self.assertIn("could not be made", self.run_program("new", self.folder / "file" / "x", "--crs", "EPSG:2154",
                                                           expect=EXPORT).stderr)


class Add(program.Case):
    def test_points_are_added_with_a_relative_path_and_a_style(self):
        territory = self.new_territory()
        (territory / "data").mkdir()
        source = self.write_points(territory / "data" / "Éclairage public.geojson")
        result = self.run_program("add", territory, source)
        self.assertIn("2 objects", result.stdout)
        layer = self.territory_json(territory)["layers"][0]
        self.assertEqual(layer["source"], "data/Éclairage public.geojson")
        self.assertEqual(layer["kind"], "vector")
        self.assertEqual(layer["style"]["symbol"], "lamp")
        self.assertRegex(layer["id"], r"^[A-Za-z0-9_-]+$")

    def test_ids_stay_unique_and_can_be_chosen(self):
        territory = self.new_territory()
        source = self.write_points(self.folder / "lamps.geojson")
        self.run_program("add", territory, source)
        self.run_program("add", territory, source)
        self.run_program("add", territory, source, "--id", "third", "--set", "opacity=0.5", "style.symbol=pin")
        layers = self.territory_json(territory)["layers"]
        self.assertEqual([layer["id"] for layer in layers], ["lamps", "lamps-2", "third"])
        self.assertEqual(layers[2]["opacity"], 0.5)
        self.assertEqual(layers[2]["style"]["symbol"], "pin")
        self.assertIn("already", self.run_program("add", territory, source, "--id", "third", expect=USAGE).stderr)

    def test_relief_and_imagery_given_together_are_two_layers(self):
        territory = self.new_territory()
        relief = self.needs_data("montpellier/terrain/dtm_50cm_77055_627760.tif")
        ortho = next(relief.parents[1].glob("imagery/ortho_rgb*"))
        self.run_program("add", territory, relief, ortho, self.write_blocks(self.folder / "blocks.geojson"))
        layers = self.territory_json(territory)["layers"]
        self.assertEqual([layer["kind"] for layer in layers], ["terrain", "imagery", "vector"])

    def test_edits_at_the_same_time_are_all_kept(self):
        territory = self.new_territory()
        self.run_program("add", territory, self.write_points(self.folder / "lamps.geojson"), "--id", "lamps")
        settings = ["name=Lampes", "opacity=0.5", "style.symbol=pin", "style.symbolSize=9", "style.fill=#102030",
                    "style.line=#405060"]
        with concurrent.futures.ThreadPoolExecutor(len(settings)) as pool:
            list(pool.map(lambda setting: self.run_program("set", territory, "lamps", setting), settings))
        layer = self.territory_json(territory)["layers"][0]
        self.assertEqual((layer["name"], layer["opacity"]), ("Lampes", 0.5))
        self.assertEqual((layer["style"]["symbol"], layer["style"]["symbolSize"]), ("pin", 9))
        self.assertEqual((layer["style"]["fill"], layer["style"]["line"]), ("#102030", "#405060"))

    def test_areas_with_a_height_become_blocks(self):
        territory = self.new_territory()
        self.run_program("add", territory, self.write_blocks(self.folder / "blocks.geojson"))
        style = self.territory_json(territory)["layers"][0]["style"]
        self.assertEqual((style["placement"], style["heightAttribute"]), ("extrude", "HAUTEUR"))

    def test_a_source_without_crs_is_refused_with_the_way_to_give_one(self):
        territory = self.new_territory()
        source = self.needs_data("lyon/citygml/LYON_1ER_BATI_2015_small_house.gml")
        for language in ("en", "fr"):
            self.assertIn("--crs", self.run_program("add", territory, source, expect=INPUT, language=language).stderr)
        self.assertEqual(self.territory_json(territory)["layers"], [])
        self.run_program("add", territory, source, "--crs", "EPSG:3946")
        self.assertEqual(self.territory_json(territory)["layers"][0]["crs"], "EPSG:3946")
        self.assertIsNone(self.run_json("info", source)["crs"])

    def test_wrong_settings_and_sources_change_nothing(self):
        territory = self.new_territory()
        source = self.write_points(self.folder / "lamps.geojson")
        before = (territory / "territory.json").read_bytes()
        (self.folder / "empty.geojson").write_text("")
        (self.folder / "noise.bin").write_bytes(bytes(range(256)) * 20)
        for arguments, code, word in (
                ([source, "--set", "opacity=2"], USAGE, "from 0 to 1"),
                ([source, "--set", "opactiy=1"], USAGE, "opacity"),
                ([source, "--set", "opacity"], USAGE, "KEY=VALUE"),
                ([source, "--id", "a b"], USAGE, "a b"),
                ([source, "--kind", "terain"], USAGE, "Did you mean “terrain”?"),
                ([source, "--set", "order=2"], USAGE, "from 1, the lowest, to 1, the highest"),
                ([source, "--crs", "EPSG:999999"], USAGE, "EPSG:999999"),
                ([source, source, "--id", "x"], USAGE, "--id"),
                ([self.folder / "none.tif"], INPUT, "none.tif"),
                ([self.folder / "empty.geojson"], INPUT, "empty"),
                ([self.folder / "noise.bin"], INPUT, "noise.bin")):
            for language in ("en", "fr"):
                result = self.run_program("add", territory, *arguments, expect=code, language=language)
                self.assertEqual(result.stdout, "")
                if language == "en" or word.startswith("-"):
                    self.assertIn(word, result.stderr)
        self.assertEqual((territory / "territory.json").read_bytes(), before)

    def test_a_layer_may_be_added_at_a_place_of_the_order(self):
        territory = self.new_territory()
        points, blocks = self.write_points(self.folder / "lamps.geojson"), self.write_blocks(self.folder / "blocks.geojson")
        self.run_program("add", territory, points)
        self.run_program("add", territory, points, blocks, "--set", "order=1")
        self.assertEqual([layer["id"] for layer in self.territory_json(territory)["layers"]], ["lamps-2", "blocks", "lamps"])

    def test_a_layer_far_from_the_others_is_told(self):
        territory = self.new_territory()
        self.run_program("add", territory, self.write_points(self.folder / "lyon.geojson"))
        far = self.write_points(self.folder / "far.geojson", places=((200000, 6800000),))
        self.assertIn("km from the others", self.run_program("add", territory, far).stderr)


class Edit(program.Case):
    def setUp(self):
        super().setUp()
        self.territory = self.new_territory()
        self.run_program("add", self.territory, self.write_points(self.folder / "lamps.geojson"))

    def test_set_changes_and_takes_back(self):
        self.run_program("set", self.territory, "lamps", "opacity=0.25", "governance.licence=LO 2.0", "style.fill=#102030")
        layer = self.territory_json(self.territory)["layers"][0]
        self.assertEqual(layer["opacity"], 0.25)
        self.assertEqual(layer["governance"], {"licence": "LO 2.0"})
        self.run_program("set", self.territory, "lamps", "opacity=", "governance.licence=")
        layer = self.territory_json(self.territory)["layers"][0]
        self.assertNotIn("opacity", layer)
        self.assertNotIn("governance", layer)

    def test_set_is_all_or_nothing_and_names_what_is_wrong(self):
        before = (self.territory / "territory.json").read_bytes()
        for arguments, english, french in (
                (["lamps", "opacity=0.5", "opacity=7"], "from 0 to 1", "de 0 à 1"),
                (["lamps", "style.symbol=lam"], "Did you mean “lamp”?", "Vouliez-vous dire «\u00a0lamp\u00a0»\u202f?"),
                (["lamps", "crs=foo"], "EPSG:2154", "EPSG:2154"),
                (["lamps", "options.lod=LOD2"], "2 or 2.2", "2 ou 2.2"),
                (["lamps", "options.encoding=UFT-8"], "Did you mean “UTF-8”?", "Vouliez-vous dire «\u00a0UTF-8\u00a0»\u202f?"),
                (["lamps", "governance.sourceDate=May"], "2024-05", "2024-05"),
                (["lamps", "govrnance.owner=x"], "governance.owner", "governance.owner"),
                (["lamp", "opacity=0.5"], "Did you mean “lamps”?", "«\u00a0lamps\u00a0»"),
                (["lamps", "style.fill=1,5"], "#rrggbb", "#rrvvbb")):
            self.assertIn(english, self.run_program("set", self.territory, *arguments, expect=USAGE).stderr)
            self.assertIn(french, self.run_program("set", self.territory, *arguments, expect=USAGE, language="fr").stderr)
        self.assertEqual((self.territory / "territory.json").read_bytes(), before)

    def test_set_order_moves_the_layer(self):
        self.run_program("add", self.territory, self.write_blocks(self.folder / "blocks.geojson"))
        self.run_program("add", self.territory, self.write_points(self.folder / "trees.geojson"))

        def order():
            return [layer["id"] for layer in self.territory_json(self.territory)["layers"]]
        self.assertEqual(order(), ["lamps", "blocks", "trees"])
        self.assertEqual(self.run_program("set", self.territory, "trees", "order=1").stdout, "trees: order=1\n")
        self.assertEqual(order(), ["trees", "lamps", "blocks"])
        self.run_program("set", self.territory, "trees", "opacity=0.5", "order=3")
        self.assertEqual(order(), ["lamps", "blocks", "trees"])
        self.assertEqual(self.territory_json(self.territory)["layers"][2]["opacity"], 0.5)
        for wrong in ("order=0", "order=4", "order=top", "order="):
            for language, word in (("en", "from 1, the lowest, to 3"), ("fr", "de 1, la plus basse, à 3")):
                self.assertIn(word, self.run_program("set", self.territory, "lamps", wrong, expect=USAGE, language=language).stderr)
        self.assertEqual(order(), ["lamps", "blocks", "trees"])
        for language in ("en", "fr"):
            self.assertIn("order=1", self.run_program("set", "--help", language=language).stdout)

    def test_numbers_do_not_depend_on_the_locale(self):
        self.run_program("set", self.territory, "lamps", "opacity=0.5", language=None, LC_ALL="fr_FR.UTF-8")
        self.assertEqual(self.territory_json(self.territory)["layers"][0]["opacity"], 0.5)

    def test_remove_takes_the_layer_and_leaves_its_source(self):
        self.assertIn("lamps", self.run_program("remove", self.territory, "lamp", expect=USAGE).stderr)
        self.run_program("remove", self.territory, "lamps")
        self.assertEqual(self.territory_json(self.territory)["layers"], [])
        self.assertTrue((self.folder / "lamps.geojson").exists())

    def test_a_read_only_folder_keeps_the_old_file(self):
        if os.geteuid() == 0:
            self.skipTest("the superuser may write everywhere")
        self.territory.chmod(0o555)
        self.addCleanup(self.territory.chmod, 0o755)
        self.run_program("set", self.territory, "lamps", "opacity=0.5", expect=EXPORT)


class Malformed(program.Case):
    LAYER = '{"id": "a", "kind": "vector", "source": "a.geojson"'

    def check(self, text, english, french):
        territory = self.folder / "bad"
        territory.mkdir(exist_ok=True)
        (territory / "territory.json").write_text(text, encoding="utf-8")
        for command in (("info", territory), ("check", territory), ("set", territory, "a", "opacity=1"),
                        ("render", territory, "-o", self.folder / "x.png")):
            result = self.run_program(*command, expect=INPUT)
            self.assertIn(english, result.stderr)
            self.assertIn("territory.json", result.stderr)
            self.assertIn(french, self.run_program(*command, expect=INPUT, language="fr").stderr)
        self.assertEqual((territory / "territory.json").read_text(encoding="utf-8"), text)

    def test_every_fault_is_told_with_its_place(self):
        head = '{"version": 1, "crs": "EPSG:2154",\n'
        for text, english, french in (
                ("", "Line 1", "Ligne 1"),
                ("[]", "object", "objet"),
                ('{"crs": "EPSG:2154"}', "version is missing", "version manque"),
                (head + '"crs": "EPSG:2154"}', "Line 2: the key “crs” stands twice", "«\u00a0crs\u00a0» figure deux fois"),
                (head + '"name": NaN}', "Line 2", "Ligne 2"),
                (head + '"layers": [' + self.LAYER + ', "opacity": 1e400}]}', "Line 2", "Ligne 2"),
                (head + '"layers": [' + self.LAYER + ', "opacity": 2}]}', "layers[0].opacity", "layers[0].opacity"),
                (head + '"layers": [' + self.LAYER + ', "style": {"placement": "extrud"}}]}', "extrude", "extrude"),
                (head + '"layers": ' + "[" * 5000 + "]" * 5000 + "}", "64 levels", "64 niveaux"),
                (head + '"layers": [' + self.LAYER.replace('"a"', '"a b"') + "}]}", "letters, digits", "lettres, chiffres")):
            with self.subTest(text=text[:80]):
                self.check(text, english, french)

    def test_a_wrong_crs_is_told_with_its_file_and_key_by_every_command(self):
        territory = self.folder / "bad"
        territory.mkdir()
        for crs in ("EPSG:215444", "EPSG:4326"):
            (territory / "territory.json").write_text(json.dumps({"version": 1, "crs": crs}), encoding="utf-8")
            for command in (("info", territory), ("check", territory), ("bake", territory),
                            ("render", territory, "-o", self.folder / "x.png")):
                with self.subTest(crs=crs, command=command[0]):
                    errors = self.run_program(*command, expect=INPUT).stderr
                    self.assertIn(crs, errors)
                    self.assertIn(": crs: ", errors)
                    self.assertIn(str(territory), errors)

    def test_wrong_option_values_are_findings_that_name_the_key(self):
        territory = self.new_territory()
        self.write_points(territory / "a.geojson")
        text = '{"version": 1, "crs": "EPSG:2154+5720", "layers": [' + self.LAYER + \
            ', "options": {"lod": "LOD2", "encodng": "UTF-8"}, "governance": {"sourceDate": "summer"}}]}'
        (territory / "territory.json").write_text(text, encoding="utf-8")
        for language, words in (("en", ("a level of detail", "Did you mean “encoding”?", "a date")),
                                ("fr", ("un niveau de détail", "encoding", "une date"))):
            errors = self.run_program("check", territory, expect=FINDINGS, language=language).stderr
            for word in (*words, "layers[0].options.lod", "layers[0].options.encodng", "layers[0].governance.sourceDate"):
                self.assertIn(word, errors)

    def test_utf16_and_null_are_told_in_plain_words(self):
        territory = self.folder / "bad"
        territory.mkdir()
        file = territory / "territory.json"
        for content, word in (('{"version": 1}'.encode("utf-16"), "UTF-16"),
                              (b'{"version": 1, "crs": "EPSG:2154", "layers": null}', "layers must be a list")):
            file.write_bytes(content)
            for command in ("info", "check"):
                errors = self.run_program(command, territory, expect=INPUT).stderr
                self.assertIn(word, errors)
                self.assertIn("territory.json", errors)

    def test_a_territory_that_is_a_link_stays_one(self):
        real = self.new_territory(name="real")
        territory = self.folder / "linked"
        territory.mkdir()
        (territory / "territory.json").symlink_to(real / "territory.json")
        source = self.write_points(territory / "a.geojson")
        self.run_program("add", territory, source)
        self.assertTrue((territory / "territory.json").is_symlink())
        self.assertEqual(self.territory_json(real)["layers"][0]["source"], "a.geojson")
        self.run_program("set", territory, "a", "opacity=0.5")
        self.assertTrue((territory / "territory.json").is_symlink())
        self.assertEqual(self.territory_json(real)["layers"][0]["opacity"], 0.5)

    def test_unknown_keys_and_newer_versions_open_and_stay(self):
        territory = self.new_territory()
        source = self.write_points(territory / "a.geojson")
        text = '{"version": 3, "crs": "EPSG:2154+5720", "stories": [{"x": 1}], "layers": [' + self.LAYER + ', "glow": 2}]}'
        (territory / "territory.json").write_text(text, encoding="utf-8")
        self.assertIn("version 3", self.run_program("set", territory, "a", "opacity=0.5").stderr)
        document = self.territory_json(territory)
        self.assertEqual(document["version"], 3)
        self.assertEqual(document["stories"], [{"x": 1}])
        self.assertEqual(document["layers"][0]["glow"], 2)
        self.assertTrue(source.exists())


class Paths(program.Case):
    def write(self, source):
        territory = self.new_territory()
        document = self.territory_json(territory)
        document["layers"] = [{"id": "a", "kind": "vector", "source": source}]
        (territory / "territory.json").write_text(json.dumps(document), encoding="utf-8")
        return territory

    def test_a_path_outside_the_folder_needs_consent(self):
        outside = self.write_points(self.folder / "outside.geojson")
        for source in ("../outside.geojson", str(outside)):
            with self.subTest(source=source):
                territory = self.write(source)
                for command in (("check", territory), ("info", territory),
                                ("render", territory, "-o", self.folder / "x.png")):
                    self.assertIn(f"--allow {outside}", self.run_program(*command, expect=INPUT).stderr)
                    self.assertIn(f"--allow {outside}", self.run_program(*command, expect=INPUT, language="fr").stderr)
                self.run_program("check", territory, "--allow", outside)
                self.run_program("check", territory, "--allow", self.folder)
                self.run_program("check", territory, expect=INPUT)
                (territory / "territory.json").unlink()

    def test_add_is_consent_for_this_user_and_is_not_in_the_file(self):
        territory = self.new_territory()
        self.run_program("add", territory, self.write_points(self.folder / "outside.geojson"))
        self.run_program("check", territory)
        self.run_program("check", territory, expect=INPUT, HOME=str(self.folder / "someone-else"))

    def test_what_is_no_plain_path_is_never_opened(self):
        for source in ("/vsicurl/http://127.0.0.1:9/a.tif", "http://user:word@127.0.0.1:9/a.json",
                       "ftp://127.0.0.1:9/a.json", "file:///etc/passwd", "\\\\server\\share\\a.tif", "C:\\a.tif", "WFS:http://127.0.0.1:9/", "a" * 5000):
            with self.subTest(source=source[:40]):
                territory = self.write(source)
                report = self.run_json("check", territory, expect=program.FINDINGS)
                expected = "source-address-refused" if source.startswith("http") else "source-path-refused"
                self.assertEqual(report["layers"][0]["diagnostics"][0]["code"], expected)
                (territory / "territory.json").unlink()


@unittest.skipIf(jsonschema is None, "python3-jsonschema is absent")
class Schema(program.Case):
    def setUp(self):
        super().setUp()
        path = program.SOURCE / "docs" / "schema" / "territory.schema.json"
        self.schema = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(self.schema)
        self.validator = jsonschema.Draft202012Validator(self.schema)

    def test_what_the_program_writes_is_valid(self):
        territory = self.new_territory()
        self.run_program("add", territory, self.write_points(self.folder / "lamps.geojson"))
        self.run_program("add", territory, self.write_blocks(self.folder / "blocks.geojson"))
        self.run_program("set", territory, "lamps", "opacity=0.3", "governance.status=public", "options.encoding=CP1252",
                         "visible=false")
        self.validator.validate(self.territory_json(territory))

    def test_program_and_schema_refuse_the_same(self):
        for change in ({"opacity": 2}, {"opacity": "1"}, {"kind": "terain"}, {"id": "a b"}, {"source": []}, {"visible": 1},
                       {"style": {"fill": "red"}}, {"style": {"lineWidth": -1}}, {"style": {"placement": "fly"}},
                       {"governance": {"status": "secret"}}, {"options": {"lod": 2}}):
            with self.subTest(change=change):
                document = {"version": 1, "crs": "EPSG:2154", "layers": [
                    {"id": "a", "kind": "vector", "source": "a.geojson", **change}]}
                self.assertFalse(self.validator.is_valid(document))
                (self.folder / "territory.json").write_text(json.dumps(document), encoding="utf-8")
                self.run_program("info", self.folder, expect=INPUT)


if __name__ == "__main__":
    program.main()
