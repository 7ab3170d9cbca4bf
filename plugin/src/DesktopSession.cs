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
        private IDictionary<string, string> settings;

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
            PluginSettings own = new PluginSettings(section.Read(), log);
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
            settings = section.Read();
            PluginSettings own = new PluginSettings(settings, log);
            string program = ServiceProgram.Find(own.ServicePath);
            return ServiceRun.Start(program, own.ServiceArguments, Initialize(), outbox, log);
        }

        private Message Initialize()
        {
            JsonText parameters = new JsonText()
                .Add("protocol", Facts.Protocol)
                .Add("plugin", Facts.PluginVersion)
                .Add("session", id)
                .Add("section", section.Name)
                .Add("settings", settings)
                .Add("operator", operatorState.AddTo(new JsonText()))
                .Add("desktop", Facts.Desktop())
                .Add("mediaController", Facts.MembersOf(mediaController));
            return Message.Request(1, Methods.Initialize, parameters);
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
            IDictionary<string, string> now = section.Read();
            if (Same(now, settings))
                return;
            settings = now;
            log.Information("EMC's configuration has changed: the service is told");
            outbox.PutNotice(Message.Notice(Methods.SettingsChanged, new JsonText().Add("settings", now)));
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
