// The identity of ChatPlugin.dll. AssemblyVersion is the `plugin` version of the protocol's initialize.

using System.Reflection;
using System.Runtime.InteropServices;

[assembly: AssemblyTitle("ChatPlugin")]
[assembly: AssemblyDescription("Forwards contacts of EMC Desktop to the ChatPlugin service.")]
[assembly: AssemblyProduct("ChatPlugin")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
[assembly: ComVisible(false)]
