// EMC Desktop as far as a plug-in sees it: loads the plug-ins of an ASGUIHost.ini, takes them through their life, and
// plays a scenario. For tests, measurements and the demo, where there is no EMC.
//
// It deliberately shows nothing on a screen and talks to no telephone system. Where EMC's ways are not known, the
// section [Emulator] of the ini chooses one (Ways.cs).

using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Text;
using System.Threading;
using AgileSoftware.Developer.Station;
using EmcEmulator.SimpleMessaging;
using Mono.Unix;
using Mono.Unix.Native;

namespace EmcEmulator
{
    internal static class EmcHost
    {
        private const string Usage = "usage: mono EmcHost.exe --ini FILE --scenario FILE|- [--like SITE-REPORT]\n"
            + "       mono EmcHost.exe --references DLL";

        private static int Main(string[] arguments)
        {
            string ini = Option(arguments, "--ini");
            string scenario = Option(arguments, "--scenario");
            if (arguments.Length == 2 && arguments[0] == "--references")
                return References.Check(arguments[1]);
            string like = Option(arguments, "--like");
            if (ini == null || scenario == null || arguments.Length != (like == null ? 4 : 6))
            {
                Console.Error.WriteLine(Usage);
                return 2;
            }
            try
            {
                return Run(ini, scenario, Likeness.Read(like));
            }
            catch (Exception e)
            {
                Console.Error.WriteLine("EmcHost: " + e.Message);
                return 1;
            }
        }

        private static int Run(string ini, string scenario, Likeness likeness)
        {
            HostConfiguration configuration = new HostConfiguration(IniFile.Read(ini));
            Ways ways = new Ways(configuration, likeness);
            if (likeness != null)
                Say(likeness);
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

        private static void Say(Likeness likeness)
        {
            foreach (KeyValuePair<string, string> way in likeness.Ways)
                Output.Line("like " + way.Key + "=" + way.Value);
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

    // Raises each event once to a handler of the emulator's own, reaches a work item through its proxy and parses a
    // message, before any plug-in is loaded: in a real desktop EMC's code has been running for hours, so its first
    // call must not count as the plug-in's.
    internal static class WarmUp
    {
        private static readonly MethodInfo Ignored =
            typeof(WarmUp).GetMethod("Ignore", BindingFlags.Static | BindingFlags.NonPublic);

        public static void Run(Ways ways)
        {
            WorkItemClient client = EmittedEvents.Create<WorkItemClient>(EventPlace.Class);
            foreach (WorkItemEvent each in WorkItemEvent.All)
            {
                EventInfo declared = client.GetType().GetEvent(each.Name);
                declared.AddEventHandler(client, Delegate.CreateDelegate(declared.EventHandlerType, Ignored));
                client.Raise(each, each.Arguments("warm-up", 0, null));
            }

            Station station = new Station(ways);
            station.AgentGetStateReturn += delegate { };
            station.Raise(enAgentChangeType.noChange, null, null);

            MessageWorkItem workItem = new MessageWorkItem { Ways = ways };
            LateCall(ways.ReferenceTo(workItem));

            List<SMSimpleMessage> messages;
            SMXmlParser.deserializeSimpleMessages(SMXmlParser.Serialize("author", "name", "text"), out messages);
        }

        private static void Ignore(object sender, object arguments)
        {
        }

        private static void LateCall(object workItem)
        {
            workItem.GetType().GetProperty("InteractionID").GetGetMethod().Invoke(workItem, null);
        }
    }

    // SIGTERM closes the desktop in good order: mono itself would end without a word to the plug-ins.
    internal static class Termination
    {
        // Elsewhere there is no Mono.Posix to hear of signals by.
        public static bool IsKnown
        {
            get { return Type.GetType("Mono.Runtime") != null; }
        }

        public static void Ends(PluginList plugins)
        {
            UnixSignal termination = new UnixSignal(Signum.SIGTERM);
            Thread waiting = new Thread(delegate()
            {
                termination.WaitOne();
                plugins.Dispose();
                Output.Line("ended");
                Environment.Exit(0);
            });
            waiting.IsBackground = true;
            waiting.Start();
        }
    }

    // The emulator's standard output: whole lines from any thread, in UTF-8 without a byte order mark, flushed at
    // once.
    internal static class Output
    {
        private static readonly object Gate = new object();
        private static readonly StreamWriter Writer =
            new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false));

        public static void Line(string text)
        {
            lock (Gate)
            {
                try
                {
                    Writer.Write(text + "\n");
                    Writer.Flush();
                }
                catch (IOException)
                {
                    // Nobody reads any more: the desktop goes on.
                }
            }
        }
    }
}
