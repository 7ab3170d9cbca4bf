// Plays a scenario, one command a line, on the emulator's main thread; `#` begins a comment. A word, or a part of one
// such as the value of key="two words", may stand in quotes; there \" \\ and \n are a quote, a backslash, a new line.
//
//   operator 4021 "Ирина Соколова" station 5012    the operator logs in
//   logout                                         and out
//   deliver email E1 letter.eml Key=value …        an e-mail is offered; keys become properties of the work item
//   deliver message W1 media=WhatsApp author=+79000000001 name="…" text="…" Key=value …
//   establish W1      remove W1                    it is accepted; it is gone (WorkItemEvent has all such commands)
//   set ChatPlugin TabTitle "CRM {channel_name}"   the configuration is edited
//   repeat 1000 every=10 deliver message L{n} …    a command many times, {n} counting from 1
//   wait 500          stop                         milliseconds; an orderly end
//
// A command that cannot be played is printed as `error …`, and the next one is played. Each event is printed as
// `raised <event> <id> at=<epoch ms> held_us=<how long the thread that raised it was held>`.

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using AgileSoftware.Developer.Station;
using EmcEmulator.SimpleMessaging;

namespace EmcEmulator
{
    internal sealed class Scenario
    {
        private static readonly DateTime Epoch = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        private readonly Desktop desktop;
        private readonly string folder;
        private readonly Dictionary<string, EmulatedWorkItem> workItems = new Dictionary<string, EmulatedWorkItem>();
        private readonly Dictionary<string, byte[]> letters = new Dictionary<string, byte[]>();
        private string agentId;
        private string agentName;

        public Scenario(Desktop desktop, string folder)
        {
            this.desktop = desktop;
            this.folder = folder;
            SMXmlParser.Ways = desktop.Ways;
        }

        public void Play(TextReader commands)
        {
            for (string line = commands.ReadLine(); line != null; line = commands.ReadLine())
            {
                if (line.Trim() == "stop")
                    return;
                TryPlay(line);
            }
        }

        private void TryPlay(string line)
        {
            try
            {
                List<string> words = CommandLine.Split(line);
                if (words.Count > 0)
                    Play(words);
            }
            catch (Exception e)
            {
                Output.Line("error " + e.Message.Replace('\n', ' ') + " in: " + line);
            }
        }

        private void Play(List<string> words)
        {
            switch (words[0])
            {
                case "operator": LogIn(words); break;
                case "logout": LogOut(); break;
                case "deliver": Raise(WorkItemEvent.Of("deliver"), Deliver(words)); break;
                case "remove": Remove(words[1]); break;
                case "set": Set(words); break;
                case "repeat": Repeat(words); break;
                case "wait": Thread.Sleep(int.Parse(words[1], CultureInfo.InvariantCulture)); break;
                default: Raise(WorkItemEvent.Of(words[0]), words[1]); break;
            }
        }

        private void LogIn(List<string> words)
        {
            agentId = words[1];
            agentName = words.Count > 2 ? words[2] : null;
            if (words.Count > 4 && words[3] == "station")
                desktop.Telephony.Station.StationDN = words[4];
            desktop.MediaController.LogIn();
            RaiseOperator(enAgentChangeType.agentLoggedIn);
        }

        private void LogOut()
        {
            RaiseOperator(enAgentChangeType.agentLoggedOut);
            agentId = null;
            agentName = null;
        }

        private void RaiseOperator(enAgentChangeType change)
        {
            Station station = desktop.Telephony.Station;
            Raise("operator", agentId, delegate { station.Raise(change, agentId, agentName); });
        }

        // Makes the work item, and returns its id.
        private string Deliver(List<string> words)
        {
            string id = words[2];
            EmulatedWorkItem workItem = words[1] == "email" ? (EmulatedWorkItem)Email(words) : Message(words);
            workItem.Ways = desktop.Ways;
            workItem.Identifier = id;
            workItem.InteractionID = "I-" + id;
            workItems[id] = workItem;
            return id;
        }

        private void Remove(string id)
        {
            Raise(WorkItemEvent.Of("remove"), id);
            workItems.Remove(id);
        }

        private void Raise(WorkItemEvent raised, string id)
        {
            int code = WorkItemCodes.Of(Known(id), desktop.Ways);
            EventArgs arguments = raised.Arguments(id, code, desktop.Ways.ReferenceTo(Known(id)));
            Raise(raised.Printed, id, delegate { desktop.MediaController.Source.Raise(raised, arguments); });
        }

        private EmailWorkItem Email(List<string> words)
        {
            Dictionary<string, string> attributes = CommandLine.Attributes(words, 4);
            desktop.Ways.AddAttributes("email", typeof(EmailWorkItem), attributes);
            EmailWorkItem email = AttributeTypes.Create<EmailWorkItem>(attributes);
            email.Message = Letter(Path.Combine(folder, words[3]));
            return email;
        }

