// Who sits at the desktop: the last that EMC's station told.

using System;

namespace ChatPlugin
{
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
}
