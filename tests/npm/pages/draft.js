import { Editor, EditorState } from "draft-js";
import { createElement as make, useState } from "react";
import { createRoot } from "react-dom/client";

const Notes = () => {
  const [editorState, onChange] = useState(() => EditorState.createEmpty());
  return make(Editor, { editorState, onChange });
};
createRoot(document.querySelector("#field")).render(make(Notes));
