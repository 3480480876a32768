"""The rows of tests/data/expectations.tsv on city models against independent_count.py, without the program."""
import json
import unittest

import program
from independent_count import count_file
from test_expectations import read_table, same_extent

FAULTS = ("101", "102", "103")
CITY = """<CityModel xmlns:gml="http://www.opengis.net/gml"><cityObjectMember><bldg:Building gml:id="b">
<bldg:lod1Solid><gml:Solid><gml:exterior><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>0 0 0 90 0 0 90 90 0 0 0 0
</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:exterior></gml:Solid></bldg:lod1Solid>
<bldg:boundedBy><bldg:RoofSurface><bldg:lod2MultiSurface>%s</bldg:lod2MultiSurface></bldg:RoofSurface></bldg:boundedBy>
<bldg:consistsOfBuildingPart><bldg:BuildingPart gml:id="p"/></bldg:consistsOfBuildingPart>
</bldg:Building></cityObjectMember></CityModel>"""
POLYGON = ("<gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>%s</gml:posList></gml:LinearRing></gml:exterior>"
           "</gml:Polygon>")


def told_faults(row):
    """The counts of 101, 102 and 103 among a row's messages."""
    counts = dict(word.removeprefix("polygon-").split("=") for word in row["messages"].split() if word.startswith("polygon-"))
    return {code: int(counts[code]) for code in FAULTS if code in counts}


class Counter(program.Case):
    def test_counts_are_those_known_by_hand(self):
        sound = POLYGON % "0 0 5 9 0 5 9 9 5 0 0 5"
        repeating = POLYGON % "0 0 5 9 0 5 9 0 5 9 9 5 0 0 5"
        opened = POLYGON % "0 0 5 9 0 5 9 20 5"
        degenerate = POLYGON % "7 7 5 50 7 5 7 7 5"
        path = self.folder / "city.gml"
        path.write_text(CITY % (sound + 2 * repeating + opened + degenerate), encoding="utf-8")
        count = count_file(path)
        self.assertEqual(count.objects, {"Building": 1, "BuildingPart": 1})
        self.assertEqual(count.lods, {"1": 1, "2": 1})
        self.assertEqual(count.extent, [0, 0, 9, 20])
        self.assertEqual(count.faults, {"101": 1, "102": 2, "103": 1})


@unittest.skipUnless(program.DATA.is_dir(), f"no data folder {program.DATA} (BELVEDERE_TEST_DATA)")
class Rows(unittest.TestCase):
    def test_rows_agree_with_independent_counts(self):
        rows = [row for row in read_table() if row["kind"] in ("buildings", "model")]
        self.assertTrue(rows)
        for row in rows:
            with self.subTest(row["source"]):
                count = count_file(program.DATA / row["source"])
                self.assertIsNotNone(count, "a format that is not counted")
                self.assertEqual(count.objects, json.loads(row["objects"]))
                self.assertEqual(count.lods, json.loads(row["lods"]))
                self.assertEqual(count.faults, told_faults(row))
                if row["extent"]:
                    self.assertTrue(same_extent(json.loads(row["extent"]), count.extent), f"{count.extent}")


if __name__ == "__main__":
    program.main()
