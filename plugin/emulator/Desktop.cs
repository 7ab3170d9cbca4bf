// What plug-ins reach through EMC's broker, and the broker itself: error log, configuration, multimedia, telephony.

using System;
using System.Threading;
using AgileSoftware.Configuration;
using AgileSoftware.Developer.Station;
using AgileSoftware.ErrorLog;
using AgileSoftware.GUIHost;
using AgileSoftware.Plugin;

namespace EmcEmulator
{
    internal sealed class Desktop
    {
        private readonly Ways ways;
        private readonly HostConfiguration configuration;
        private readonly MediaController mediaController;
        private readonly Telephony telephony;
        private readonly HostBroker broker;

        public Desktop(HostConfiguration configuration, Ways ways)
        {
            this.configuration = configuration;
            this.ways = ways;
            mediaController = MediaController.Of(ways);
            telephony = new Telephony(ways);
            broker = new HostBroker(this);
        }

        public Ways Ways
        {
            get { return ways; }
        }

        public HostConfiguration Configuration
        {
            get { return configuration; }
        }

        public MediaController MediaController
        {
            get { return mediaController; }
        }

        public Telephony Telephony
        {
            get { return telephony; }
        }

        public IASPIMBroker Broker
        {
            get { return broker; }
        }

        private sealed class HostBroker : IASPIMBroker
        {
            private readonly Desktop desktop;
            private readonly HostLog log;

            public HostBroker(Desktop desktop)
            {
                this.desktop = desktop;
                log = new HostLog(desktop.ways);
            }

            public IErrorLog ErrorLogging
            {
                get { return log; }
            }

            public IConfiguration Configuration
            {
                get { return desktop.configuration; }
            }

            public ErrorCode GetObjectReference(
                string typeName, string instance, out object reference, out string version)
            {
                version = "4.1.0.1";
                reference = null;
                if (typeName == "AgileSoftware.Multimedia.IASMediaController" && desktop.ways.MediaController)
                    reference = desktop.mediaController;
                else if (typeName == "AgileSoftware.GUIHost.ITelephony")
                    reference = desktop.telephony;
                return reference == null ? ErrorCode.UnknowError : ErrorCode.NoError;
            }
        }
    }

    // EMC's telephony object and its station, which knows the operator.
    public sealed class Telephony : ITelephony
    {
        private readonly Station station;

        internal Telephony(Ways ways)
        {
            station = new Station(ways);
        }

        public object XMLStation
        {
            get { return station; }
        }

        public object XMLClient
        {
            get { return null; }
        }

        internal Station Station
        {
            get { return station; }
        }
    }

    public sealed class Station
    {
        private readonly Ways ways;

        internal Station(Ways ways)
        {
            this.ways = ways;
        }

        public event AgentGetStateReturnEventHandler AgentGetStateReturn;

        public string StationDN { get; set; }

        internal void Raise(enAgentChangeType change, string agentId, string agentName)
        {
            AgentGetStateReturnEventArgs arguments = new AgentGetStateReturnEventArgs();
            arguments.AgentChangeType = change;
            arguments.AgentReturned = new Agent(ways) { AgentID = agentId, AgentName = agentName };
            if (AgentGetStateReturn != null)
                AgentGetStateReturn(this, arguments);
        }

        private sealed class Agent : StationAgent
        {
            private readonly Ways ways;

            public Agent(Ways ways)
            {
                this.ways = ways;
            }

            public new string AgentID
            {
                get
                {
                    ways.Reach("AgentID");
                    return base.AgentID;
                }
                set
                {
                    base.AgentID = value;
                }
            }
        }
    }

    // EMC's error log: printed as `log <level> <text>`.
    internal sealed class HostLog : IErrorLog
    {
        private readonly Ways ways;

        public HostLog(Ways ways)
        {
            this.ways = ways;
        }

        public void AddErrorToListInformation(string text)
        {
            Print("information", text);
        }

        public void AddErrorToListInformation(string format, params object[] args)
        {
            Print("information", string.Format(format, args));
        }

        public void AddErrorToListFatal(string format, params object[] args)
        {
            Print("fatal", string.Format(format, args));
        }

        public void AddStartupInformation(string text)
        {
            Print("startup", text);
        }

        public void AddStartupInformation(string format, params object[] args)
        {
            Print("startup", string.Format(format, args));
        }

        public void AddStatusInformation(string text)
        {
            Print("status", text);
        }

        public void AddStatusInformation(string format, params object[] args)
        {
            Print("status", string.Format(format, args));
        }

        private void Print(string level, string text)
        {
            if (ways.LogDelay > 0)
                Thread.Sleep(ways.LogDelay);
            Output.Line("log " + level + " " + text.Replace('\n', ' '));
            ways.NeedHost(text);
        }
    }
}
