// Everything of the plug-in that lives while EMC Desktop runs, put together: events in, inbox, forwarder, outbox,
// service. Also what the service gets to know of the desk besides its contacts: the operator and the machine.
//
// Stop and Start may follow each other: numbering and what was not acknowledged go on. What a work item says is read
// elsewhere (WorkItemReader).

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Threading;

namespace ChatPlugin
{
    internal sealed class DesktopSession
    {
        private const int TimeToForward = 1000;

        private readonly string id = Guid.NewGuid().ToString("N");
        private readonly EmcSection section;
        private readonly object mediaController;
        private readonly object station;
        private readonly EmcLog log;
        private readonly Budget budget = new Budget();
        private readonly OperatorState operatorState;
        private readonly Outbox outbox;
        private readonly Inbox inbox;
        private readonly Forwarder forwarder;
        private readonly EventBindings events;
        private Thread forwarding;
        private ServiceKeeper keeper;
        private ToldSettings told;

        public DesktopSession(EmcSection section, object mediaController, object station, EmcLog log)
        {
            this.section = section;
            this.mediaController = mediaController;
            this.station = station;
            this.log = log;
            operatorState = new OperatorState(station);
            outbox = new Outbox(budget);
            inbox = new Inbox(budget, log);
            forwarder = new Forwarder(inbox, outbox, budget, operatorState, log);
            events = new EventBindings(mediaController, station, inbox, log);
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
            RaisingThread.StartsHere();
            inbox.Open();
            WarmUp.Raise(inbox, budget);
            forwarding = BackgroundThread.Start("forwarder", log, forwarder.Run);
            keeper = new ServiceKeeper(StartService, Tick, Patience, outbox, log);
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
            if (told != null)
                told.Close();
            told = new ToldSettings(section, outbox, log);
            PluginSettings own = told.Own;
            string program = ServiceProgram.Find(own.ServicePath);
            return ServiceRun.Start(program, own.ServiceArguments, Initialize(), outbox, told, log);
        }

        private int Patience()
        {
            return told.Own.Patience;
        }

        private Message Initialize()
        {
            JsonText parameters = new JsonText()
                .Add("protocol", DesktopFacts.Protocol)
                .Add("plugin", DesktopFacts.PluginVersion)
                .Add("session", id)
                .Add("section", section.Name);
            told.AddTo(parameters)
                .Add("operator", outbox.OperatorOfOldest() ?? operatorState.AddTo(new JsonText()))
                .Add("desktop", DesktopFacts.OfProcess())
                .Add("mediaController", SiteFacts.OfObject(mediaController))
                .Add("emc", SiteFacts.OfDesktop(station));
            if (keeper.WasHung)
                parameters.Add("hangs", keeper.Hangs);
            return Message.Request(1, "initialize", parameters);
        }

        private void Tick()
        {
            try
            {
                events.BindMissing();
                told.TellChanges();
            }
            catch (Exception e)
            {
                log.Information("could not look for changes: " + EmcLog.Describe(e));
            }
        }
    }

    // Who sits at the desktop: the last that EMC's station told.
    internal sealed class OperatorState
    {
        private readonly object station;
        private readonly object gate = new object();
        private string change;
        private string agentId;
        private string agentName;

        public OperatorState(object station)
        {
            this.station = station;
        }

        // EMC also answers requests for the state with nothing new; false for these.
        public bool TryTake(object arguments)
        {
            object agent = LateMembers.TryRead(arguments, "AgentReturned");
            string newChange = LateMembers.TryReadText(arguments, "AgentChangeType");
            string newId = LateMembers.TryReadText(agent, "AgentID");
            string newName = LateMembers.TryReadText(agent, "AgentName");
            lock (gate)
            {
                if (newChange == change && newId == agentId && newName == agentName)
                    return false;
                change = newChange;
                agentId = newId;
                agentName = newName;
                return true;
            }
        }

        public JsonText AddTo(JsonText parameters)
        {
            string stationNumber = LateMembers.TryReadText(station, "StationDN");
            lock (gate)
            {
                return parameters
                    .Add("change", change)
                    .Add("agentId", agentId)
                    .Add("agentName", agentName)
                    .Add("station", stationNumber);
            }
        }
    }

    // What the plug-in tells the service about itself and the process it lives in, so that a report from a site says
    // what ran there.
    internal static class DesktopFacts
    {
        public const int Protocol = 1;

        public static string PluginVersion
        {
            get { return Assembly.GetExecutingAssembly().GetName().Version.ToString(3); }
        }

        public static JsonText OfProcess()
        {
            return new JsonText()
                .Add("pid", Process.GetCurrentProcess().Id)
                .Add("clr", Environment.Version.ToString())
                .Add("bits", IntPtr.Size * 8)
                .Add("os", Environment.OSVersion.ToString())
                .Add("culture", CultureInfo.CurrentCulture.Name);
        }
    }
}
