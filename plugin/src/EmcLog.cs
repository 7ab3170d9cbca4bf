// EMC's own error log, as the plug-in writes to it: one line an entry, marked with the plug-in's name.
//
// It deliberately does not format, filter or keep anything, and it never throws: a log that fails must not stop a
// contact. Callers keep customers' data out of what they write.

using System;
using System.Reflection;
using AgileSoftware.Plugin;

namespace ChatPlugin
{
    internal sealed class EmcLog
    {
        public const int LongestLine = 2000;

        private readonly IASPIMBroker broker;

        public EmcLog(IASPIMBroker broker)
        {
            this.broker = broker;
        }

        public void Information(string text)
        {
            try
            {
                broker.ErrorLogging.AddErrorToListInformation(Line(text));
            }
            catch (Exception)
            {
            }
        }

        public void Status(string text)
        {
            try
            {
                broker.ErrorLogging.AddStatusInformation(Line(text));
            }
            catch (Exception)
            {
            }
        }

        public void Startup(string text)
        {
            try
            {
                broker.ErrorLogging.AddStartupInformation(Line(text));
            }
            catch (Exception)
            {
            }
        }

        // EMC offers this level only with a format, and the text may hold braces.
        public void Fatal(string text)
        {
            try
            {
                broker.ErrorLogging.AddErrorToListFatal("{0}", Line(text));
            }
            catch (Exception)
            {
            }
        }

        // The kind of a failure, and not its message, which may quote a customer. What a late-bound call threw
        // comes wrapped.
        public static string Describe(Exception e)
        {
            while (e is TargetInvocationException && e.InnerException != null)
                e = e.InnerException;
            return e.GetType().Name;
        }

        private static string Line(string text)
        {
            string line = "ChatPlugin: " + (text ?? "").Replace("\r\n", " ").Replace('\n', ' ').Replace('\r', ' ');
            return line.Length <= LongestLine ? line : line.Substring(0, LongestLine);
        }
    }
}