        private MessageWorkItem Message(List<string> words)
        {
            if (words[1] != "message")
                throw new ArgumentException("neither an email nor a message: " + words[1]);
            Dictionary<string, string> attributes = CommandLine.Attributes(words, 3);
            string media = CommandLine.Take(attributes, "media");
            string author = CommandLine.Take(attributes, "author");
            string name = CommandLine.Take(attributes, "name");
            string text = CommandLine.Take(attributes, "text");
            if (name != null)
                attributes["CustomerName"] = name;
            desktop.Ways.AddAttributes("simpleMessage", typeof(MessageWorkItem), attributes);
            MessageWorkItem message = AttributeTypes.Create<MessageWorkItem>(attributes);
            message.MediaTypeName = media;
            message.Messages = SMXmlParser.Serialize(author, name, text);
            return message;
        }

        private byte[] Letter(string path)
        {
            if (!letters.ContainsKey(path))
                letters[path] = File.ReadAllBytes(path);
            return letters[path];
        }

        private EmulatedWorkItem Known(string id)
        {
            if (!workItems.ContainsKey(id))
                throw new ArgumentException("no work item '" + id + "' was delivered");
            return workItems[id];
        }

        private void Set(List<string> words)
        {
            if (!desktop.Configuration.EditConfigurationItem(words[1], words[2], words[3]))
                throw new ArgumentException("no section '" + words[1] + "'");
        }

        private void Repeat(List<string> words)
        {
            int count = int.Parse(words[1], CultureInfo.InvariantCulture);
            bool paced = words[2].StartsWith("every=", StringComparison.Ordinal);
            int every = paced ? int.Parse(words[2].Substring(6), CultureInfo.InvariantCulture) : 0;
            List<string> command = words.GetRange(paced ? 3 : 2, words.Count - (paced ? 3 : 2));

            Stopwatch watch = Stopwatch.StartNew();
            for (int n = 1; n <= count; n++)
            {
                string number = n.ToString(CultureInfo.InvariantCulture);
                Play(command.ConvertAll(word => word.Replace("{n}", number)));
                long early = (long)n * every - watch.ElapsedMilliseconds;
                if (early > 0)
                    Thread.Sleep((int)early);
            }
        }

        private void Raise(string kind, string id, Action raise)
        {
            desktop.Ways.RaiseOn(delegate { RaiseHere(kind, id, raise); });
        }

        private static void RaiseHere(string kind, string id, Action raise)
        {
            long at = (DateTime.UtcNow - Epoch).Ticks / 10;
            long start = Stopwatch.GetTimestamp();
            raise();
            double held = (Stopwatch.GetTimestamp() - start) * 1e6 / Stopwatch.Frequency;
            Output.Line(string.Format(CultureInfo.InvariantCulture,
                "raised {0} {1} at={2}.{3:000} held_us={4:0.0}", kind, id ?? "-", at / 1000, at % 1000, held));
        }
    }

    // Splits a scenario's line into words, as a shell does: "two words", key="two words", \" and \\ within quotes.
    internal static class CommandLine
    {
        public static List<string> Split(string line)
        {
            List<string> words = new List<string>();
            StringBuilder word = null;
            bool quoted = false;
            for (int i = 0; i < line.Length; i++)
            {
                char c = line[i];
                if (!quoted && char.IsWhiteSpace(c))
                {
                    Finish(words, ref word);
                    continue;
                }
                if (!quoted && c == '#' && word == null)
                    break;
                word = word ?? new StringBuilder();
                if (c == '"')
                    quoted = !quoted;
                else if (quoted && c == '\\' && i + 1 < line.Length && "\"\\n".IndexOf(line[i + 1]) >= 0)
                    word.Append(line[++i] == 'n' ? '\n' : line[i]);
                else
                    word.Append(c);
            }
            if (quoted)
                throw new FormatException("a quote is not closed");
            Finish(words, ref word);
            return words;
        }

        public static Dictionary<string, string> Attributes(List<string> words, int first)
        {
            Dictionary<string, string> attributes = new Dictionary<string, string>();
            for (int i = first; i < words.Count; i++)
            {
                int equals = words[i].IndexOf('=');
                if (equals < 1)
                    throw new FormatException("not key=value: " + words[i]);
                attributes[words[i].Substring(0, equals)] = words[i].Substring(equals + 1);
            }
            return attributes;
        }

        public static string Take(Dictionary<string, string> attributes, string key)
        {
            string value;
            attributes.TryGetValue(key, out value);
            attributes.Remove(key);
            return value;
        }

        private static void Finish(List<string> words, ref StringBuilder word)
        {
            if (word != null)
                words.Add(word.ToString());
            word = null;
        }
    }
}
