// What EMC's station object tells about the operator, re-declared for the emulator. The plug-in reads it late-bound
// and does not reference this assembly.

using System;
using System.Reflection;

[assembly: AssemblyVersion("3.0.0.1")]

namespace AgileSoftware.Developer.Station
{
    public enum enAgentChangeType
    {
        noChange = 0,
        agentStateChanged = 1,
        agentLoggedIn = 2,
        agentLoggedOut = 3
    }

    public class StationAgent
    {
        public string AgentID { get; set; }

        public string AgentName { get; set; }
    }

    public class AgentGetStateReturnEventArgs : EventArgs
    {
        public enAgentChangeType AgentChangeType { get; set; }

        public StationAgent AgentReturned { get; set; }
    }

    public delegate void AgentGetStateReturnEventHandler(object sender, AgentGetStateReturnEventArgs arg);
}
