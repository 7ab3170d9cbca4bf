// What EMC Desktop asks of a plug-in and gives to it, re-declared from public evidence so that ChatPlugin can be
// compiled and tried where there is no EMC. Signatures only: nothing of Avaya's is in here.
//
// The union of the members of IASPIMClient and IASPIMClient2 is known, how they are split is a guess. On a site the
// plug-in is compiled against EMC's own ASPluginInterface.dll (compile-on-site.cmd), which settles it.

using System;
using System.Reflection;

[assembly: AssemblyVersion("3.0.0.1")]

namespace AgileSoftware.Plugin
{
    // Spelled as EMC spells it. Further members are not known.
    public enum ErrorCode
    {
        NoError = 0,
        UnknowError = 1
    }

    public enum RunState
    {
        Stop = 0,
        Start = 1
    }

    public interface IASPIMClient : IDisposable
    {
        RunState RunState { get; }

        ErrorCode Initialise(IASPIMBroker asPIMBroker, string configurationSectionName);

        ErrorCode Run(RunState state);
    }

    public interface IASPIMClient2 : IASPIMClient
    {
        ErrorCode Prepare();
    }

    public interface IASPIMBroker
    {
        AgileSoftware.ErrorLog.IErrorLog ErrorLogging { get; }

        AgileSoftware.Configuration.IConfiguration Configuration { get; }

        ErrorCode GetObjectReference(string typeName, string instance, out object reference, out string version);
    }
}

namespace AgileSoftware.ErrorLog
{
    public interface IErrorLog
    {
        void AddErrorToListInformation(string text);

        void AddErrorToListInformation(string format, params object[] args);

        void AddErrorToListFatal(string format, params object[] args);

        void AddStartupInformation(string text);

        void AddStartupInformation(string format, params object[] args);

        void AddStatusInformation(string text);

        void AddStatusInformation(string format, params object[] args);
    }
}

namespace AgileSoftware.Configuration
{
    public interface IConfiguration
    {
        IConfigurationSectionList ConfigurationSections { get; }
    }

    // A published configuration client also enumerates sections (SectionName) and items (Key, Value). Whether the
    // objects behind these interfaces can be enumerated inside the desktop is not known.
    public interface IConfigurationSectionList
    {
        IConfigurationSection this[string name] { get; }

        bool EditConfigurationItem(string section, string key, string value);
    }

    public interface IConfigurationSection
    {
        IConfigurationItemList ConfigurationItems { get; }
    }

    public interface IConfigurationItemList
    {
        IConfigurationItem this[string key] { get; }
    }

    public interface IConfigurationItem
    {
        string Value { get; }
    }
}
