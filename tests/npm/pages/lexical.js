import { createEditor } from "lexical";
import { registerRichText } from "@lexical/rich-text";

const root = document.querySelector("#field");
root.contentEditable = "true";
const editor = createEditor({ namespace: "notes", onError: (error) => console.error(error) });
editor.setRootElement(root);
registerRichText(editor);
