// A site's EMC, played: what `chatplugin doctor --site` wrote there becomes the keys of the section [Emulator] (Ways.cs)
// and the attributes of work items. A key that the ini has itself counts more.
//
// What a report does not say is played as usual: the values of attributes, and whatever nobody has seen.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using ChatPlugin;

namespace EmcEmulator
{
    internal sealed class Likeness
    {
        private const string Controller = "the media controller";

        private static readonly string[] CanThrow = new string[] { "Skill", "Identifier" };

        private readonly Dictionary<string, string> ways = new Dictionary<string, string>();
        private readonly Dictionary<string, List<string>> attributes = new Dictionary<string, List<string>>();

        // Null where no file is named.
        public static Likeness Read(string path)
        {
            if (path == null)
                return null;
            Dictionary<string, object> report = JsonReader.Read(File.ReadAllText(path, Encoding.UTF8))
                as Dictionary<string, object>;
            if (report == null || !1L.Equals(Member(report, "format")))
                throw new FormatException(path + " is no report of a site in the form that is known here");
            return new Likeness(report);
        }

        private Likeness(Dictionary<string, object> report)
        {
            List<Dictionary<string, object>> events = Events(report);
            if (Member(report, "media_controller") == null)
                ways["MediaController"] = "0";
            if (false.Equals(Member(report, "is_enumerated")))
                ways["EnumerateConfiguration"] = "0";
            TakePlace(report, events);
            TakeThread(events);
            TakeThrows(events);
            TakeDelay(events);
            TakeAttributes(events);
        }

        // Null where the report says nothing of the key.
        public string Way(string key)
        {
            string value;
            return ways.TryGetValue(key, out value) ? value : null;
        }

        public IEnumerable<KeyValuePair<string, string>> Ways
        {
            get { return ways; }
        }

        // Names of the attributes that work items of a kind had: "email" or "simpleMessage".
        public IEnumerable<string> AttributesOf(string kind)
        {
            List<string> names;
            return attributes.TryGetValue(kind, out names) ? names : new List<string>();
        }

        private void TakePlace(Dictionary<string, object> report, List<Dictionary<string, object>> events)
        {
            Dictionary<string, object> first = events.Find(IsOfContact);
            if (first == null)
                return;
            string place = Text(first, "place");
            if (place.EndsWith(", later", StringComparison.Ordinal))
                ways["Events"] = "late";
            else if (place.StartsWith(Controller + "'s ", StringComparison.Ordinal))
                ways["Events"] = "property";
            else
                ways["Events"] = IsOfInterface(report) ? "interface" : "controller";
            if (Text(first, "handler").StartsWith("Void Invoke(Int32", StringComparison.Ordinal))
                ways["EventShape"] = "odd";
        }

        // The class comes first in the list of members: an event that only an interface declares is not among its own.
        private static bool IsOfInterface(Dictionary<string, object> report)
        {
            Dictionary<string, object> controller = Member(report, "media_controller") as Dictionary<string, object>;
            string type = controller == null ? "" : Text(controller, "type");
            foreach (string member in Texts(controller, "members"))
            {
                if (member.StartsWith(type + " | Event | ", StringComparison.Ordinal)
                        && member.EndsWith(" WorkItemRefDelivered", StringComparison.Ordinal))
                    return false;
            }
            return controller != null;
        }

        private void TakeThread(List<Dictionary<string, object>> events)
        {
            Dictionary<string, object> first = events.Find(IsOfContact);
            string thread = first == null ? "" : Text(first, "thread");
            if (thread == "pool" || thread == "other")
                ways["EventThread"] = thread;
        }

        private void TakeThrows(List<Dictionary<string, object>> events)
        {
            List<string> throwing = new List<string>();
            foreach (Dictionary<string, object> each in events)
            {
                string problem = Text(each, "problem");
                if (problem.Contains("SMClientWorkItemLoaded failed"))
                    Add(throwing, "SMClientWorkItemLoaded");
                if (problem.Contains("SMXmlParser failed"))
                    Add(throwing, "Parser");
                if (problem.Contains("the e-mail could not be read"))
                    Add(throwing, "GetWorkItemData");
                foreach (string unread in Texts(each, "unread"))
                {
                    if (Array.IndexOf(CanThrow, unread) >= 0)
                        Add(throwing, unread);
                }
            }
            if (throwing.Count > 0)
                ways["Throw"] = string.Join(",", throwing.ToArray());
        }

        // The time of an event that was read in the middle of all, shared by its members.
        private void TakeDelay(List<Dictionary<string, object>> events)
        {
            List<double> delays = new List<double>();
            foreach (Dictionary<string, object> each in events)
            {
                object read = Member(each, "read");
                int members = Texts(each, "attributes").Count + Texts(each, "unread").Count;
                if (read != null && members > 0)
                    delays.Add(Convert.ToDouble(read, CultureInfo.InvariantCulture) / members);
            }
            delays.Sort();
            int delay = delays.Count == 0 ? 0 : (int)Math.Round(delays[delays.Count / 2]);
            if (delay > 0)
                ways["MemberDelay"] = delay.ToString(CultureInfo.InvariantCulture);
        }

        private void TakeAttributes(List<Dictionary<string, object>> events)
        {
            foreach (Dictionary<string, object> each in events)
            {
                string kind = Text(each, "kind");
                if (!attributes.ContainsKey(kind))
                    attributes[kind] = new List<string>();
                foreach (string name in Texts(each, "attributes"))
                    Add(attributes[kind], name);
            }
        }

        private static bool IsOfContact(Dictionary<string, object> each)
        {
            return Member(each, "contact") != null;
        }

        private static List<Dictionary<string, object>> Events(Dictionary<string, object> report)
        {
            List<Dictionary<string, object>> events = new List<Dictionary<string, object>>();
            foreach (object each in Member(report, "events") as List<object> ?? new List<object>())
            {
                if (each is Dictionary<string, object>)
                    events.Add((Dictionary<string, object>)each);
            }
            return events;
        }

        private static void Add(List<string> names, string name)
        {
            if (!names.Contains(name))
                names.Add(name);
        }

        private static object Member(Dictionary<string, object> parent, string name)
        {
            object value;
            return parent.TryGetValue(name, out value) ? value : null;
        }

        private static string Text(Dictionary<string, object> parent, string name)
        {
            return Member(parent, name) as string ?? "";
        }

        private static List<string> Texts(Dictionary<string, object> parent, string name)
        {
            List<string> texts = new List<string>();
            object values = parent == null ? null : Member(parent, name);
            foreach (object value in values as List<object> ?? new List<object>())
            {
                if (value is string)
                    texts.Add((string)value);
            }
            return texts;
        }
    }
}
