// SIGTERM closes the desktop in good order: mono itself would end without a word to the plug-ins.

using System;
using System.Threading;
using Mono.Unix;
using Mono.Unix.Native;

namespace EmcEmulator
{
    internal static class Termination
    {
        // Elsewhere there is no Mono.Posix to hear of signals by.
        public static bool IsKnown
        {
            get { return Type.GetType("Mono.Runtime") != null; }
        }

        public static void Ends(PluginList plugins)
        {
            UnixSignal termination = new UnixSignal(Signum.SIGTERM);
            Thread waiting = new Thread(delegate()
            {
                termination.WaitOne();
                plugins.Dispose();
                Output.Line("ended");
                Environment.Exit(0);
            });
            waiting.IsBackground = true;
            waiting.Start();
        }
    }
}
