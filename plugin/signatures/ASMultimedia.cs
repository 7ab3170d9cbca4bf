// EMC's multimedia types by the names that published samples use, re-declared for the emulator. The plug-in reads
// them late-bound and does not reference this assembly.
//
// Not known: which DLL of EMC holds which type, the values of the work item type constants, and every member of
// IASMediaController. It is empty here on purpose: the emulator puts the events where a test wants them.

using System;
using System.Reflection;

[assembly: AssemblyVersion("3.0.0.2")]

namespace AgileSoftware.Multimedia
{
    public interface IASMediaController
    {
    }

    public abstract class ASGQEWorkItemBase2 : MarshalByRefObject
    {
        public const int WORK_ITEM_TYPE_EMAIL = 1;

        public const int WORK_ITEM_TYPE_SIMPLE_MESSAGE = 4;

        public virtual string Identifier { get; set; }

        public virtual string InteractionID { get; set; }

        public abstract object GetWorkItemData();

        public virtual void KeepAlive()
        {
        }

        public virtual void Close(string reason, int code)
        {
        }
    }
}

namespace AgileSoftware.Multimedia.WorkItem
{
    [Serializable]
    public class EmailWorkItemData
    {
        public byte[] EmailMessage { get; set; }
    }
}

namespace AgileSoftware.Multimedia.MediaStore.SimpleMessaging.Client
{
    public interface ISimpleMessagingClient
    {
        int Version { get; }

        void SMClientWorkItemLoaded(
            out string messages, out string mediaTypeName, out bool available2send, out bool mediaConnected);

        void SMClientSendMessage(string xmlText);
    }
}

namespace AgileSoftware.Multimedia.Client
{
    public class WorkItemRefDeliveredArgs : EventArgs
    {
        public int WorkItemType { get; set; }

        public string WorkItemID { get; set; }

        public object WorkItemRef { get; set; }
    }

    public class WorkItemRefEstablishedArgs : EventArgs
    {
        public int WorkItemType { get; set; }

        public string WorkItemID { get; set; }

        public object WorkItemRef { get; set; }
    }

    public class WorkItemRefRemovedArgs : EventArgs
    {
        public int WorkItemType { get; set; }

        public string WorkItemID { get; set; }
    }

    public delegate void WorkItemRefDeliveredEventHandler(object sender, WorkItemRefDeliveredArgs arg);

    public delegate void WorkItemRefEstablishedEventHandler(object sender, WorkItemRefEstablishedArgs arg);

    public delegate void WorkItemRefRemovedEventHandler(object sender, WorkItemRefRemovedArgs arg);
}
