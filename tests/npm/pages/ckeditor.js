import { ClassicEditor, Essentials, Paragraph } from "ckeditor5";

const options = { licenseKey: "GPL", plugins: [Essentials, Paragraph] };
ClassicEditor.create(document.querySelector("#field"), options);
