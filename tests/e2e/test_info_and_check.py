"""info and check: what they say of real and broken sources, as text and as JSON."""
import json
import os
import zipfile

import program
from program import DONE, FINDINGS, INPUT

GPX = """<?xml version="1.0"?><gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="45.76" lon="4.83"><name>here</name></wpt></gpx>"""
DXF = "0\nSECTION\n2\nENTITIES\n0\nPOINT\n8\n0\n10\n843000.0\n20\n6519000.0\n30\n0.0\n0\nENDSEC\n0\nEOF\n"


FACES = ((3, 2, 1, 0), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7))


def cube_city(turned=False, swapped=False):
    """CityJSON of one block of 10 metres as a solid: its rings turned the wrong way, its axes swapped."""
    corners = [(x, y, z) for z in (0, 10) for x, y in ((0, 0), (10, 0), (10, 10), (0, 10))]
    places = [(843000 + x, 6519000 + y, z) for x, y, z in corners]
    return {"type": "CityJSON", "version": "2.0", "transform": {"scale": [1, 1, 1], "translate": [0, 0, 0]},
            "metadata": {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/2154"},
            "vertices": [(y, x, z) if swapped else (x, y, z) for x, y, z in places],
            "CityObjects": {"block": {"type": "Building", "geometry": [
                {"type": "Solid", "lod": "1", "boundaries": [[[face[::-1] if turned else face] for face in FACES]]}]}}}


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

    def test_heights_in_feet_are_told_from_metres(self):
        (self.folder / "relief.asc").write_text("ncols 2\nnrows 2\nxllcorner 843000\nyllcorner 6519000\ncellsize 5\n500 510\n520 530\n",
                                                encoding="utf-8")
        for unit, shown in (("ft", "530.00 ft"), ("metre", "530.00 m"), ("US survey foot", "530.00 US survey foot")):
            (self.folder / "relief.vrt").write_text(
                f"""<VRTDataset rasterXSize="2" rasterYSize="2"><SRS>EPSG:2154</SRS><GeoTransform>843000,5,0,6519010,0,-5</GeoTransform>
                <VRTRasterBand dataType="Float32" band="1"><UnitType>{unit}</UnitType><SimpleSource>
                <SourceFilename relativeToVRT="1">relief.asc</SourceFilename><SourceBand>1</SourceBand>
                </SimpleSource></VRTRasterBand></VRTDataset>""", encoding="utf-8")
            heights = [line for line in self.run_program("info", self.folder / "relief.vrt").stdout.splitlines() if "Heights" in line]
            self.assertEqual([line.split(" – ")[1] for line in heights], [shown])
        # The system of EPSG:2992 counts in feet, heights too where none other is named; EPSG:2154 in metres.
        for crs, shown in (("EPSG:2992", "530.00 ft"), ("EPSG:2154", "530.00")):
            output = self.run_program("info", self.folder / "relief.asc", "--crs", crs).stdout
            self.assertIn(f" – {shown}\n", output)

    def test_text_is_for_people_in_both_languages_and_json_is_english(self):
        source = self.write_points(self.folder / "lamps.geojson")
        self.assertIn("Extent", self.run_program("info", source).stdout)
        self.assertIn("Emprise", self.run_program("info", source, language="fr").stdout)
        english = self.run_program("info", source, "--json").stdout
        self.assertEqual(english, self.run_program("info", source, "--json", language="fr").stdout)

    def test_french_text_has_no_english_words_and_is_typeset(self):
        territory = self.new_territory()
        self.run_program("add", territory, self.write_blocks(self.folder / "blocks.geojson"), "--set", "name=Bâtiments")
        text = self.run_program("check", territory, language="fr").stdout
        self.assertIn("blocks (vecteurs)\u00a0: Bâtiments\n", text)
        self.assertRegex(text, r"Nature +vecteurs, GeoJSON\n")
        self.assertRegex(text, r"Couche +blocks\u00a0: Polygone, 36\n")
        self.assertNotRegex(text, r"\w:( |$)|Polygon\b|vector")

    def test_info_lists_the_attributes_and_check_does_not(self):
        source = self.write_blocks(self.folder / "blocks.geojson")
        territory = self.new_territory()
        self.run_program("add", territory, source)
        for command in (("info", source), ("info", territory)):
            self.assertRegex(self.run_program(*command).stdout, r"Attributes +HAUTEUR \(integer\), Z_MIN_SOL \(integer\)\n")
            self.assertRegex(self.run_program(*command, language="fr").stdout, r"Attributs +HAUTEUR \(entier\), Z_MIN_SOL")
        self.assertNotIn("HAUTEUR", self.run_program("check", territory).stdout)

    def test_many_attributes_are_wrapped_and_cut(self):
        properties = {f"attribute_{i:03}": i for i in range(120)}
        feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [4.8, 45.7]}}
        source = self.folder / "wide.geojson"
        source.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
        text = self.run_program("info", source).stdout
        self.assertIn("attribute_099 (integer), 20 more (--json lists all)\n", text)
        self.assertLess(max(map(len, text.split("\n"))), 140)
        self.assertEqual(len(self.run_json("info", source)["layers"][0]["attributes"]), 120)

    def test_a_folder_without_a_territory_is_told_what_may_be_given(self):
        (self.folder / "empty").mkdir()
        for language, word in (("en", "holds no territory"), ("fr", "ne contient pas de territoire")):
            errors = self.run_program("info", self.folder / "empty", expect=INPUT, language=language).stderr
            self.assertIn(word, errors)
            self.assertIn(".gdb", errors)

    def test_a_territory_without_a_name_is_called_after_its_folder(self):
        territory = self.new_territory()
        (territory / "territory.json").write_text('{"version": 1, "crs": "EPSG:2154"}', encoding="utf-8")
        for path, cwd in ((territory, None), (territory / "territory.json", None), (".", territory)):
            self.assertTrue(self.run_program("info", path, cwd=cwd).stdout.startswith("town: EPSG:2154, "))

    def test_a_table_without_coordinates_is_told_what_it_lacks(self):
        source = self.folder / "meters.csv"
        source.write_text("ID;NUMERO;ADRESSE\n1;201;Rue Joffre\n", encoding="utf-8")
        territory = self.new_territory()
        for language, word in (("en", "longitude and latitude"), ("fr", "longitude et latitude")):
            self.assertIn(word, self.run_program("add", territory, source, expect=INPUT, language=language).stderr)

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


