// Lets Chrome come to the front, by Windows' AllowSetForegroundWindow: only a process that may take the foreground itself
// can let another one do so, and that is the desktop that the operator is using. What is allowed lasts until the operator
// next types or clicks elsewhere, so the service asks for it before each card.
//
// Anywhere but on Windows it does nothing, and nowhere does it throw.

using System;
using System.Runtime.InteropServices;

namespace ChatPlugin
{
    internal sealed class Foreground
    {
        // ASFW_ANY
        private const int AnyProcess = -1;

        private readonly EmcLog log;
        private bool told;

        public Foreground(EmcLog log)
        {
            this.log = log;
        }

        // Null where the process is not known: then whichever comes first.
        public void Allow(long? process)
        {
            if (Environment.OSVersion.Platform != PlatformID.Win32NT)
                return;
            try
            {
                if (!AllowSetForegroundWindow(process == null ? AnyProcess : unchecked((int)process.Value)))
                    TellOnce("error " + Marshal.GetLastWin32Error());
            }
            catch (Exception e)
            {
                TellOnce(EmcLog.Describe(e));
            }
        }

        private void TellOnce(string reason)
        {
            if (told)
                return;
            told = true;
            log.Information("Windows does not let Chrome come to the front while EMC Desktop is not there itself ("
                + reason + "). Its button in the taskbar may flash instead. This is not reported again.");
        }

        [DllImport("user32.dll", SetLastError = true)]
        [return: MarshalAs(UnmanagedType.Bool)]
        private static extern bool AllowSetForegroundWindow(int processId);
    }
}
