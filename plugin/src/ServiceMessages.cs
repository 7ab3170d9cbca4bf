// What the service says: its answer to initialize, event/acknowledged, settings/wanted, log/write and foreground/allow,
// which lets Chrome come to the front (Foreground). Anything else is reported and skipped, so that neither a newer
// service nor stray output stops the desktop.
//
// It deliberately never repeats what it could not understand: that may hold a customer's data.

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ChatPlugin
{
    internal sealed class ServiceMessages
    {
        private const int LongestName = 60;
        private const long UnsupportedProtocol = -32001;

        private readonly ServiceRun run;
        private readonly Outbox outbox;
        private readonly ToldSettings told;
        private readonly EmcLog log;
        private readonly Foreground foreground;
        private readonly Dictionary<string, Predicate<Dictionary<string, object>>> takers =
            new Dictionary<string, Predicate<Dictionary<string, object>>>();
        private readonly Dictionary<string, bool> unknown = new Dictionary<string, bool>();
        private int skipped;
        private Stopwatch sinceSkipped;

        public ServiceMessages(ServiceRun run, Outbox outbox, ToldSettings told, EmcLog log)
        {
            this.run = run;
            this.outbox = outbox;
            this.told = told;
            this.log = log;
            foreground = new Foreground(log);
            takers["event/acknowledged"] = TryAcknowledge;
            takers["settings/wanted"] = TryTakeWanted;
            takers["log/write"] = TryWriteLog;
            takers["foreground/allow"] = TryAllowForeground;
        }

        public void Take(string line, bool overlong)
        {
            if (overlong)
                Skip("a line that is too long");
            else if (line.Trim().Length > 0)
                Take(line);
        }

        private void Take(string line)
        {
            Dictionary<string, object> message;
            try
            {
                message = JsonReader.Read(line) as Dictionary<string, object>;
            }
            catch (FormatException)
            {
                message = null;
            }

            if (message == null || TextOf(message, "jsonrpc") != "2.0")
                Skip("a line that is no JSON-RPC message");
            else if (message.ContainsKey("method"))
                TakeNotification(TextOf(message, "method"), MembersOf(message, "params"));
            else
                TakeAnswer(message);
        }

        private void TakeNotification(string method, Dictionary<string, object> parameters)
        {
            Predicate<Dictionary<string, object>> taker;
            if (!takers.TryGetValue(method ?? "", out taker))
                Ignore(method ?? "");
            else if (!taker(parameters))
                Skip("a " + method + " that is not as the protocol has it");
        }

        private bool TryAcknowledge(Dictionary<string, object> parameters)
        {
            long? sequence = ValueOf(parameters, "seq") as long?;
            if (sequence != null)
                outbox.Acknowledge(sequence.Value);
            return sequence != null;
        }

        private bool TryTakeWanted(Dictionary<string, object> parameters)
        {
            ICollection<string> keys = TextsOf(parameters, "keys");
            if (keys != null)
                told.TakeWanted(keys);
            return keys != null;
        }

        private bool TryWriteLog(Dictionary<string, object> parameters)
        {
            string level = TextOf(parameters, "level");
            string text = TextOf(parameters, "text");
            if (text == null)
                return false;
            if (level == "fatal")
                log.Fatal(text);
            else if (level == "status")
                log.Status(text);
            else
                log.Information(text);
            return true;
        }

        // A process that is null is not known; one that is not there is a mistake.
        private bool TryAllowForeground(Dictionary<string, object> parameters)
        {
            if (!parameters.ContainsKey("pid") || !(parameters["pid"] == null || parameters["pid"] is long))
                return false;
            foreground.Allow(parameters["pid"] as long?);
            return true;
        }

        private void TakeAnswer(Dictionary<string, object> message)
        {
            Dictionary<string, object> result = MembersOf(message, "result");
            Dictionary<string, object> error = MembersOf(message, "error");
            if (ServiceRun.CheckId.Equals(ValueOf(message, "id")))
            {
                // An older service refuses the question, and lives.
                run.Excuse = message.ContainsKey("error") ? "it does not say why" : TextOf(result, "waitsFor") ?? "";
            }
            else if (message.ContainsKey("error"))
            {
                object code = ValueOf(error, "code");
                log.Fatal("the service refused to start: " + TextOf(error, "message") + " (" + code + ")."
                    + (UnsupportedProtocol.Equals(code) ? " Install a plug-in and a service of the same version." : ""));
            }
            else if (message.ContainsKey("result"))
            {
                run.Answered = true;
                told.TakeReady();
                log.Information("service " + TextOf(result, "service") + " is ready, protocol "
                    + ValueOf(result, "protocol"));
                TellOfAnotherVersion(TextOf(result, "service"));
            }
            else
            {
                Skip("a line that is no JSON-RPC message");
            }
        }

        // While an upgrade reaches the desktops, the two differ for a while.
        private void TellOfAnotherVersion(string service)
        {
            if (service != null && service != DesktopFacts.PluginVersion)
                log.Information("the service is version " + service + " and this plug-in version "
                    + DesktopFacts.PluginVersion + ". They work together, because both speak this protocol.");
        }

        private void Ignore(string method)
        {
            string name = method.Length <= LongestName ? method : method.Substring(0, LongestName);
            if (unknown.ContainsKey(name) || unknown.Count >= 20)
                return;
            unknown[name] = true;
            log.Information("ignores '" + name + "' from the service: this plug-in does not know it. It is older than "
                + "the service.");
        }

        // The first at once, then at most one line a second, with the count.
        private void Skip(string what)
        {
            skipped++;
            if (sinceSkipped != null && sinceSkipped.ElapsedMilliseconds < 1000)
                return;
            log.Information("skipped " + what + " from the service; " + skipped + " such line(s) so far");
            sinceSkipped = Stopwatch.StartNew();
        }

        private static object ValueOf(Dictionary<string, object> members, string name)
        {
            object value;
            members.TryGetValue(name, out value);
            return value;
        }

        private static Dictionary<string, object> MembersOf(Dictionary<string, object> message, string name)
        {
            return ValueOf(message, name) as Dictionary<string, object> ?? new Dictionary<string, object>();
        }

        private static string TextOf(Dictionary<string, object> members, string name)
        {
            return ValueOf(members, name) as string;
        }

        // Null where there is no such list.
        private static ICollection<string> TextsOf(Dictionary<string, object> members, string name)
        {
            List<object> values = ValueOf(members, name) as List<object>;
            if (values == null)
                return null;
            List<string> texts = new List<string>();
            foreach (object value in values)
            {
                if (value is string)
                    texts.Add((string)value);
            }
            return texts;
        }
    }

    // Lets Chrome come to the front, by Windows' AllowSetForegroundWindow: only a process that may take the foreground
    // itself can let another one do so, and that is the desktop that the operator is using. What is allowed lasts
    // until the operator next types or clicks elsewhere, so the service asks for it before each card.
    //
    // Anywhere but on Windows it does nothing, and nowhere does it throw.
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
