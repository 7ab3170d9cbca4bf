// Reads a work item event: who, what kind, and everything that can be had of it by name.
//
// Runs on the plug-in's own thread, because EMC's work items are remoting proxies and each member may be a call over
// the network. It deliberately does not call KeepAlive: the members are read within moments of the event, no
// reference is kept afterwards, and so there is no lease to prolong. A member that cannot be read is a `problem`, never
// a failure of the event.

using System;
using System.Globalization;

namespace ChatPlugin
{
    internal sealed class WorkItemReader
    {
        private readonly WorkItemTypes types = new WorkItemTypes();
        private readonly SimpleProperties properties = new SimpleProperties();
        private readonly MessageReader messages = new MessageReader();
        private bool readMessages = true;

        public bool ReadMessages
        {
            set { readMessages = value; }
        }

        public WorkItemFacts Read(RaisedEvent raised)
        {
            object workItem = LateMembers.TryRead(raised.Arguments, "WorkItemRef");
            WorkItemFacts facts = new WorkItemFacts();
            facts.Id = LateMembers.TryReadText(raised.Arguments, "WorkItemID")
                ?? LateMembers.TryReadText(workItem, "Identifier");
            facts.TypeCode = CodeOf(LateMembers.TryRead(raised.Arguments, "WorkItemType"));
            facts.Type = types.TypeOf(facts.TypeCode, workItem);
            if (raised.Method != Methods.Removed)
                ReadContent(raised, workItem, facts);
            return facts;
        }

        // The first look for EMC's parser goes through every loaded assembly: better before the first contact.
        public void FindParser()
        {
            messages.FindParser();
        }

        private void ReadContent(RaisedEvent raised, object workItem, WorkItemFacts facts)
        {
            properties.Read(raised.Arguments, facts.Attributes);
            if (workItem == null)
            {
                facts.AddProblem("EMC's event has no WorkItemRef");
                return;
            }
            properties.Read(workItem, facts.Attributes);
            if (facts.Type == WorkItemTypes.Email)
                EmailReader.Read(workItem, facts);
            else if (facts.Type == WorkItemTypes.SimpleMessage && raised.Method == Methods.Established)
                ReadConversation(workItem, facts);
        }

        private void ReadConversation(object workItem, WorkItemFacts facts)
        {
            if (readMessages)
                messages.Read(workItem, facts);
            else
                facts.AddProblem("the setting Plugin.ReadMessages is off");
        }

        private static int? CodeOf(object code)
        {
            try
            {
                return code == null ? (int?)null : Convert.ToInt32(code, CultureInfo.InvariantCulture);
            }
            catch (Exception)
            {
                return null;
            }
        }
    }
}
