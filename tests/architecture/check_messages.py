"""Fails where a message key is declared twice with different texts, where an English text has no French, or has one form only
although a noun follows its {count}."""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

KEY = re.compile(r'MessageId\s+\w+\s*\{\s*"([^"]+)"')


def source_files(root):
    for top in ("engine", "data_loaders", "apps"):
        yield from sorted((root / top).rglob("*.h"))
        yield from sorted((root / top).rglob("*.cpp"))


def check_keys(root, errors):
    seen = {}
    for path in source_files(root):
        code = re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for key in KEY.findall(code):
            if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key):
                errors.append(f"{path}: key {key!r} is not kebab-case")
            if key in seen:
                errors.append(f"{path}: key {key!r} is declared in {seen[key]} too")
            seen[key] = path
    return len(seen)


def without_plural(template):
    """The texts in which a word follows {count} and that have no form for one."""
    entries = template.split("\n\n")[1:]
    texts = ["".join(re.findall(r'"((?:[^"\\]|\\.)*)"', entry)) for entry in entries if "msgid_plural" not in entry]
    return [text for text in texts if re.search(r"\{count\} \w", text)]


def untranslated(root):
    catalogues = sorted((root / "assets/locale/fr").glob("*.po"))
    with tempfile.TemporaryDirectory() as folder:
        template, joined, missing = (f"{folder}/{name}" for name in ("t.pot", "fr.po", "missing.po"))
        files = [str(path) for path in source_files(root)]
        subprocess.run(["xgettext", "--from-code=UTF-8", "--language=C++", "--keyword=N_", "--keyword=tr",
                        "--keyword=NP_:1,2", "--force-po", "--no-location", "-o", template, *files], check=True, stderr=subprocess.DEVNULL)
        one_form = without_plural(Path(template).read_text(encoding="utf-8"))
        subprocess.run(["msgcat", "--use-first", "--force-po", "-o", joined, *map(str, catalogues)], check=True)
        merged = f"{folder}/merged.po"
        subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", "--force-po", "-o", merged, joined, template], check=True)
        subprocess.run(["msgattrib", "--untranslated", "--no-obsolete", "--force-po", "-o", missing, merged], check=True)
        text = Path(missing).read_text(encoding="utf-8")
    entries = text.split("\n\n")[1:]
    return [entry.strip() for entry in entries if "msgid" in entry], one_form


def main():
    root = Path(sys.argv[1])
    errors = []
    keys = check_keys(root, errors)
    missing, one_form = untranslated(root)
    errors += [f"one form only, although a noun follows {{count}} (NP_ gives two): {text}" for text in one_form]
    errors += [f"no French for:\n{entry}" for entry in missing]
    print("\n".join(errors))
    print(f"{keys} message keys, {len(missing)} texts without French, {len(errors)} faults")
    sys.exit(1 if errors or keys == 0 else 0)


main()
