"""What the site has beside the pages in docs: README, CONTRIBUTING and CHANGELOG, Javadoc, the schema, and links into the repository."""

import os
import posixpath
import re
import shutil
from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parent.parent
PAGES = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
JAVADOC = ROOT / "extension/junit-jupiter/target/reports/apidocs"
SCHEMA = "extension/proof/src/main/resources/dev/kubeuser/report/report.schema.json"
SHIM = ROOT / "target/ci/iframe-worker/package/shim/index.js"
# Pages in Korean.
TRANSLATED = {"tutorial.ko.md"}
ALTERNATE = re.compile(r'<link rel="alternate"[^>]*hreflang[^>]*>')
LINK = re.compile(r"]\(([^)\s:#]+)")

# Links into the repository lead to the state that the site describes: the workflow sets the tag of a release.
REF = os.environ.get("SITE_REF", "main")


def on_files(files, config):
    for source, page in PAGES.items():
        files.append(File.generated(config, page, content=(ROOT / source).read_text("utf-8")))
    for needed in (SHIM, JAVADOC / "index.html"):
        if not needed.exists():
            raise PluginError(f"{needed} is missing: run docs/build, which makes it")
    files.append(File.generated(config, "assets/iframe-worker.js", abs_src_path=str(SHIM)))
    files.append(File.generated(config, "api/index.html", abs_src_path=str(JAVADOC / "index.html")))
    files.append(File.generated(config, "report.schema.json", abs_src_path=str(ROOT / SCHEMA)))
    return files


def on_post_build(config):
    shutil.copytree(JAVADOC, Path(config.site_dir) / "api", dirs_exist_ok=True)


def on_post_page(output, page, config):
    """Tells browsers and search engines which page is a translation of which; the theme names the same two for each."""
    output = ALTERNATE.sub("", output)
    source = page.file.src_uri
    name = source.removesuffix(".ko.md").removesuffix(".md")
    if f"{name}.ko.md" not in TRANSLATED:
        return output
    if source in TRANSLATED:
        output = output.replace('<html lang="en"', '<html lang="ko"', 1)
    pages = {"en": name, "ko": f"{name}.ko"}
    links = "".join(f'<link rel="alternate" hreflang="{language}" href="{file}.html">' for language, file in pages.items())
    return output.replace("</head>", links + "</head>", 1)


def on_page_markdown(markdown, page, config, files):
    """Makes links, which are paths in the repository, those of the site."""
    source = {page: source for source, page in PAGES.items()}.get(page.file.src_uri, "docs/" + page.file.src_uri)

    def of_the_site(link):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), link[1]))
        served = PAGES.get(target)
        if target == SCHEMA:
            served = "report.schema.json"
        elif target.startswith("docs/"):
            served = target.removeprefix("docs/")
        if served:
            return "](" + posixpath.relpath(served, posixpath.dirname(page.file.src_uri))
        if (ROOT / target).exists():
            kind = "tree" if (ROOT / target).is_dir() else "blob"
            return f"]({config.extra['repository']}/{kind}/{REF}/{target}"
        return link[0]

    return LINK.sub(of_the_site, markdown)
