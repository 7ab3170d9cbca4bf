import tinymce from "tinymce";
import "tinymce/models/dom";
import "tinymce/themes/silver";
import "tinymce/icons/default";
import "tinymce/skins/ui/oxide/skin.js";
import "tinymce/skins/ui/oxide/content.js";
import "tinymce/skins/content/default/content.js";

const skin = { skin_url: "default", content_css: "default" };
tinymce.init({ target: document.querySelector("#field"), license_key: "gpl", ...skin });
