// The keys of the section by name, for an EMC whose configuration cannot be enumerated. The service's reference of
// settings is the list that counts; a key missing here is missing only on such a desktop.

using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace ChatPlugin
{
    internal static class KnownKeys
    {
        private static readonly string[] Plain = new string[]
        {
            "Enabled", "ChatTemplate", "ChatTemplate.Enabled", "EmailTemplate", "EmailTemplate.Enabled",
            "UserId.Source", "TabTitle", "PopOn", "TabReuse", "Raise", "OnEnd", "MaxTabs",
            "PersonalAccount.Labels", "PersonalAccount.Pattern", "PersonalAccount.Length", "PersonalAccount.Ambiguous",
            "AllowedHosts", "Chrome.Driver", "Chrome.Path", "Chrome.Profile", "Chrome.Arguments", "Settings.Url",
            "Service.Path", "Service.Arguments", "Plugin.ReadMessages",
            "Journal.Days", "Log.Level", "Telemetry.Endpoint"
        };

        private static readonly string[] Parameters = new string[]
        {
            "channel_type", "user_id", "operator", "PersonalAccount"
        };

        private static readonly string[] Channels = new string[]
        {
            "email", "whatsapp", "telegram", "viber", "vk", "max", "instagram", "facebook_messenger", "sms", "web_chat"
        };

        // {name}, {?name,other*}, {+name:3}: the expressions of an RFC 6570 template.
        private static readonly Regex Expression = new Regex(@"\{[+#./;?&]?([^{}]+)\}");

        public static IEnumerable<string> Fixed()
        {
            List<string> keys = new List<string>(Plain);
            foreach (string parameter in Parameters)
                AddParameter(keys, parameter);
            foreach (string channel in Channels)
            {
                keys.Add("Channel." + channel);
                keys.Add("ChatTemplate." + channel);
            }
            return keys;
        }

        // A custom field that is used stands in a template, by its name.
        public static IEnumerable<string> NamedIn(IEnumerable<string> templates)
        {
            List<string> keys = new List<string>();
            foreach (string template in templates)
            {
                foreach (Match expression in Expression.Matches(template))
                {
                    foreach (string variable in expression.Groups[1].Value.Split(','))
                    {
                        string name = variable.Trim().TrimEnd('*').Split(':')[0];
                        keys.Add("Field." + name);
                        AddParameter(keys, name);
                    }
                }
            }
            return keys;
        }

        private static void AddParameter(ICollection<string> keys, string name)
        {
            keys.Add("Parameter." + name);
            keys.Add("Parameter." + name + ".Missing");
            keys.Add("Parameter." + name + ".Transform");
        }
    }
}
