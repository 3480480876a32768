"""Fails on an include that cmake/modules.tsv does not allow, a cycle between modules, or a foreign header in a public one."""
import re
import sys
from pathlib import Path

# Header prefixes of each third-party name of cmake/modules.tsv.
THIRD_PARTY = {
    "fmt": ["fmt/"], "expected": ["tl/"], "spdlog": ["spdlog/"], "tbb": ["tbb/", "oneapi/"], "nlohmann": ["nlohmann/"],
    "intl": ["libintl.h"], "xxhash": ["xxhash.h"], "date": ["date/"], "proj": ["proj.h", "proj_experimental.h", "geodesic.h"], "nova": ["libnova/"],
    "osg": ["osg", "OpenThreads/"], "opengl": ["GL/"], "egl": ["EGL/"], "freetype": ["ft2build.h", "freetype/"],
    "png": ["png.h"], "jpeg": ["jpeglib.h", "jerror.h"], "tiff": ["tiff"], "imgui": ["imgui", "backends/imgui"],
    "glfw": ["GLFW/"], "gdal": ["gdal", "ogr", "cpl_"], "seccomp": ["seccomp.h"], "archive": ["archive"], "curl": ["curl/"],
    "pugixml": ["pugixml.hpp"], "expat": ["expat.h"], "fastfloat": ["fast_float/"], "simdjson": ["simdjson.h"],
    "draco": ["draco/"], "meshoptimizer": ["meshoptimizer.h"],
}
OPEN_TO_ALL = ["glm/"]
PUBLIC_EXCEPTIONS = {"engine/core/result.h": ["tl/expected.hpp"]}
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.MULTILINE)


def read_modules(root):
    modules = {}
    for line in (root / "cmake/modules.tsv").read_text().splitlines():
        if line.startswith("#") or not line.strip():
            continue
        folder, ours, foreign = line.split("\t")
        modules[folder] = ([] if ours == "-" else ours.split(), [] if foreign == "-" else foreign.split())
    return modules


def check_acyclic(modules, errors):
    order = list(modules)
    for folder, (ours, _) in modules.items():
        for other in ours:
            if other not in modules:
                errors.append(f"cmake/modules.tsv: {folder} names an unknown module {other}")
            elif order.index(other) >= order.index(folder):
                errors.append(f"cmake/modules.tsv: {folder} may not use {other}, which stands at or after it (a cycle)")


def allowed_modules(folder, modules):
    allowed = {folder, *modules[folder][0]}
    if folder.startswith("data_loaders/") and folder != "data_loaders/common":
        allowed |= set(modules["data_loaders/common"][0])
    return allowed


def foreign_library(header):
    for name, prefixes in THIRD_PARTY.items():
        if any(header.startswith(prefix) for prefix in prefixes):
            return name
    return None


def is_standard(header):
    system = ("linux/", "sys/", "unistd.h", "fcntl.h", "signal.h", "poll.h", "dirent.h", "spawn.h", "sched.h", "pthread.h",
              "errno.h", "time.h", "pwd.h", "dlfcn.h", "syslog.h", "netinet/", "arpa/", "netdb.h", "termios.h", "malloc.h",
              "getopt.h", "iconv.h", "immintrin.h", "string.h", "stdlib.h")
    return "/" not in header and "." not in header or header.startswith(system)


def check_file(path, folder, root, modules, errors):
    name = path.relative_to(root).as_posix()
    is_public = path.suffix == ".h" and "/detail/" not in name
    for quote, header in INCLUDE.findall(path.read_text(encoding="utf-8")):
        if header.startswith(("engine/", "data_loaders/", "apps/", "tests/")):
            module = "/".join(header.split("/")[:2])
            if module not in allowed_modules(folder, modules):
                errors.append(f"{name}: may not include {header} (cmake/modules.tsv)")
            continue
        if any(header.startswith(prefix) for prefix in OPEN_TO_ALL) or is_standard(header):
            continue
        library = foreign_library(header)
        if library is None:
            errors.append(f"{name}: unknown header {header}")
        elif is_public and header not in PUBLIC_EXCEPTIONS.get(name, []):
            errors.append(f"{name}: a public header may not include {header}")
        elif library not in modules[folder][1] and not (is_public and header in PUBLIC_EXCEPTIONS.get(name, [])):
            errors.append(f"{name}: {folder} may not use {library} ({header})")


def check_own_header_first(root, errors):
    """A source begins with the header of its own name, which so compiles alone."""
    for top in ("engine", "data_loaders", "apps"):
        for header in sorted((root / top).rglob("*.h")):
            folder = header.parent.parent if header.parent.name == "detail" else header.parent
            source = folder / (header.stem + ".cpp")
            name = header.relative_to(root).as_posix()
            if source.exists():
                first = INCLUDE.search(source.read_text(encoding="utf-8"))
                if first is None or first.group(2) != name:
                    errors.append(f"{source.relative_to(root).as_posix()}: does not begin with {name}")


def main():
    root = Path(sys.argv[1])
    modules = read_modules(root)
    errors = []
    check_acyclic(modules, errors)
    count = 0
    for top in ("engine", "data_loaders"):
        for folder in sorted(p for p in (root / top).glob("*") if p.is_dir()):
            name = f"{top}/{folder.name}"
            if name not in modules:
                errors.append(f"{name}: not listed in cmake/modules.tsv")
                continue
            for path in sorted(folder.rglob("*.h")) + sorted(folder.rglob("*.cpp")):
                count += 1
                check_file(path, name, root, modules, errors)
    check_own_header_first(root, errors)
    print("\n".join(errors))
    print(f"{count} files, {len(errors)} faults")
    sys.exit(1 if errors or count == 0 else 0)


main()
