"""How Sphinx makes the site; `docs/site.py` calls it, once for each language."""

from chatplugin import __version__

project = "ChatPlugin"
version = release = __version__
html_title = f"ChatPlugin {__version__}"
extensions = ["myst_parser"]
myst_heading_anchors = 4
# Blocks such as `url` are plain text for Pygments.
suppress_warnings = ["misc.highlighting_failure"]
highlight_language = "none"
smartquotes = False
html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
templates_path = ["templates"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_use_index = False
html_permalinks_icon = "#"
html_theme_options = {"top_of_page_buttons": ["edit"]}
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
        "sidebar/versions.html",
    ]
}
