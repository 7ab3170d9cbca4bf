// What the service says: its answer to initialize, event/acknowledged, settings/wanted, log/write and foreground/allow.
// Anything else is reported and skipped, so that neither a newer service nor stray output stops the desktop.
//
// It deliberately never repeats what it could not understand: that may hold a customer's data.

using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace ChatPlugin
{
    internal sealed class ServiceMessages
    {
        private const int LongestName = 60;
        private const long UnsupportedProtocol = -32001;

        private static readonly string[] Known = new string[]
        {
            "event/acknowledged", "settings/wanted", "log/write", "foreground/allow"
        };

        private readonly ServiceRun run;
        private readonly Outbox outbox;
        private readonly Action<ICollection<string>> takeWanted;
        private readonly EmcLog log;
        private readonly Foreground foreground;
        private readonly Dictionary<string, bool> unknown = new Dictionary<string, bool>();
        private int skipped;
        private Stopwatch sinceSkipped;

        public ServiceMessages(
            ServiceRun run, Outbox outbox, Action<ICollection<string>> takeWanted, EmcLog log)
        {
            this.run = run;
            this.outbox = outbox;
            this.takeWanted = takeWanted;
            this.log = log;
            foreground = new Foreground(log);
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
            if (method == "event/acknowledged" && ValueOf(parameters, "seq") is long)
                outbox.Acknowledge((long)ValueOf(parameters, "seq"));
            else if (method == "settings/wanted" && TextsOf(parameters, "keys") != null)
                takeWanted(TextsOf(parameters, "keys"));
            else if (method == "log/write" && TextOf(parameters, "text") != null)
                WriteLog(TextOf(parameters, "level"), TextOf(parameters, "text"));
            else if (method == "foreground/allow" && IsProcess(parameters, "pid"))
                foreground.Allow(ValueOf(parameters, "pid") as long?);
            else if (Array.IndexOf(Known, method) >= 0)
                Skip("a " + method + " that is not as the protocol has it");
            else
                Ignore(method ?? "");
        }

        private void WriteLog(string level, string text)
        {
            if (level == "fatal")
                log.Fatal(text);
            else if (level == "status")
                log.Status(text);
            else
                log.Information(text);
        }

        private void TakeAnswer(Dictionary<string, object> message)
        {
            Dictionary<string, object> result = MembersOf(message, "result");
            Dictionary<string, object> error = MembersOf(message, "error");
            if (message.ContainsKey("error"))
            {
                object code = ValueOf(error, "code");
                log.Fatal("the service refused to start: " + TextOf(error, "message") + " (" + code + ")."
                    + (UnsupportedProtocol.Equals(code) ? " Install a plug-in and a service of the same version." : ""));
            }
            else if (message.ContainsKey("result"))
            {
                run.Answered = true;
                takeWanted(null);
                log.Information("service " + TextOf(result, "service") + " is ready, protocol "
                    + ValueOf(result, "protocol"));
            }
            else
            {
                Skip("a line that is no JSON-RPC message");
            }
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

        private static bool IsProcess(Dictionary<string, object> members, string name)
        {
            return members.ContainsKey(name) && (members[name] == null || members[name] is long);
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
}