class Archives(program.Case):
    def zipped(self, **entries):
        path = self.folder / "archive.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in entries.items():
                archive.writestr(name.replace("__", "/").replace("_", "."), content)
        return path

    def test_a_zipped_gpx_or_dxf_is_read(self):
        report = self.run_json("info", self.zipped(traces__walk_gpx=GPX))
        self.assertEqual((report["objects"]["waypoints"], report["crs"]), (1, "EPSG:4326"))
        self.assertEqual(report["diagnostics"], [])
        report = self.run_json("info", self.zipped(plan_DXF=DXF))
        self.assertEqual(sum(report["objects"].values()), 1)
        self.assertEqual(report["extent"], [843000, 6519000, 843000, 6519000])

    def test_data_sets_besides_the_one_that_is_read_are_named(self):
        points = self.write_points(self.folder / "points.geojson").read_text(encoding="utf-8")
        source = self.zipped(a__points_geojson=points, b__more_geojson=points, readme_txt="x", walk_gpx=GPX)
        report = self.run_json("info", source)
        self.assertEqual(sum(report["objects"].values()), 2)
        self.assertEqual([finding["code"] for finding in report["diagnostics"]], ["archive-others-left-out"])
        self.assertIn("a/points.geojson", report["diagnostics"][0]["message"])
        self.assertEqual(report["diagnostics"][0]["where"], ["b/more.geojson", "walk.gpx"])
        for language in ("en", "fr"):
            self.assertIn("b/more.geojson", self.run_program("info", source, language=language).stderr)


    def test_city_models_and_rasters_in_an_archive_are_read_as_such(self):
        features = "cityjson/lod2_buildings_as_CityJSON_features.city.jsonl"
        for name, kind, crs, count in (("citygml/potsdam_lod1/Potsdam_LoD1.gml", "buildings", "EPSG:25833+5783", 97),
                                       ("cityjson/lod2_buildings_v2.city.json", "buildings", "EPSG:3068", 100),
                                       (features, "buildings", None, 100),
                                       ("lyon/terrain/lyon_centre_dtm_5m_derived.tif", "terrain", "EPSG:3946", 0)):
            with self.subTest(name=name):
                source = self.needs_data(name)
                path = self.folder / "town.zip"
                with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                    archive.write(source, "données/" + source.name)
                report = self.run_json("info", path)
                self.assertEqual((report["kind"], report["crs"]), (kind, crs))
                self.assertEqual(sum(report["objects"].values()), count)
                self.assertEqual(report["source"], str(path))

    def test_a_zipped_city_model_becomes_a_layer_of_buildings(self):
        path = self.folder / "potsdam.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(self.needs_data("citygml/potsdam_lod1/Potsdam_LoD1.gml"), "Potsdam_LoD1.gml")
        territory = self.new_territory(crs="EPSG:25833")
        temporary = self.folder / "temporary"
        temporary.mkdir()
        self.run_program("add", territory, path, TMPDIR=str(temporary))
        self.assertEqual(list(temporary.iterdir()), [])  # nothing that was unpacked is left
        layer = self.territory_json(territory)["layers"][0]
        self.assertEqual((layer["id"], layer["kind"]), ("potsdam", "buildings"))
        self.run_program("bake", territory)

    def test_names_with_accents_are_read_in_every_locale(self):
        points = self.write_points(self.folder / "points.geojson").read_text(encoding="utf-8")
        for name in ("é.geojson", "Réseau d'eau.geojson", "données/communes é.geojson"):  # with the UTF-8 flag
            path = self.folder / "accents.zip"
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr(name, points)
            for locale in ("C", "C.UTF-8", "fr_FR.UTF-8"):
                with self.subTest(name=name, locale=locale):
                    report = json.loads(self.run_program("info", path, "--json", LC_ALL=locale).stdout)
                    self.assertEqual(sum(report["objects"].values()), 2)


