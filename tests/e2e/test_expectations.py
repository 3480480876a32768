"""Every source of the data folder, as tests/data/expectations.tsv says: exit code, kind, CRS, counts, extent, messages."""
import csv
import fnmatch
import json
import os
import subprocess
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

import program

TABLE = program.SOURCE / "tests" / "data" / "expectations.tsv"
AT_ONCE = 2


def read_table():
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def run_info(source, *arguments):
    """Exit code, standard output and standard error of `belvedere info` in the data folder."""
    with tempfile.TemporaryDirectory(prefix="belvedere-e2e-") as home:
        environment = {key: value for key, value in os.environ.items()
                       if key in ("PATH", "LSAN_OPTIONS", "ASAN_OPTIONS", "LD_LIBRARY_PATH")}
        result = subprocess.run([program.PROGRAM, "info", source, *arguments], cwd=program.DATA, stdin=subprocess.DEVNULL,
                                env={**environment, "HOME": home, "LANG": "C.UTF-8"}, capture_output=True, text=True,
                                timeout=program.SECONDS)
    return result.returncode, result.stdout, result.stderr


def same_extent(expected, got):
    if not got:
        return False
    return all(abs(a - b) <= 0.002 if abs(a) > 400 else abs(a - b) <= 1e-6 for a, b in zip(expected, got))


def message_keys(description):
    """Keys of the messages; those of faulty polygons with their count, as in polygon-102=6."""
    return {f"{item['code']}={item['count']}" if item["code"].startswith("polygon-") else item["code"]
            for item in description["diagnostics"]}


def faults_of(row):
    """What the program says otherwise than the row, as sentences."""
    try:
        code, output, errors = run_info(row["source"], "--json", "--lang", "en")
        description = json.loads(output)
    except subprocess.TimeoutExpired:
        return [f"ran longer than {program.SECONDS:.0f} s"]
    except json.JSONDecodeError:
        return [f"exit {code}, and no JSON: {output[:200]!r}, {errors[:200]!r}"]
    faults = []
    if code != int(row["exit"]):
        return [f"exit {code} instead of {row['exit']}, messages {sorted(message_keys(description))}"]
    if code == program.DONE:
        if description["kind"] != row["kind"]:
            faults.append(f"kind {description['kind']} instead of {row['kind']}")
        for name in ("crs", "objects", "lods"):
            if description[name] != json.loads(row[name]):
                faults.append(f"{name} {json.dumps(description[name])} instead of {row[name]}")
        if row["extent"] and not same_extent(json.loads(row["extent"]), description["extent"]):
            faults.append(f"extent {description['extent']} instead of {row['extent']}")
    if message_keys(description) != set(row["messages"].split()):
        faults.append(f"messages {sorted(message_keys(description))} instead of {row['messages'] or 'none'}")
    return faults


def faults_in_words(row):
    """A source that is refused says so to people in both languages, and nothing on standard output."""
    english, french = (run_info(row["source"], "--lang", language) for language in ("en", "fr"))
    faults = []
    for language, (code, output, errors) in (("English", english), ("French", french)):
        if code != program.INPUT or output or not errors.strip():
            faults.append(f"{language}: exit {code}, output {output[:80]!r}, message {errors[:80]!r}")
    if english[2] == french[2]:
        faults.append(f"no French: {french[2][:120]!r}")
    return faults


@unittest.skipUnless(program.DATA.is_dir(), f"no data folder {program.DATA} (BELVEDERE_TEST_DATA)")
class Expectations(unittest.TestCase):
    maxDiff = None

    def check_rows(self, rows, check):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            faults = [f"{row['source']}: {fault}" for row, found in zip(rows, pool.map(check, rows)) for fault in found]
        self.assertEqual([], faults, "\n" + "\n".join(faults))

    def test_every_source_is_described_as_expected(self):
        self.check_rows(read_table(), faults_of)

    def test_refusals_are_told_in_both_languages(self):
        refused = [row for row in read_table() if row["exit"] == str(program.INPUT)]
        kinds = {(row["messages"], os.path.splitext(row["source"])[1]): row for row in refused}
        self.check_rows(list(kinds.values()), faults_in_words)

    def test_every_file_belongs_to_a_source(self):
        rows = read_table()
        globs = [glob for row in rows for glob in row["covers"].split("|") if glob]
        files = sorted(path.relative_to(program.DATA).as_posix() for path in program.DATA.rglob("*") if path.is_file())
        sources = {row["source"] for row in rows}
        strangers = [name for name in files
                     if name not in sources and not any(fnmatch.fnmatchcase(name, glob) for glob in globs)]
        self.assertEqual([], strangers, "files that no row covers")
        self.assertEqual([], sorted(sources - set(files)), "rows without a file")
        self.assertEqual(len(rows), len(sources), "two rows for one source")


if __name__ == "__main__":
    program.main()
