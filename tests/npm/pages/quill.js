import Quill from "quill";

new Quill(document.querySelector("#field"));
