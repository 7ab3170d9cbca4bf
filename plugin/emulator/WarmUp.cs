// Raises each event once to a handler of the emulator's own, reaches a work item through its proxy and parses a
// message, before any plug-in is loaded: in a real desktop EMC's code has been running for hours, so its first call
// must not count as the plug-in's.

using System.Collections.Generic;
using AgileSoftware.Developer.Station;
using AgileSoftware.Multimedia.Client;
using EmcEmulator.SimpleMessaging;

namespace EmcEmulator
{
    internal static class WarmUp
    {
        public static void Run(Ways ways)
        {
            ControllerWithEvents controller = new ControllerWithEvents();
            controller.WorkItemRefDelivered += delegate { };
            controller.WorkItemRefEstablished += delegate { };
            controller.WorkItemRefRemoved += delegate { };
            controller.Raise(new WorkItemRefDeliveredArgs());
            controller.Raise(new WorkItemRefEstablishedArgs());
            controller.Raise(new WorkItemRefRemovedArgs());

            Station station = new Station(ways);
            station.AgentGetStateReturn += delegate { };
            station.Raise(enAgentChangeType.noChange, null, null);

            MessageWorkItem workItem = new MessageWorkItem { Ways = ways };
            LateCall(ways.ReferenceTo(workItem));

            List<SMSimpleMessage> messages;
            SMXmlParser.deserializeSimpleMessages(SMXmlParser.Serialize("author", "name", "text"), out messages);
        }

        private static void LateCall(object workItem)
        {
            workItem.GetType().GetProperty("InteractionID").GetGetMethod().Invoke(workItem, null);
        }
    }
}
