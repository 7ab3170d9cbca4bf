// EMC Desktop as far as a plug-in sees it: loads the plug-ins of an ASGUIHost.ini, takes them through their life, and
// plays a scenario. For tests, measurements and the demo, where there is no EMC.
//
// It deliberately shows nothing on a screen and talks to no telephone system. Where EMC's ways are not known, the
// section [Emulator] of the ini chooses one (Ways.cs).

using System;
using System.IO;
using System.Text;

namespace EmcEmulator
{
    internal static class EmcHost
    {
        private const string Usage = "usage: mono EmcHost.exe --ini FILE --scenario FILE|-\n"
            + "       mono EmcHost.exe --references DLL";

        private static int Main(string[] arguments)
        {
            string ini = Option(arguments, "--ini");
            string scenario = Option(arguments, "--scenario");
            if (arguments.Length == 2 && arguments[0] == "--references")
                return References.Check(arguments[1]);
            if (ini == null || scenario == null || arguments.Length != 4)
            {
                Console.Error.WriteLine(Usage);
                return 2;
            }
            try
            {
                return Run(ini, scenario);
            }
            catch (Exception e)
            {
                Console.Error.WriteLine("EmcHost: " + e.Message);
                return 1;
            }
        }

        private static int Run(string ini, string scenario)
        {
            HostConfiguration configuration = new HostConfiguration(IniFile.Read(ini));
            Ways ways = new Ways(configuration);
            configuration.Enumerable = ways.EnumerateConfiguration;
            configuration.EnumeratesNothing = ways.EnumerateNothing;
            configuration.MissingKeyThrows = ways.Throws("ConfigurationItem");
            Desktop desktop = new Desktop(configuration, ways);
            WarmUp.Run(ways);

            using (PluginList plugins = new PluginList(desktop.Broker, Path.GetDirectoryName(Path.GetFullPath(ini))))
            {
                if (Termination.IsKnown)
                    Termination.Ends(plugins);
                plugins.Load(configuration);
                plugins.Start();
                Output.Line("ready");
                using (TextReader commands = Commands(scenario))
                    new Scenario(desktop, Folder(scenario)).Play(commands);
            }
            Output.Line("ended");
            return 0;
        }

        private static TextReader Commands(string scenario)
        {
            Stream stream = scenario == "-" ? Console.OpenStandardInput() : File.OpenRead(scenario);
            return new StreamReader(stream, new UTF8Encoding(false));
        }

        private static string Folder(string scenario)
        {
            return scenario == "-" ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(scenario));
        }

        private static string Option(string[] arguments, string name)
        {
            int at = Array.IndexOf(arguments, name);
            return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;
        }
    }
}
