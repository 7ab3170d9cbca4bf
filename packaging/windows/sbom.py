"""
The list of what a package is made of: CycloneDX 1.6, as JSON (https://cyclonedx.org/docs/1.6/json).
"""

import email
import hashlib
import json
import re
import uuid
from email.message import Message
from pathlib import Path
from typing import Any

Component = dict[str, Any]


def make_sbom(folder: Path, version: str) -> str:
    """Return the list for a desktop's *folder*. The same folder gives the same text."""
    components = [*_libraries(folder / "lib"), *_of_python(folder)]
    content = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(components))}",
        "version": 1,
        "metadata": {"component": _product(version)},
        "components": components,
        "dependencies": [
            {"ref": _product(version)["bom-ref"], "dependsOn": [c["bom-ref"] for c in components]},
            *({"ref": component["bom-ref"]} for component in components),
        ],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _product(version: str) -> Component:
    return {
        "type": "application",
        "bom-ref": "chatplugin",
        "name": "ChatPlugin",
        "version": version,
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }


def _libraries(lib: Path) -> list[Component]:
    paths = sorted(lib.glob("*.dist-info/METADATA"))
    found = [email.message_from_string(path.read_text("utf-8")) for path in paths]
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{fields['Name'].lower()}@{fields['Version']}",
            "name": fields["Name"],
            "version": fields["Version"],
            "purl": f"pkg:pypi/{fields['Name'].lower()}@{fields['Version']}",
            "licenses": [_licence(fields)],
        }
        for fields in found
        if fields["Name"] != "chatplugin"
    ]


def _licence(fields: Message) -> dict[str, Any]:
    """Return SPDX's expression where the library has one, else the name that it gives itself."""
    text = fields["License-Expression"] or fields["License"] or ""
    if re.fullmatch(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*", text):
        return {"expression": text}
    named = [each for each in fields.get_all("Classifier", []) if each.startswith("License ::")]
    return {"license": {"name": named[0].rpartition(":: ")[2] if named else "in its own files"}}


def _of_python(folder: Path) -> list[Component]:
    library = (folder / "python313.dll").read_bytes()
    crypto = (folder / "libcrypto-3.dll").read_bytes()
    python = _found(rb"\x003\.13\.\d+\x00", library).strip("\0")
    openssl = _found(rb"OpenSSL 3\.\d+\.\d+ ", crypto).split()[1]
    return [
        {
            **_part("CPython", python, library),
            "cpe": f"cpe:2.3:a:python:python:{python}:*:*:*:*:*:*:*",
            "licenses": [{"expression": "Python-2.0"}],
        },
        {
            **_part("OpenSSL", openssl, crypto),
            "cpe": f"cpe:2.3:a:openssl:openssl:{openssl}:*:*:*:*:*:*:*",
            "licenses": [{"expression": "Apache-2.0"}],
        },
    ]


def _part(name: str, version: str, file: bytes) -> Component:
    return {
        "type": "library",
        "bom-ref": f"{name.lower()}@{version}",
        "name": name,
        "version": version,
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(file).hexdigest()}],
    }


def _found(pattern: bytes, data: bytes) -> str:
    match = re.search(pattern, data)
    if match is None:
        raise SystemExit(f"no version is found by {pattern!r}")
    return match[0].decode()
