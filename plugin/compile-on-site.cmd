@echo off
rem Compiles ChatPlugin.dll on a Windows desktop against the EMC that is installed there, with the compiler that every
rem Windows has. Nothing is downloaded and nothing but ChatPlugin.dll is written.
rem
rem   compile-on-site.cmd [EMC-FOLDER] [v3.5|v4.0.30319]
rem
rem EMC-FOLDER is where ASPluginInterface.dll and ASGUIHost.exe are; without it the usual places are looked through.
rem The compiler is v4.0.30319 where there is one. Choose v3.5 if EMC Desktop runs on CLR 2: it then refuses a plug-in
rem of CLR 4 when it loads it.
rem
rem Exit codes: 0 compiled; 1 EMC not found; 2 no compiler; 3 the compiler reported errors; 4 sources are missing.
setlocal EnableExtensions DisableDelayedExpansion

set "SOURCES=%~dp0src"
set "EMC=%~1"
set "VERSION=%~2"

if not exist "%SOURCES%\Plugin.cs" goto :nosources
if defined EMC goto :haveemc
for %%P in ("%ProgramFiles(x86)%" "%ProgramFiles%" "%ProgramW6432%") do call :look "%%~P"
if not defined EMC goto :noemc

:haveemc
if not exist "%EMC%\ASPluginInterface.dll" goto :noemc

if not defined VERSION if exist "%WINDIR%\Microsoft.NET\Framework\v4.0.30319\csc.exe" set "VERSION=v4.0.30319"
if not defined VERSION set "VERSION=v3.5"
set "CSC=%WINDIR%\Microsoft.NET\Framework\%VERSION%\csc.exe"
if not exist "%CSC%" goto :nocompiler

rem .NET 4 finds System.Core.dll by itself; version 3.5 keeps it among the reference assemblies, which csc knows too.
echo EMC:      %EMC%
echo Compiler: %CSC%
"%CSC%" /nologo /target:library /platform:anycpu /optimize+ /warn:4 ^
    "/reference:%EMC%\ASPluginInterface.dll" /reference:System.Core.dll ^
    "/out:%~dp0ChatPlugin.dll" "%SOURCES%\*.cs"
if errorlevel 1 goto :failed

echo.
echo Compiled %~dp0ChatPlugin.dll
echo Copy it into %EMC%
echo and add its section to EMC's configuration: see README.md beside this file.
exit /b 0

:look
if defined EMC exit /b 0
if "%~1"=="" exit /b 0
for %%D in (
    "%~1\Avaya\Avaya Aura CC Elite Multichannel\Desktop\CC Elite Multichannel Desktop"
    "%~1\Avaya\Avaya Aura CC Elite Multichannel\Desktop"
    "%~1\Avaya\CC Elite Multichannel Desktop"
) do if not defined EMC if exist "%%~D\ASPluginInterface.dll" set "EMC=%%~D"
exit /b 0

:nosources
echo ChatPlugin's sources are missing: there is no %SOURCES%\Plugin.cs
echo Copy the whole folder "plugin" to this computer, and start compile-on-site.cmd in it.
exit /b 4

:noemc
if defined EMC echo There is no ASPluginInterface.dll in %EMC%
if not defined EMC echo EMC Desktop was not found in the usual places.
echo Name the folder that holds ASPluginInterface.dll and ASGUIHost.exe, in quotes:
echo     compile-on-site.cmd "C:\Program Files (x86)\Avaya\..."
exit /b 1

:nocompiler
echo There is no C# compiler of version %VERSION% on this computer: %CSC%
echo Switch on the Windows feature ".NET Framework 3.5" for v3.5; v4.0.30319 is part of .NET Framework 4.
exit /b 2

:failed
echo.
echo The compiler reported errors, above, and ChatPlugin.dll was not written. The usual reason is that this EMC
echo declares its plug-in interfaces otherwise: send the lines above and the version of ASPluginInterface.dll
echo to whoever maintains ChatPlugin.
exit /b 3
