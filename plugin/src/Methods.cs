// The names of the protocol's messages to the service (protocol/plugin.md).

namespace ChatPlugin
{
    internal static class Methods
    {
        public const string Initialize = "initialize";
        public const string SettingsChanged = "settings/changed";
        public const string Delivered = "workItem/delivered";
        public const string Established = "workItem/established";
        public const string Removed = "workItem/removed";
        public const string OperatorChanged = "operator/changed";
    }
}
