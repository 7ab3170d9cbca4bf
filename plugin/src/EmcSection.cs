// The plug-in's section of EMC's configuration: key to text, as EMC holds it (EmcSection); what the service is told of
// it (ToldSettings); and the few keys that the plug-in itself reads (PluginSettings).
//
// Published clients enumerate the section's items, but whether that works inside the desktop is not known. So the
// items are enumerated late-bound. Where that fails, key after key is asked for, and the service says which. Keys and
// values are not judged here: the service does that.

using System;
using System.Collections;
using System.Collections.Generic;
using AgileSoftware.Configuration;
using AgileSoftware.Plugin;

namespace ChatPlugin
{
    internal sealed class EmcSection
    {
        private readonly IASPIMBroker broker;
        private readonly string name;
        private readonly EmcLog log;
        private string lastWay;

        public EmcSection(IASPIMBroker broker, string name, EmcLog log)
        {
            this.broker = broker;
            this.name = name;
            this.log = log;
        }

        public string Name
        {
            get { return name; }
        }

        // All of the section, or where it cannot be enumerated those of the plug-in's own keys and the wanted ones that
        // EMC has.
        public IDictionary<string, string> Read(IEnumerable<string> wanted, out bool enumerated)
        {
            enumerated = true;
            IConfigurationItemList items = Items();
            if (items == null)
            {
                Tell("EMC's configuration has no section " + name + ": every setting has its default.");
                return Empty();
            }

            IDictionary<string, string> settings = Enumerate(items);
            if (settings != null)
            {
                Tell("read its section by enumerating it");
                return settings;
            }
            enumerated = false;
            settings = Empty();
            Tell("EMC's configuration cannot be enumerated here: the service says which keys to ask for.");
            Ask(items, PluginSettings.Keys, settings);
            Ask(items, wanted, settings);
            return settings;
        }

        private IConfigurationItemList Items()
        {
            try
            {
                IConfigurationSection section = broker.Configuration.ConfigurationSections[name];
                return section == null ? null : section.ConfigurationItems;
            }
            catch (Exception)
            {
                return null;
            }
        }

        // Null where EMC's list cannot be enumerated, its items do not tell their keys, or there are none: EMC has found
        // this plug-in by a key of the section.
        private static IDictionary<string, string> Enumerate(IConfigurationItemList items)
        {
            IEnumerable list = items as IEnumerable;
            if (list == null)
                return null;
            try
            {
                IDictionary<string, string> settings = Empty();
                foreach (object item in list)
                {
                    string key = LateMembers.TryReadText(item, "Key");
                    if (key == null)
                        return null;
                    settings[key] = LateMembers.TryReadText(item, "Value") ?? "";
                }
                return settings.Count == 0 ? null : settings;
            }
            catch (Exception)
            {
                return null;
            }
        }

        private static void Ask(
            IConfigurationItemList items, IEnumerable<string> keys, IDictionary<string, string> settings)
        {
            foreach (string key in keys)
            {
                string value = ValueOf(items, key);
                if (value != null)
                    settings[key] = value;
            }
        }

        // Whether EMC answers a key that is not there with null or with an exception is not known.
        private static string ValueOf(IConfigurationItemList items, string key)
        {
            try
            {
                IConfigurationItem item = items[key];
                return item == null ? null : item.Value;
            }
            catch (Exception)
            {
                return null;
            }
        }

        private static IDictionary<string, string> Empty()
        {
            return new SortedDictionary<string, string>(StringComparer.Ordinal);
        }

        // The section is read again and again; the log hears of it when something is different.
        private void Tell(string way)
        {
            if (way == lastWay)
                return;
            lastWay = way;
            log.Information(way);
        }
    }

    // What one service is told of EMC's section: when it starts, when it says which keys it wants, because the section
    // cannot be enumerated, and when EMC's configuration changes. A service that is started again gets a new one.
    //
    // The keeper's thread and the service's reader come here, never EMC's: EMC may take its time to answer, and its own
    // thread must not wait for that.
    internal sealed class ToldSettings
    {
        private readonly object gate = new object();
        private readonly EmcSection section;
        private readonly Outbox outbox;
        private readonly EmcLog log;
        private ICollection<string> wanted = new string[0];
        private int lists;
        private IDictionary<string, string> settings;
        private bool enumerated;
        private bool over;

        public ToldSettings(EmcSection section, Outbox outbox, EmcLog log)
        {
            this.section = section;
            this.outbox = outbox;
            this.log = log;
            settings = section.Read(wanted, out enumerated);
        }

        public PluginSettings Own
        {
            get { return new PluginSettings(settings, log); }
        }

