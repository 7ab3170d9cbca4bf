// The media controller, in each of the ways in which work item events may reach a plug-in: as events of the class, as
// events of an interface that the class implements explicitly, or on an object behind a property, which may not be
// there at first.

using System;
using AgileSoftware.Multimedia;
using AgileSoftware.Multimedia.Client;

namespace EmcEmulator
{
    public delegate void OddDeliveredHandler(int code, WorkItemRefDeliveredArgs arg);

    public delegate void OddEstablishedHandler(int code, WorkItemRefEstablishedArgs arg);

    public delegate void OddRemovedHandler(int code, WorkItemRefRemovedArgs arg);

    public interface IWorkItemEvents
    {
        event WorkItemRefDeliveredEventHandler WorkItemRefDelivered;

        event WorkItemRefEstablishedEventHandler WorkItemRefEstablished;

        event WorkItemRefRemovedEventHandler WorkItemRefRemoved;
    }

    public abstract class MediaController : IASMediaController
    {
        internal static MediaController Of(Ways ways)
        {
            if (ways.OddEventShape)
                return new ControllerWithOddEvents();
            switch (ways.Events)
            {
                case "controller": return new ControllerWithEvents();
                case "interface": return new ControllerWithExplicitEvents();
                case "property": return new ControllerWithClient(true);
                case "late": return new ControllerWithClient(false);
                default: throw new ArgumentException("[Emulator] Events: there is no way '" + ways.Events + "'");
            }
        }

        // Every controller has more than what is looked for.
        public string Name
        {
            get { return "Multimedia"; }
        }

        public object Unready
        {
            get { throw new InvalidOperationException("not ready"); }
        }

        internal virtual void LogIn()
        {
        }

        internal abstract void Raise(WorkItemRefDeliveredArgs arguments);

        internal abstract void Raise(WorkItemRefEstablishedArgs arguments);

        internal abstract void Raise(WorkItemRefRemovedArgs arguments);
    }

    public sealed class ControllerWithEvents : MediaController
    {
        public event WorkItemRefDeliveredEventHandler WorkItemRefDelivered;

        public event WorkItemRefEstablishedEventHandler WorkItemRefEstablished;

        public event WorkItemRefRemovedEventHandler WorkItemRefRemoved;

        internal override void Raise(WorkItemRefDeliveredArgs arguments)
        {
            if (WorkItemRefDelivered != null)
                WorkItemRefDelivered(this, arguments);
        }

        internal override void Raise(WorkItemRefEstablishedArgs arguments)
        {
            if (WorkItemRefEstablished != null)
                WorkItemRefEstablished(this, arguments);
        }

        internal override void Raise(WorkItemRefRemovedArgs arguments)
        {
            if (WorkItemRefRemoved != null)
                WorkItemRefRemoved(this, arguments);
        }
    }

    public sealed class ControllerWithExplicitEvents : MediaController, IWorkItemEvents
    {
        private readonly WorkItemClient client = new WorkItemClient();

        event WorkItemRefDeliveredEventHandler IWorkItemEvents.WorkItemRefDelivered
        {
            add { client.WorkItemRefDelivered += value; }
            remove { client.WorkItemRefDelivered -= value; }
        }

        event WorkItemRefEstablishedEventHandler IWorkItemEvents.WorkItemRefEstablished
        {
            add { client.WorkItemRefEstablished += value; }
            remove { client.WorkItemRefEstablished -= value; }
        }

        event WorkItemRefRemovedEventHandler IWorkItemEvents.WorkItemRefRemoved
        {
            add { client.WorkItemRefRemoved += value; }
            remove { client.WorkItemRefRemoved -= value; }
        }

        internal override void Raise(WorkItemRefDeliveredArgs arguments)
        {
            client.Raise(arguments);
        }

        internal override void Raise(WorkItemRefEstablishedArgs arguments)
        {
            client.Raise(arguments);
        }

        internal override void Raise(WorkItemRefRemovedArgs arguments)
        {
            client.Raise(arguments);
        }
    }

    public sealed class ControllerWithClient : MediaController
    {
        private readonly WorkItemClient client = new WorkItemClient();
        private bool present;

        internal ControllerWithClient(bool present)
        {
            this.present = present;
        }

        public WorkItemClient Client
        {
            get { return present ? client : null; }
        }

        internal override void LogIn()
        {
            present = true;
        }

        internal override void Raise(WorkItemRefDeliveredArgs arguments)
        {
            client.Raise(arguments);
        }

        internal override void Raise(WorkItemRefEstablishedArgs arguments)
        {
            client.Raise(arguments);
        }

        internal override void Raise(WorkItemRefRemovedArgs arguments)
        {
            client.Raise(arguments);
        }
    }

    public sealed class ControllerWithOddEvents : MediaController
    {
        public event OddDeliveredHandler WorkItemRefDelivered;

        public event OddEstablishedHandler WorkItemRefEstablished;

        public event OddRemovedHandler WorkItemRefRemoved;

        internal override void Raise(WorkItemRefDeliveredArgs arguments)
        {
            if (WorkItemRefDelivered != null)
                WorkItemRefDelivered(7, arguments);
        }

        internal override void Raise(WorkItemRefEstablishedArgs arguments)
        {
            if (WorkItemRefEstablished != null)
                WorkItemRefEstablished(7, arguments);
        }

        internal override void Raise(WorkItemRefRemovedArgs arguments)
        {
            if (WorkItemRefRemoved != null)
                WorkItemRefRemoved(7, arguments);
        }
    }

    public sealed class WorkItemClient
    {
        public event WorkItemRefDeliveredEventHandler WorkItemRefDelivered;

        public event WorkItemRefEstablishedEventHandler WorkItemRefEstablished;

        public event WorkItemRefRemovedEventHandler WorkItemRefRemoved;

        internal void Raise(WorkItemRefDeliveredArgs arguments)
        {
            if (WorkItemRefDelivered != null)
                WorkItemRefDelivered(this, arguments);
        }

        internal void Raise(WorkItemRefEstablishedArgs arguments)
        {
            if (WorkItemRefEstablished != null)
                WorkItemRefEstablished(this, arguments);
        }

        internal void Raise(WorkItemRefRemovedArgs arguments)
        {
            if (WorkItemRefRemoved != null)
                WorkItemRefRemoved(this, arguments);
        }
    }
}
