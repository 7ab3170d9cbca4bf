// A background thread of the plug-in whose failure cannot take EMC Desktop with it: an exception that leaves a
// thread ends the process.

using System;
using System.Threading;

namespace ChatPlugin
{
    internal static class Worker
    {
        public static Thread Start(string name, EmcLog log, Action work)
        {
            Thread thread = new Thread(delegate()
            {
                try
                {
                    work();
                }
                catch (Exception e)
                {
                    log.Fatal("its thread '" + name + "' ended: " + EmcLog.Describe(e) + " at " + e.StackTrace);
                }
            });
            thread.Name = "ChatPlugin " + name;
            thread.IsBackground = true;
            thread.Start();
            return thread;
        }
    }
}
