import { createElement as make } from "react";
import { createRoot } from "react-dom/client";
import { createEditor } from "slate";
import { Editable, Slate, withReact } from "slate-react";

const editor = withReact(createEditor());
const empty = [{ type: "paragraph", children: [{ text: "" }] }];
const page = make(Slate, { editor, initialValue: empty }, make(Editable));
createRoot(document.querySelector("#field")).render(page);
