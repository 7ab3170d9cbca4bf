// The plug-ins of the section `Plug In Assembly List`, and their life: Initialise, Prepare, Run(Start), Run(Stop),
// Dispose. Each step is printed as `plugin <section> <step> <result> <microseconds>us`.

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Reflection;
using AgileSoftware.Plugin;

namespace EmcEmulator
{
    internal sealed class PluginList : IDisposable
    {
        private readonly IASPIMBroker broker;
        private readonly string folder;
        private readonly List<KeyValuePair<string, IASPIMClient2>> plugins =
            new List<KeyValuePair<string, IASPIMClient2>>();
        private bool disposed;

        public PluginList(IASPIMBroker broker, string folder)
        {
            this.broker = broker;
            this.folder = folder;
        }

        public void Load(HostConfiguration configuration)
        {
            foreach (HostConfiguration.Setting item in configuration.ItemsOf("Plug In Assembly List"))
            {
                string section = item.Value;
                string file = configuration.ValueOf(section, "Assembly File Name");
                if (string.IsNullOrEmpty(file))
                    Output.Line("error section " + section + " has no 'Assembly File Name'");
                else
                    plugins.Add(new KeyValuePair<string, IASPIMClient2>(section, Load(PathOf(file))));
            }
        }

        public void Start()
        {
            Each("Initialise", (section, plugin) => plugin.Initialise(broker, section));
            Each("Prepare", (section, plugin) => plugin.Prepare());
            Each("Start", (section, plugin) => plugin.Run(RunState.Start));
        }

        public void Dispose()
        {
            lock (plugins)
            {
                if (disposed)
                    return;
                disposed = true;
                Each("Stop", (section, plugin) => plugin.Run(RunState.Stop));
                Each("Dispose", (section, plugin) => Disposed(plugin));
            }
        }

        private static ErrorCode Disposed(IASPIMClient2 plugin)
        {
            plugin.Dispose();
            return ErrorCode.NoError;
        }

        private void Each(string step, Func<string, IASPIMClient2, ErrorCode> take)
        {
            foreach (KeyValuePair<string, IASPIMClient2> each in plugins)
            {
                Stopwatch watch = Stopwatch.StartNew();
                ErrorCode result = take(each.Key, each.Value);
                long microseconds = watch.ElapsedTicks * 1000000 / Stopwatch.Frequency;
                Output.Line("plugin " + each.Key + " " + step + " " + result + " " + microseconds + "us");
            }
        }

        private static IASPIMClient2 Load(string path)
        {
            foreach (Type type in Assembly.LoadFrom(path).GetExportedTypes())
            {
                if (typeof(IASPIMClient2).IsAssignableFrom(type) && !type.IsAbstract)
                    return (IASPIMClient2)Activator.CreateInstance(type);
            }
            throw new TypeLoadException(path + " has no public class that implements IASPIMClient2");
        }

        // EMC looks in its own folder; here that is the folder of the ini, then the emulator's.
        private string PathOf(string file)
        {
            string besideIni = Path.Combine(folder, file);
            return File.Exists(besideIni) ? besideIni : Path.Combine(AppDomain.CurrentDomain.BaseDirectory, file);
        }
    }
}
