import { EditorView, basicSetup } from "codemirror";

new EditorView({ parent: document.querySelector("#field"), extensions: [basicSetup] });
