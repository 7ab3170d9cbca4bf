// EMC's error log: printed as `log <level> <text>`. Plug-ins are initialised, started and stopped on the thread that
// made it, EMC's own.

using System.Threading;
using AgileSoftware.ErrorLog;

namespace EmcEmulator
{
    internal sealed class HostLog : IErrorLog
    {
        private readonly Ways ways;
        private readonly Thread host = Thread.CurrentThread;

        public HostLog(Ways ways)
        {
            this.ways = ways;
        }

        public void AddErrorToListInformation(string text)
        {
            Print("information", text);
        }

        public void AddErrorToListInformation(string format, params object[] args)
        {
            Print("information", string.Format(format, args));
        }

        public void AddErrorToListFatal(string format, params object[] args)
        {
            Print("fatal", string.Format(format, args));
        }

        public void AddStartupInformation(string text)
        {
            Print("startup", text);
        }

        public void AddStartupInformation(string format, params object[] args)
        {
            Print("startup", string.Format(format, args));
        }

        public void AddStatusInformation(string text)
        {
            Print("status", text);
        }

        public void AddStatusInformation(string format, params object[] args)
        {
            Print("status", string.Format(format, args));
        }

        private void Print(string level, string text)
        {
            if (ways.LogDelay > 0)
                Thread.Sleep(ways.LogDelay);
            Output.Line("log " + level + " " + text.Replace('\n', ' '));
            if (ways.LogNeedsHost != null && text.Contains(ways.LogNeedsHost) && Thread.CurrentThread != host)
                Thread.Sleep(Timeout.Infinite);
        }
    }
}
