"""Fails on a dead link between pages, a machine path in a tracked file, a package that docs/dependencies.md forgets or lists
twice, and where docs/images/README.md does not have exactly one row for each picture."""
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|farm|root|home)/[a-z]")
TEXT = {".md", ".cpp", ".h", ".py", ".sh", ".cmake", ".txt", ".json", ".tsv", ".po", ".glsl", ".vert", ".frag", ""}


def tracked(root):
    out = subprocess.run(["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=True).stdout
    return [root / name for name in out.decode().split("\0") if name]


def check_links(page, errors):
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target) or target.startswith("#"):
            continue
        if not (page.parent / target.split("#")[0]).exists():
            errors.append(f"{page}: dead link {target}")


def first_cells(page):
    """What stands in the first column of a page's tables, one entry per row."""
    rows = re.findall(r"^\| (.*?) \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [row for row in rows if row not in ("picture", "package")]


def check_pictures(folder, errors):
    named = Counter(name for row in first_cells(folder / "README.md") for name in re.findall(r"[\w-]+\.(?:jpg|png)", row))
    there = {path.name for path in folder.iterdir() if path.suffix in (".jpg", ".png")}
    errors += [f"{folder}/README.md names {name}, which is not there" for name in sorted(named.keys() - there)]
    errors += [f"{folder}/README.md does not name {name}" for name in sorted(there - named.keys())]
    errors += [f"{folder}/README.md has {count} rows for {name}" for name, count in named.items() if count > 1]
    return len(named)


def check_dependencies(root, errors):
    page = root / "docs/dependencies.md"
    text = page.read_text(encoding="utf-8")
    packages = re.findall(r"^([a-z0-9][a-z0-9.+-]*)", (root / "scripts/packages.txt").read_text(), re.MULTILINE)
    errors += [f"{page} does not name {package}" for package in packages if f"`{package}`" not in text]
    listed = Counter(name for row in first_cells(page) for name in re.findall(r"`([^`]+)`", row))
    errors += [f"{page} has {count} rows for {name}" for name, count in listed.items() if count > 1]
    return len(packages)


def main():
    root = Path(sys.argv[1])
    errors = []
    pages = 0
    for path in tracked(root):
        if not path.is_file() or path.suffix not in TEXT:
            continue
        if path.suffix == ".md":
            pages += 1
            check_links(path, errors)
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.name != "check_docs.py" and MACHINE_PATH.search(text):
            errors.append(f"{path}: holds a path of one machine")
    packages = check_dependencies(root, errors)
    pictures = check_pictures(root / "docs/images", errors)
    print("\n".join(errors))
    print(f"{pages} pages, {packages} packages, {pictures} pictures, {len(errors)} faults")
    sys.exit(1 if errors or 0 in (pages, packages, pictures) else 0)


main()
