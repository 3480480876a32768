"""Fails on a dead link between pages, a machine path in a tracked file, or a package that docs/dependencies.md forgets."""
import re
import subprocess
import sys
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
    dependencies = (root / "docs/dependencies.md").read_text(encoding="utf-8")
    packages = re.findall(r"^([a-z0-9][a-z0-9.+-]*)", (root / "scripts/packages.txt").read_text(), re.MULTILINE)
    errors += [f"docs/dependencies.md does not name {package}" for package in packages if f"`{package}`" not in dependencies]
    print("\n".join(errors))
    print(f"{pages} pages, {len(packages)} packages, {len(errors)} faults")
    sys.exit(1 if errors or pages == 0 else 0)


main()