class FarPositions(program.Case):
    def test_a_point_beyond_the_earth_does_not_stretch_the_extent(self):
        for far in (1e308, -1e308, 1e12):
            with self.subTest(far=far):
                path = self.write_points(self.folder / "points.geojson", places=((843000, 6519000), (far, 0), (843100, 6519080)))
                self.assertEqual(self.run_json("info", path)["extent"], [843000, 6519000, 843100, 6519080])
                territory = self.new_territory(name=f"town{far}")
                self.run_program("add", territory, path)
                self.assertEqual(self.run_json("info", territory)["extent"], [843000, 6519000, 843100, 6519080])

    def test_a_layer_of_which_nothing_is_on_earth_has_no_extent(self):
        path = self.write_points(self.folder / "points.geojson", places=((1e308, 1e308),))
        self.assertIsNone(self.run_json("info", path)["extent"])


class CheckAgainstTheSource(program.Case):
    """What check says where a layer and its source no longer agree."""

    def check(self, **changes):
        document = self.territory_json(self.territory)
        document["layers"][0].update(changes)
        (self.territory / "territory.json").write_text(json.dumps(document), encoding="utf-8")
        report = self.run_json("check", self.territory, expect=FINDINGS)
        return [(finding["code"], finding["severity"]) for finding in report["layers"][0]["diagnostics"]]

    def setUp(self):
        super().setUp()
        self.territory = self.new_territory()
        self.source = self.write_blocks(self.territory / "blocks.geojson")
        self.run_program("add", self.territory, self.source)
        self.assertEqual(self.run_json("check", self.territory)["diagnostics"], [])

    def test_another_kind_is_an_error(self):
        self.assertEqual(self.check(kind="buildings"), [("layer-kind-mismatch", "error")])

    def test_a_source_that_holds_nothing_any_more_is_a_warning(self):
        self.source.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
        self.assertIn(("layer-empty", "warning"), self.check())

    def test_an_attribute_that_is_gone_is_a_warning(self):
        for setting in ("heightAttribute", "baseAttribute"):
            style = {"placement": "extrude", "heightAttribute": "HAUTEUR", "baseAttribute": "Z_MIN_SOL", setting: "GONE"}
            self.assertIn(("style-attribute-absent", "warning"), self.check(style=style))
            self.assertIn(f"No object has the attribute of style.{setting}=GONE.",
                          self.run_program("check", self.territory, expect=FINDINGS).stderr)

    def test_two_attributes_that_are_gone_are_one_finding_that_names_both(self):
        style = {"placement": "extrude", "heightAttribute": "GONE", "baseAttribute": "LOST"}
        self.assertEqual([code for code, _ in self.check(style=style)].count("style-attribute-absent"), 1)
        errors = self.run_program("check", self.territory, expect=FINDINGS).stderr
        self.assertIn("No object has the attribute of style.heightAttribute=GONE, style.baseAttribute=LOST.\n  `belvedere", errors)


