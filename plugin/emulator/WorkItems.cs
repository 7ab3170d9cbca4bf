// The two kinds of work items that the emulator delivers. A scenario's own attributes become real public properties of
// a class derived from these (AttributeTypes.cs), because a plug-in can only find them by reflection.

using System;
using AgileSoftware.Multimedia;
using AgileSoftware.Multimedia.MediaStore.SimpleMessaging.Client;
using AgileSoftware.Multimedia.WorkItem;
using EmcEmulator.SimpleMessaging;

namespace EmcEmulator
{
    public enum Urgency
    {
        Normal,
        Urgent
    }

    public abstract class EmulatedWorkItem : ASGQEWorkItemBase2
    {
        internal Ways Ways { get; set; }

        public override string Identifier
        {
            get
            {
                Ways.Reach("Identifier");
                return base.Identifier;
            }
            set
            {
                base.Identifier = value;
            }
        }

        // A few properties of the simple kinds.
        public int Priority
        {
            get { return 3; }
        }

        public bool Transferred
        {
            get { return false; }
        }

        public Urgency Urgency
        {
            get { return Urgency.Normal; }
        }

        public string Skill
        {
            get
            {
                Ways.Reach("Skill");
                return "General";
            }
        }
    }

    public class EmailWorkItem : EmulatedWorkItem
    {
        internal byte[] Message { get; set; }

        public override object GetWorkItemData()
        {
            Ways.Reach("GetWorkItemData");
            return new EmailWorkItemData { EmailMessage = Message };
        }
    }

    public class MessageWorkItem : EmulatedWorkItem, ISimpleMessagingClient
    {
        internal string MediaTypeName { get; set; }

        internal string Messages { get; set; }

        int ISimpleMessagingClient.Version
        {
            get { return 1; }
        }

        public override object GetWorkItemData()
        {
            Ways.Reach("GetWorkItemData");
            return null;
        }

        void ISimpleMessagingClient.SMClientWorkItemLoaded(
            out string messages, out string mediaTypeName, out bool available2send, out bool mediaConnected)
        {
            Ways.Reach("SMClientWorkItemLoaded");
            messages = Messages;
            mediaTypeName = MediaTypeName;
            available2send = true;
            mediaConnected = true;
        }

        void ISimpleMessagingClient.SMClientSendMessage(string xmlText)
        {
            Output.Line("sent " + xmlText);
        }
    }

    // The same without EMC's constants in sight, by Constants=0.
    internal static class WorkItemCodes
    {
        public static int Of(EmulatedWorkItem workItem, Ways ways)
        {
            int known = workItem is EmailWorkItem
                ? ASGQEWorkItemBase2.WORK_ITEM_TYPE_EMAIL
                : ASGQEWorkItemBase2.WORK_ITEM_TYPE_SIMPLE_MESSAGE;
            return ways.Constants ? known : known + 100;
        }
    }
}
