// EMC's telephony object and its station, which knows the operator.

using System;
using AgileSoftware.Developer.Station;
using AgileSoftware.GUIHost;

namespace EmcEmulator
{
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
}
