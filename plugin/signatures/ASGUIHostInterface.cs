// The telephony object of EMC Desktop, re-declared for the emulator. The plug-in reads it late-bound and does not
// reference this assembly.

using System.Reflection;

[assembly: AssemblyVersion("4.1.0.1")]

namespace AgileSoftware.GUIHost
{
    public interface ITelephony
    {
        object XMLStation { get; }

        object XMLClient { get; }
    }
}
