// A make-believe e-mail and a make-believe chat that go through the plug-in once before the first real contact, as far
// as a stream that keeps nothing: what has to be compiled and looked up at a first time then costs the operator
// nothing, and EMC's thread neither.

using System;
using System.IO;

namespace ChatPlugin
{
    internal sealed class WarmUp
    {
        // Read like an accepted contact, which is the most that is ever read.
        public static readonly DesktopEvent Event =
            new DesktopEvent("SampleRaised", "workItem/established", Reading.Conversation);

        public delegate void SampleRaisedHandler(object sender, SampleArguments arguments);

        public event SampleRaisedHandler SampleRaised;

        // On EMC's thread: the way of an event into the inbox. They take no contact's room.
        public static void Raise(Inbox inbox, Budget budget)
        {
            WarmUp source = new WarmUp();
            EventBinding binding = EventBinding.TryBind(source, Event, inbox, "a sample");
            source.SampleRaised(source, new SampleArguments(new SampleEmail()));
            source.SampleRaised(source, new SampleArguments(new SampleChat()));
            binding.Unbind();
            budget.GiveBack(2, 0);
        }

        // On the forwarding thread: the way from the inbox to the service.
        public static void Write(JsonText parameters, byte[] email)
        {
            Message message = Message.Event(Event.Method, 1, null, parameters, email);
            message.WriteTo(Stream.Null);
        }

        public sealed class SampleArguments : EventArgs
        {
            private readonly object workItem;

            public SampleArguments(object workItem)
            {
                this.workItem = workItem;
            }

            public string WorkItemID
            {
                get { return "sample"; }
            }

            public object WorkItemRef
            {
                get { return workItem; }
            }
        }

        public sealed class SampleEmail
        {
            public int Priority
            {
                get { return 1; }
            }

            public byte[] EmailMessage
            {
                get { return new byte[] { 1, 2, 3, 4 }; }
            }

            public object GetWorkItemData()
            {
                return this;
            }
        }

        public sealed class SampleChat
        {
            public string Queue
            {
                get { return "sample"; }
            }

            public void SMClientWorkItemLoaded(
                out string messages, out string mediaTypeName, out bool available2send, out bool mediaConnected)
            {
                messages = "";
                mediaTypeName = "sample";
                available2send = false;
                mediaConnected = false;
            }
        }
    }
}
