"""
The pages `docs/reference/package.md` and `.ru.md`: every file of a desktop, with its size.
"""

from pathlib import Path

_ENGLISH = """\
# What a desktop gets

[По-русски](package.ru.md)

`./dev package` has written this page. The installer has {packed} MB; it puts {count} files,
{installed} MB, into `%ProgramFiles%\\ChatPlugin`: the extension into `extension`, everything else
into a folder that has the version's name. It writes into the registry:

- `HKLM\\Software\\Google\\Chrome\\NativeMessagingHosts\\com.chatplugin.relay`
- `HKLM\\Software\\Chromium\\NativeMessagingHosts\\com.chatplugin.relay`
- `HKLM\\Software\\ChatPlugin`, only if the installer is given
  [properties](../howto/install.md#properties-of-the-installer)

With the property `EMCFOLDER` it also puts `ChatPlugin.dll` into EMC's folder. Nothing else is
changed: no service of Windows, no task, no environment variable. What each
operator has is in `%LOCALAPPDATA%\\ChatPlugin`; [uninstalling](../howto/uninstall.md)
leaves it.

| part | files | bytes |
|---|--:|--:|
{parts}

| file | bytes |
|---|--:|
{files}
"""
_RUSSIAN = """\
# Что попадает на рабочее место

[In English](package.md)

Эту страницу записала команда `./dev package`. Установщик занимает {packed} МБ. В папку
`%ProgramFiles%\\ChatPlugin` он кладёт файлы, их {count}, вместе {installed} МБ: расширение в папку
`extension`, всё остальное в папку с именем версии. В реестре он создаёт разделы

- `HKLM\\Software\\Google\\Chrome\\NativeMessagingHosts\\com.chatplugin.relay`
- `HKLM\\Software\\Chromium\\NativeMessagingHosts\\com.chatplugin.relay`
- `HKLM\\Software\\ChatPlugin`, только если заданы
  [свойства установщика](../howto/install.ru.md#свойства-установщика)

Со свойством `EMCFOLDER` он кладёт ещё `ChatPlugin.dll` в папку EMC. Больше ничего не
меняется: нет ни новых служб Windows, ни заданий планировщика, ни переменных
среды. Файлы каждого оператора лежат в `%LOCALAPPDATA%\\ChatPlugin`;
[при удалении](../howto/uninstall.ru.md) они остаются.

| часть | файлов | байт |
|---|--:|--:|
{parts}

| файл | байт |
|---|--:|
{files}
"""
_MB = 1_000_000


def write_listing(folder: Path, installer: Path, docs: Path) -> None:
    sizes = {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    values = {
        "packed": f"{installer.stat().st_size / _MB:.1f}",
        "count": str(len(sizes)),
        "installed": f"{sum(sizes.values()) / _MB:.1f}",
        "parts": "\n".join(_parts(sizes)),
        "files": "\n".join(f"| `{name}` | {size} |" for name, size in sizes.items()),
    }
    (docs / "package.md").write_text(_ENGLISH.format(**values), "utf-8")
    russian = values | {name: values[name].replace(".", ",") for name in ("packed", "installed")}
    (docs / "package.ru.md").write_text(_RUSSIAN.format(**russian), "utf-8")


def _parts(sizes: dict[str, int]) -> list[str]:
    """Return a line for each library, and one for the files beside the programs."""
    parts: dict[str, list[int]] = {}
    for name, size in sizes.items():
        folders = name.split("/")[:-1]
        part = "/".join(folders[: 2 if folders[:1] == ["lib"] else 1]) or "."
        if part.endswith(".dist-info"):
            part = "lib/*.dist-info"
        parts.setdefault(part, []).append(size)
    return [f"| `{part}` | {len(each)} | {sum(each)} |" for part, each in sorted(parts.items())]
