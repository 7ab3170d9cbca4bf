import { Editor } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";

new Editor({ element: document.querySelector("#field"), extensions: [StarterKit], content: "<p></p>" });
