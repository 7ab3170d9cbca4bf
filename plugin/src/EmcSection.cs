// The plug-in's section of EMC's configuration, read as a whole: key to text, as EMC holds it.
//
// Published clients enumerate the section's items, but whether that works inside the desktop is not known. So the
// items are enumerated late-bound, and where that fails key after key is asked for: which ones, the service says. It
// deliberately does not judge keys or values: the service does that, too.

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
}
