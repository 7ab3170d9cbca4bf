// The plug-in's own thread between the inbox and the outbox: reads each raised event, numbers it and makes the
// message of it.
//
// One thread, so that events keep their order. It is not the thread that writes to the service: an offered e-mail has
// to be read while EMC still has it, even when the service is just being started again or does not read.

using System;
using System.Collections.Generic;

namespace ChatPlugin
{
    internal sealed class Forwarder
    {
        private readonly Inbox inbox;
        private readonly Outbox outbox;
        private readonly Budget budget;
        private readonly OperatorState operatorState;
        private readonly EmcLog log;
        private readonly WorkItemReader reader = new WorkItemReader();
        private readonly SeenEvents seenEvents = new SeenEvents();
        private DesktopClock clock;
        private long lastSequence;

        public Forwarder(Inbox inbox, Outbox outbox, Budget budget, OperatorState operatorState, EmcLog log)
        {
            this.inbox = inbox;
            this.outbox = outbox;
            this.budget = budget;
            this.operatorState = operatorState;
            this.log = log;
        }

        public bool ReadMessages
        {
            set { reader.ReadMessages = value; }
        }

        // Until the inbox is closed and empty.
        public void Run()
        {
            clock = new DesktopClock();
            reader.FindParser();
            for (RaisedEvent raised = inbox.Take(); raised != null; raised = inbox.Take())
            {
                if (!TryForward(raised) && raised.Event != WarmUp.Event)
                    budget.Drop();
            }
        }

        private bool TryForward(RaisedEvent raised)
        {
            try
            {
                if (raised.Event == DesktopEvent.OperatorChanged)
                    return ForwardOperator(raised);
                if (raised.Event == WarmUp.Event)
                    return TryOut(raised);
                return ForwardWorkItem(raised);
            }
            catch (Exception e)
            {
                log.Fatal("could not forward a " + raised.Event.Method + " of contact "
                    + LateMembers.TryReadText(raised.Arguments, "WorkItemID") + ": " + EmcLog.Describe(e)
                    + " at " + e.StackTrace);
                return false;
            }
        }

        private bool ForwardOperator(RaisedEvent raised)
        {
            JsonText before = operatorState.AddTo(new JsonText());
            if (!operatorState.TryTake(raised.Arguments))
            {
                budget.GiveBack(1, 0);
                return true;
            }
            JsonText seen = seenEvents.Of(raised, null, new string[0], 0);
            JsonText parameters = operatorState.AddTo(Numbered(raised)).Add("seen", seen);
            return Put(Message.OperatorEvent(raised.Event.Method, lastSequence + 1, parameters, before));
        }

        private bool ForwardWorkItem(RaisedEvent raised)
        {
            long start = DesktopClock.Ticks();
            WorkItemFacts facts = reader.Read(raised);
            double took = DesktopClock.MillisecondsSince(start);
            if (facts.Id == null)
            {
                log.Fatal("EMC raised a " + raised.Event.Method + " whose work item has no id: not forwarded");
                return false;
            }
            JsonText seen = seenEvents.Of(raised, facts.WorkItem, facts.Unread, took);
            if (Put(raised.Event.Method, facts.Id, Parameters(raised, facts).Add("seen", seen), facts.Email))
                return true;
            if (facts.Email == null)
                return false;

            // Better a contact without its e-mail than no contact.
            facts.AddProblem("the service is behind, and there was no room to keep the e-mail for it");
            return Put(raised.Event.Method, facts.Id, Parameters(raised, facts).Add("seen", seen), null);
        }

        private bool TryOut(RaisedEvent raised)
        {
            WorkItemFacts facts = reader.Read(raised);
            WarmUp.Write(Parameters(raised, facts), facts.Email);
            return true;
        }

        private bool Put(string method, string contact, JsonText parameters, byte[] email)
        {
            return Put(Message.Event(method, lastSequence + 1, contact, parameters, email));
        }

        private bool Put(Message message)
        {
            if (!outbox.TryPut(message))
                return false;
            lastSequence++;
            return true;
        }

        private JsonText Parameters(RaisedEvent raised, WorkItemFacts facts)
        {
            JsonText workItem = new JsonText().Add("id", facts.Id).Add("type", facts.Type);
            if (facts.TypeCode == null)
                workItem.Add("typeCode", (string)null);
            else
                workItem.Add("typeCode", facts.TypeCode.Value);

            JsonText parameters = Numbered(raised).Add("workItem", workItem);
            if (raised.Event.Reading == Reading.Identity)
                return parameters;
            return parameters
                .Add("attributes", facts.Attributes)
                .Add("mediaTypeName", facts.MediaTypeName)
                .Add("author", facts.Author)
                .Add("messages", facts.Messages)
                .Add("problem", facts.Problem);
        }

        private JsonText Numbered(RaisedEvent raised)
        {
            return new JsonText().Add("seq", lastSequence + 1).AddTime("at", clock.TimeOf(raised.Ticks));
        }
    }

    // `seen` of each event. The members of a type are told once in a run, because there may be hundreds.
    internal sealed class SeenEvents
    {
        private readonly Dictionary<Type, bool> told = new Dictionary<Type, bool>();

        public JsonText Of(RaisedEvent raised, object workItem, ICollection<string> unread, double milliseconds)
        {
            JsonText seen = new JsonText()
                .Add("place", raised.Origin.Place)
                .Add("handler", raised.Origin.Handler)
                .Add("thread", raised.Thread)
                .AddTime("readMs", milliseconds)
                .Add("unread", unread);
            AddType(seen, "arguments", raised.Arguments);
            AddType(seen, "workItem", workItem);
            return seen;
        }

        private void AddType(JsonText seen, string name, object target)
        {
            if (target == null)
                return;
            Type type = target.GetType();
            JsonText described = new JsonText().Add("type", type.FullName);
            if (!told.ContainsKey(type))
            {
                told[type] = true;
                described.Add("members", SiteFacts.MembersOf(target));
            }
            seen.Add(name, described);
        }
    }
}
