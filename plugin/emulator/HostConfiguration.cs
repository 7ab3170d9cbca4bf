// EMC's configuration, held in memory: sections, keys and texts, which a scenario may change while plug-ins run.

using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Text;
using AgileSoftware.Configuration;

namespace EmcEmulator
{
    internal sealed class HostConfiguration : IConfiguration, IConfigurationSectionList
    {
        private readonly Dictionary<string, Dictionary<string, string>> sections;

        public HostConfiguration(Dictionary<string, Dictionary<string, string>> sections)
        {
            this.sections = sections;
        }

        public bool Enumerable { get; set; }

        public bool EnumeratesNothing { get; set; }

        public bool MissingKeyThrows { get; set; }

        public IConfigurationSectionList ConfigurationSections
        {
            get { return Enumerable ? new EnumerableSections(this) : (IConfigurationSectionList)this; }
        }

        public IConfigurationSection this[string name]
        {
            get
            {
                lock (sections)
                    return sections.ContainsKey(name) ? new Section(this, name) : null;
            }
        }

        public bool EditConfigurationItem(string section, string key, string value)
        {
            lock (sections)
            {
                if (!sections.ContainsKey(section))
                    return false;
                sections[section][key] = value;
                return true;
            }
        }

        public string ValueOf(string section, string key)
        {
            string value = null;
            lock (sections)
            {
                if (sections.ContainsKey(section))
                    sections[section].TryGetValue(key, out value);
            }
            return value;
        }

        public List<Setting> ItemsOf(string section)
        {
            List<Setting> items = new List<Setting>();
            lock (sections)
            {
                if (sections.ContainsKey(section))
                {
                    foreach (KeyValuePair<string, string> each in sections[section])
                        items.Add(new Setting(each.Key, each.Value));
                }
            }
            return items;
        }

        private List<Section> AllSections()
        {
            List<Section> all = new List<Section>();
            lock (sections)
            {
                foreach (string name in sections.Keys)
                    all.Add(new Section(this, name));
            }
            return all;
        }

        public sealed class Setting : IConfigurationItem
        {
            private readonly string key;
            private readonly string value;

            public Setting(string key, string value)
            {
                this.key = key;
                this.value = value;
            }

            public string Key
            {
                get { return key; }
            }

            public string Value
            {
                get { return value; }
            }
        }

        public sealed class Section : IConfigurationSection
        {
            private readonly HostConfiguration configuration;
            private readonly string name;

            public Section(HostConfiguration configuration, string name)
            {
                this.configuration = configuration;
                this.name = name;
            }

            public string SectionName
            {
                get { return name; }
            }

            public IConfigurationItemList ConfigurationItems
            {
                get
                {
                    return configuration.Enumerable
                        ? new EnumerableItems(configuration, name)
                        : new Items(configuration, name);
                }
            }
        }

        private class Items : IConfigurationItemList
        {
            protected readonly HostConfiguration Configuration;
            protected readonly string Section;

            public Items(HostConfiguration configuration, string section)
            {
                Configuration = configuration;
                Section = section;
            }

            public IConfigurationItem this[string key]
            {
                get
                {
                    string value = Configuration.ValueOf(Section, key);
                    if (value != null)
                        return new Setting(key, value);
                    if (Configuration.MissingKeyThrows)
                        throw new KeyNotFoundException(key);
                    return null;
                }
            }
        }

        private sealed class EnumerableItems : Items, IEnumerable
        {
            public EnumerableItems(HostConfiguration configuration, string section)
                : base(configuration, section)
            {
            }

            public IEnumerator GetEnumerator()
            {
                return (Configuration.EnumeratesNothing ? new List<Setting>() : Configuration.ItemsOf(Section))
                    .GetEnumerator();
            }
        }

        private sealed class EnumerableSections : IConfigurationSectionList, IEnumerable
        {
            private readonly HostConfiguration configuration;

            public EnumerableSections(HostConfiguration configuration)
            {
                this.configuration = configuration;
            }

            public IConfigurationSection this[string name]
            {
                get { return configuration[name]; }
            }

            public bool EditConfigurationItem(string section, string key, string value)
            {
                return configuration.EditConfigurationItem(section, key, value);
            }

            public IEnumerator GetEnumerator()
            {
                return configuration.AllSections().GetEnumerator();
            }
        }
    }

    // Reads the form of ASGUIHost.ini: [sections], `key=value`, `;` comments on lines of their own; keys may hold
    // blanks, values may hold anything.
    internal static class IniFile
    {
        public static Dictionary<string, Dictionary<string, string>> Read(string path)
        {
            Dictionary<string, Dictionary<string, string>> sections =
                new Dictionary<string, Dictionary<string, string>>(StringComparer.OrdinalIgnoreCase);
            Dictionary<string, string> section = null;
            foreach (string raw in File.ReadAllLines(path, Encoding.UTF8))
            {
                string line = raw.Trim();
                int equals = line.IndexOf('=');
                if (line.Length == 0 || line[0] == ';')
                    continue;
                if (line[0] == '[' && line[line.Length - 1] == ']')
                    section = SectionOf(sections, line.Substring(1, line.Length - 2).Trim());
                else if (section == null || equals < 1)
                    throw new FormatException(path + ": neither a section nor key=value: " + line);
                else
                    section[line.Substring(0, equals).Trim()] = line.Substring(equals + 1).Trim();
            }
            return sections;
        }

        private static Dictionary<string, string> SectionOf(
            Dictionary<string, Dictionary<string, string>> sections, string name)
        {
            if (!sections.ContainsKey(name))
                sections[name] = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            return sections[name];
        }
    }
}
