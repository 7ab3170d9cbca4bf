import * as monaco from "monaco-editor/editor/editor.api.js";

self.MonacoEnvironment = { getWorker: () => new Worker(URL.createObjectURL(new Blob([""]))) };
const parent = document.querySelector("#field");
monaco.editor.create(parent, { language: "plaintext", editContext: true });
