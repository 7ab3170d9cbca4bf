// The few settings that the plug-in itself reads; every other one is the service's.
//
// A value that cannot be understood is reported and counts as the default, so that a slip in the configuration does
// not silence a desk.

using System;
using System.Collections.Generic;

namespace ChatPlugin
{
    internal sealed class PluginSettings
    {
        // What is asked for before the service says what it wants.
        public static readonly string[] Keys = new string[]
        {
            EnabledKey, ReadMessagesKey, ServicePathKey, ServiceArgumentsKey
        };

        private const string EnabledKey = "Enabled";
        private const string ReadMessagesKey = "Plugin.ReadMessages";
        private const string ServicePathKey = "Service.Path";
        private const string ServiceArgumentsKey = "Service.Arguments";

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