class Plurals(program.Case):
    def test_one_is_not_counted_as_many(self):
        territory = self.new_territory()
        one = self.write_points(self.folder / "one.geojson", places=((843000, 6519000),))
        self.assertIn("1 object,", self.run_program("add", territory, one).stdout)
        self.assertIn("1 objet,", self.run_program("add", territory, one, language="fr").stdout)
        self.assertIn("2 layers", self.run_program("info", territory).stdout)
        self.assertIn("2 couches", self.run_program("info", territory, language="fr").stdout)
        self.run_program("remove", territory, "one-2")
        self.assertRegex(self.run_program("info", territory).stdout, r"1 layer\n")
        self.assertRegex(self.run_program("info", territory, language="fr").stdout, r"1 couche\n")


class Check(program.Case):
    def test_a_sound_territory_has_no_findings(self):
        territory = self.new_territory()
        self.run_program("add", territory, self.write_points(self.folder / "lamps.geojson"))
        self.assertIn("nothing was found", self.run_program("check", territory).stdout)
        self.assertEqual(self.run_json("check", territory)["diagnostics"], [])

    def test_a_solid_that_is_inside_out_is_named_and_swapped_axes_are_not_taken_for_it(self):
        for name, city, settings, codes in (("sound", cube_city(), (), []),
                                            ("turned", cube_city(turned=True), (), ["solid-405"]),
                                            ("swapped", cube_city(swapped=True), ("--set", "axes=swapped"), []),
                                            ("both", cube_city(turned=True, swapped=True), ("--set", "axes=swapped"), ["solid-405"])):
            with self.subTest(name):
                territory = self.new_territory(name=name)
                source = territory / "block.city.json"
                source.write_text(json.dumps(city), encoding="utf-8")
                self.run_program("add", territory, source, *settings)
                report = self.run_json("check", territory, expect=FINDINGS if codes else DONE)
                self.assertEqual([finding["code"] for finding in report["diagnostics"]], codes)

    def test_what_lies_beyond_the_relief_is_counted(self):
        territory = self.new_territory()
        relief = territory / "relief.asc"
        relief.write_text("ncols 20\nnrows 20\nxllcorner 842900\nyllcorner 6518900\ncellsize 10\n"
                          + ("200 " * 20 + "\n") * 20, encoding="utf-8")
        self.run_program("add", territory, relief, "--crs", "EPSG:2154", "--kind", "terrain")
        self.run_program("add", territory, self.write_points(territory / "points.geojson",
                                                             places=((843000, 6519000), (843900, 6519000), (843950, 6519000))))
        report = self.run_json("check", territory, expect=FINDINGS)
        finding, = [item for item in report["layers"][1]["diagnostics"] if item["code"] == "features-beyond-relief"]
        self.assertIn("2 features", finding["message"])
        told = self.run_program("render", territory, "-o", self.folder / "a.png", "--size", "160x90", "--quality", "low").stderr
        self.assertRegex(told, r"points: 2 features lie")

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

    def test_what_a_view_would_leave_out_is_a_finding(self):
        territory = self.new_territory()
        sliver = {"type": "Polygon", "coordinates": [[[843000, 6519000], [843010, 6519000], [843000, 6519000]]]}
        features = [{"type": "Feature", "properties": {}, "geometry": geometry} for geometry in (None, sliver)]
        source = territory / "slivers.geojson"
        source.write_text(json.dumps({"type": "FeatureCollection", "features": features, "crs": {
            "type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}}), encoding="utf-8")
        self.run_program("add", territory, source)
        codes = [finding["code"] for finding in self.run_json("check", territory, expect=FINDINGS)["diagnostics"]]
        self.assertLessEqual({"feature-without-geometry", "geometry-too-few-points"}, set(codes))

    def test_a_level_of_detail_that_nothing_has_is_a_finding(self):
        territory = self.new_territory(crs="EPSG:28992")
        self.run_program("add", territory, self.needs_data("citygml/denhaag_01/DenHaag_01.gml.xml"))
        self.run_program("set", territory, self.territory_json(territory)["layers"][0]["id"], "options.lod=4")
        codes = [finding["code"] for finding in self.run_json("check", territory, expect=FINDINGS)["diagnostics"]]
        self.assertIn("lod-absent", codes)
        self.assertEqual(len(codes), len(set(codes)))

    def test_geometry_that_only_names_itself_is_no_silence(self):
        source = self.folder / "circle.gml"
        source.write_text("""<?xml version="1.0" encoding="UTF-8"?>
<core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0" xmlns:gml="http://www.opengis.net/gml"
  xmlns:bldg="http://www.opengis.net/citygml/building/2.0" xmlns:xlink="http://www.w3.org/1999/xlink">
<gml:boundedBy><gml:Envelope srsName="EPSG:2154" srsDimension="3"><gml:lowerCorner>843000 6519000 0</gml:lowerCorner>
<gml:upperCorner>843010 6519010 9</gml:upperCorner></gml:Envelope></gml:boundedBy>
<core:cityObjectMember><bldg:Building gml:id="b"><bldg:lod2Solid><gml:Solid><gml:exterior><gml:CompositeSurface
gml:id="c"><gml:surfaceMember xlink:href="#c"/></gml:CompositeSurface></gml:exterior></gml:Solid></bldg:lod2Solid>
</bldg:Building></core:cityObjectMember></core:CityModel>""", encoding="utf-8")
        self.assertIn("layer-empty", [finding["code"] for finding in self.run_json("info", source)["diagnostics"]])
        territory = self.new_territory()
        added = self.run_program("add", territory, source)
        self.assertIn("nothing that could be shown", added.stderr)
        self.assertNotIn("– –", added.stdout)

    def test_an_unknown_time_zone_is_a_finding(self):
        territory = self.new_territory()
        document = self.territory_json(territory)
        document["timeZone"] = "Europe/Pariss"
        (territory / "territory.json").write_text(json.dumps(document), encoding="utf-8")
        self.assertEqual(self.run_json("check", territory, expect=FINDINGS)["diagnostics"][0]["code"],
                         "territory-time-zone-unknown")


if __name__ == "__main__":
    program.main()
