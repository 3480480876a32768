"""info and check: what they say of real and broken sources, as text and as JSON."""
import json
import os

import program
from program import FINDINGS, INPUT


class Info(program.Case):
    def test_json_has_the_documented_shape(self):
        report = self.run_json("info", self.write_points(self.folder / "lamps.geojson"))
        self.assertEqual(report["kind"], "vector")
        self.assertEqual(report["crs"], "EPSG:2154")
        self.assertEqual(report["extent"], [843000, 6519000, 843100, 6519080])
        self.assertEqual(sum(report["objects"].values()), 2)
        self.assertEqual(report["lods"], {})
        self.assertEqual(report["diagnostics"], [])
        self.assertEqual(report["source"], str(self.folder / "lamps.geojson"))

    def test_a_city_model_is_counted_by_the_names_of_the_standard(self):
        report = self.run_json("info", self.needs_data("citygml/denhaag_01/DenHaag_01.gml.xml"))
        self.assertEqual(report["kind"], "buildings")
        self.assertEqual(report["objects"]["Building"], 844)
        self.assertEqual(report["objects"]["BuildingPart"], 1653)
        self.assertEqual(report["crs"], "EPSG:28992")
        for finding in report["diagnostics"]:
            self.assertLessEqual({"severity", "code", "message", "where"}, set(finding))

    def test_text_is_for_people_in_both_languages_and_json_is_english(self):
        source = self.write_points(self.folder / "lamps.geojson")
        self.assertIn("Extent", self.run_program("info", source).stdout)
        self.assertIn("Emprise", self.run_program("info", source, language="fr").stdout)
        english = self.run_program("info", source, "--json").stdout
        self.assertEqual(english, self.run_program("info", source, "--json", language="fr").stdout)

    def test_results_go_to_stdout_and_messages_to_stderr(self):
        source = self.needs_data("citygml/denhaag_01/DenHaag_01.gml.xml")
        result = self.run_program("info", source, "--json")
        json.loads(result.stdout)
        self.assertIn("%", result.stderr)  # progress in lines, for this is no terminal

    def test_a_failure_is_json_too_and_says_why(self):
        (self.folder / "empty.tif").write_bytes(b"")
        (self.folder / "noise.bin").write_bytes(bytes(range(1, 256)) * 9)
        os.mkfifo(self.folder / "pipe.gml")
        for name, code in (("none.gml", "file-not-found"), ("empty.tif", "file-empty"), ("noise.bin", "format-unknown"),
                           ("pipe.gml", "not-a-regular-file")):
            with self.subTest(name=name):
                report = self.run_json("info", self.folder / name, expect=INPUT)
                self.assertEqual(report["diagnostics"][0]["code"], code)
                self.assertEqual(report["diagnostics"][0]["severity"], "error")
                self.assertIsNone(report["crs"])

    def test_a_territory_is_described_layer_by_layer(self):
        territory = self.new_territory()
        self.run_program("add", territory, self.write_points(self.folder / "lamps.geojson"))
        self.run_program("add", territory, self.write_blocks(self.folder / "blocks.geojson"))
        for path in (territory, territory / "territory.json"):
            report = self.run_json("info", path)
            self.assertEqual(report["kind"], "territory")
            self.assertEqual([layer["id"] for layer in report["layers"]], ["lamps", "blocks"])
            self.assertEqual(sum(report["objects"].values()), 38)
            self.assertEqual(report["extent"], [843000, 6519000, 843220, 6519220])
        self.assertIn("lamps", self.run_program("info", territory).stdout)


class Check(program.Case):
    def test_a_sound_territory_has_no_findings(self):
        territory = self.new_territory()
        self.run_program("add", territory, self.write_points(self.folder / "lamps.geojson"))
        self.assertIn("nothing was found", self.run_program("check", territory).stdout)
        self.assertEqual(self.run_json("check", territory)["diagnostics"], [])

    def test_a_missing_source_costs_its_layer_only(self):
        territory = self.new_territory()
        lamps = self.write_points(territory / "lamps.geojson")
        self.run_program("add", territory, lamps)
        self.run_program("add", territory, self.write_blocks(territory / "blocks.geojson"))
        before = (territory / "territory.json").read_bytes()
        lamps.unlink()
        report = self.run_json("check", territory, expect=FINDINGS)
        codes = {layer["id"]: [finding["code"] for finding in layer["diagnostics"]] for layer in report["layers"]}
        self.assertEqual(codes["lamps"], ["file-not-found"])
        self.assertEqual(codes["blocks"], [])
        self.assertIn("lamps.geojson", self.run_program("check", territory, expect=FINDINGS, language="fr").stderr)
        self.assertEqual((territory / "territory.json").read_bytes(), before)

    def test_bad_geometry_is_a_finding(self):
        source = self.needs_data("citygml/denhaag_01/DenHaag_01.gml.xml")
        territory = self.new_territory(crs="EPSG:28992")
        self.run_program("add", territory, source)
        report = self.run_json("check", territory, expect=FINDINGS)
        self.assertTrue(any(finding["severity"] == "warning" for finding in report["diagnostics"]))

    def test_an_unknown_time_zone_is_a_finding(self):
        territory = self.new_territory()
        document = self.territory_json(territory)
        document["timeZone"] = "Europe/Pariss"
        (territory / "territory.json").write_text(json.dumps(document), encoding="utf-8")
        self.assertEqual(self.run_json("check", territory, expect=FINDINGS)["diagnostics"][0]["code"],
                         "territory-time-zone-unknown")


if __name__ == "__main__":
    program.main()
