// Everything of the plug-in that lives while EMC Desktop runs, put together: events in, inbox, forwarder, outbox,
// service.
//
// Stop and Start may follow each other: numbering and what was not acknowledged go on.

using System;
using System.Collections.Generic;
using System.Threading;

namespace ChatPlugin
{
    internal sealed class DesktopSession
    {
        private const int TimeToForward = 1000;

        private readonly string id = Guid.NewGuid().ToString("N");
        private readonly EmcSection section;
        private readonly object mediaController;
        private readonly EmcLog log;
        private readonly OperatorState operatorState;
        private readonly Outbox outbox;
        private readonly Inbox inbox;
        private readonly Forwarder forwarder;
        private readonly DesktopEvents events;
        private Thread forwarding;
        private ServiceKeeper keeper;

        // What the service was last told of EMC's section. The keeper's thread and the reader's change it, never EMC's:
        // EMC may take its time to answer, and its own thread must not wait for that.
        private readonly object telling = new object();
        private IDictionary<string, string> settings;
        private bool enumerated;
        private AskedKeys asked;

        public DesktopSession(EmcSection section, object mediaController, object station, EmcLog log)
        {
            this.section = section;
            this.mediaController = mediaController;
            this.log = log;
            Budget budget = new Budget();
            operatorState = new OperatorState(station);
            outbox = new Outbox(budget);
            inbox = new Inbox(budget, log);
            forwarder = new Forwarder(inbox, outbox, budget, operatorState, log);
            events = new DesktopEvents(mediaController, station, inbox, log);
        }

        public void Start()
        {
            bool whole;
            PluginSettings own = new PluginSettings(section.Read(new string[0], out whole), log);
            if (!own.Enabled)
            {
                log.Information("switched off by the setting Enabled: no service is started and no CRM card comes up");
                return;
            }
            forwarder.ReadMessages = own.ReadMessages;
            inbox.Open();
            WarmUp.Raise(inbox);
            forwarding = Worker.Start("forwarder", log, forwarder.Run);
            keeper = new ServiceKeeper(StartService, Tick, outbox, log);
            keeper.Start();
            events.Bind();
        }

        public void Stop()
        {
            if (keeper == null)
                return;
            events.Unbind();
            inbox.Close();
            forwarding.Join(TimeToForward);
            keeper.Stop();
            keeper = null;
        }

        // Settings are read anew for each service: what an administrator has just mended counts.
        private ServiceRun StartService()
        {
            AskedKeys keys = new AskedKeys();
            lock (telling)
            {
                asked = keys;
                settings = section.Read(keys.Keys, out enumerated);
            }
            PluginSettings own = new PluginSettings(settings, log);
            string program = ServiceProgram.Find(own.ServicePath);
            return ServiceRun.Start(program, own.ServiceArguments, Initialize(), outbox, delegate(ICollection<string> list)
            {
                TakeWanted(keys, list);
            }, log);
        }

        private Message Initialize()
        {
            JsonText parameters = new JsonText()
                .Add("protocol", Facts.Protocol)
                .Add("plugin", Facts.PluginVersion)
                .Add("session", id)
                .Add("section", section.Name);
            AddSettings(parameters)
                .Add("operator", operatorState.AddTo(new JsonText()))
                .Add("desktop", Facts.Desktop())
                .Add("mediaController", Facts.MembersOf(mediaController));
            return Message.Request(1, Methods.Initialize, parameters);
        }

        private JsonText AddSettings(JsonText parameters)
        {
            parameters.Add("settings", settings);
            return enumerated ? parameters : parameters.Add("asked", asked.Lists);
        }

        // The keys that the service wants EMC to be asked for. It waits for the answer, so it gets one in any case. Null when
        // it begins its work: then it must have sent a list, if it was to.
        private void TakeWanted(AskedKeys keys, ICollection<string> list)
        {
            lock (telling)
            {
                if (keys != asked)
                    return;
                if (list == null)
                {
                    if (!enumerated && keys.Lists == 0)
                        TellOfOlderService();
                    return;
                }
                keys.Take(list);
                settings = section.Read(keys.Keys, out enumerated);
                PutSettings();
            }
        }

        private void TellOfOlderService()
        {
            log.Fatal("EMC's configuration cannot be enumerated here, and this service is too old to say which keys "
                + "to ask for: it gets no template from EMC, and no CRM card comes up. Install a plug-in and a "
                + "service of the same version.");
        }

        private void Tick()
        {
            try
            {
                events.BindMissing();
                TellChangedSettings();
            }
            catch (Exception e)
            {
                log.Information("could not look for changes: " + EmcLog.Describe(e));
            }
        }

        private void TellChangedSettings()
        {
            lock (telling)
            {
                bool whole;
                IDictionary<string, string> now = section.Read(asked.Keys, out whole);
                if (Same(now, settings) && whole == enumerated)
                    return;
                settings = now;
                enumerated = whole;
                log.Information("EMC's configuration has changed: the service is told");
                PutSettings();
            }
        }

        private void PutSettings()
        {
            outbox.PutNotice(Message.Notice(Methods.SettingsChanged, AddSettings(new JsonText())));
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
}