        // `asked` is how many lists of wanted keys are answered by it; it is not there where the section is whole.
        public JsonText AddTo(JsonText parameters)
        {
            parameters.Add("settings", settings);
            return enumerated ? parameters : parameters.Add("asked", lists);
        }

        // Each list has all keys, the earlier ones too. The service waits for the answer, so it gets one in any case.
        public void TakeWanted(ICollection<string> list)
        {
            lock (gate)
            {
                if (over)
                    return;
                wanted = list;
                lists++;
                settings = section.Read(wanted, out enumerated);
                Put();
            }
        }

        // The service begins its work: then it must have sent a list, if it was to.
        public void TakeReady()
        {
            lock (gate)
            {
                if (!over && !enumerated && lists == 0)
                    log.Fatal("EMC's configuration cannot be enumerated here, and this service is too old to say which "
                        + "keys to ask for: it gets no template from EMC, and no CRM card comes up. Install a plug-in "
                        + "and a service of the same version.");
            }
        }

        public void TellChanges()
        {
            lock (gate)
            {
                bool whole;
                IDictionary<string, string> now = section.Read(wanted, out whole);
                if (Same(now, settings) && whole == enumerated)
                    return;
                settings = now;
                enumerated = whole;
                log.Information("EMC's configuration has changed: the service is told");
                Put();
            }
        }

        // From now on another service is told: what this one still says has no answer.
        public void Close()
        {
            lock (gate)
                over = true;
        }

        private void Put()
        {
            outbox.PutNotice(Message.Notice("settings/changed", AddTo(new JsonText())));
        }

        private static bool Same(IDictionary<string, string> left, IDictionary<string, string> right)
        {
            if (left.Count != right.Count)
                return false;
            foreach (KeyValuePair<string, string> item in left)
            {
                string value;
                if (!right.TryGetValue(item.Key, out value) || value != item.Value)
                    return false;
            }
            return true;
        }
    }

    // The few settings that the plug-in itself reads; every other one is the service's.
    //
    // A value that cannot be understood is reported and counts as the default, so that a slip in the configuration
    // does not silence a desk.
    internal sealed class PluginSettings
    {
        // What is asked for before the service says what it wants.
        public static readonly string[] Keys = new string[]
        {
            EnabledKey, PatienceKey, ReadMessagesKey, ServicePathKey, ServiceArgumentsKey
        };

        private const string EnabledKey = "Enabled";
        private const string PatienceKey = "Plugin.Patience";
        private const string ReadMessagesKey = "Plugin.ReadMessages";
        private const string ServicePathKey = "Service.Path";
        private const string ServiceArgumentsKey = "Service.Arguments";

        private const int UsualPatience = 30;
        private const int LongestPatience = 3600;

        private readonly IDictionary<string, string> section;
        private readonly EmcLog log;

        public PluginSettings(IDictionary<string, string> section, EmcLog log)
        {
            this.section = section;
            this.log = log;
        }

        public bool Enabled
        {
            get { return Switch(EnabledKey); }
        }

        // Whether a second SMClientWorkItemLoaded disturbs EMC's own chat plug-in is not known: this switches it off.
        public bool ReadMessages
        {
            get { return Switch(ReadMessagesKey); }
        }

        // For how many seconds a service may be silent; 0 for as long as it likes.
        public int Patience
        {
            get
            {
                string text = Text(PatienceKey);
                int seconds;
                if (text == null)
                    return UsualPatience;
                if (int.TryParse(text, out seconds) && seconds >= 0 && seconds <= LongestPatience)
                    return seconds;
                log.Information("setting " + PatienceKey + " is '" + text + "', and counts as " + UsualPatience
                    + ". Write a number of seconds up to " + LongestPatience + ", or 0 for no end.");
                return UsualPatience;
            }
        }

        // Null where the installed service is to be found.
        public string ServicePath
        {
            get
            {
                string path = Text(ServicePathKey);
                return path == null ? null : Environment.ExpandEnvironmentVariables(path.Trim('"'));
            }
        }

        public string ServiceArguments
        {
            get { return Text(ServiceArgumentsKey) ?? "serve"; }
        }

        private bool Switch(string key)
        {
            string text = Text(key);
            if (text == null)
                return true;
            switch (text.ToLowerInvariant())
            {
                case "true": case "on": case "yes": case "1": return true;
                case "false": case "off": case "no": case "0": return false;
            }
            log.Information("setting " + key + " is '" + text + "', which is neither on nor off, and counts as on. "
                + "Write true or false, on or off, yes or no, 1 or 0.");
            return true;
        }

        private string Text(string key)
        {
            string text;
            if (!section.TryGetValue(key, out text) || text == null)
                return null;
            text = text.Trim();
            return text.Length == 0 ? null : text;
        }
    }
}
