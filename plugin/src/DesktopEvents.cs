// All events of EMC that the plug-in listens to, and where they were found: the three work item events on the media
// controller, on one of its interfaces, or on the object behind one of its public properties; the operator's state on
// the station.
//
// An event that is not there yet is looked for again: EMC may make its multimedia client only when the operator logs
// in, which is after Run(Start). No lock is held while EMC is asked or its log is written: either may need EMC's own
// thread, which may be waiting in Unbind.

using System;
using System.Collections.Generic;
using System.Reflection;

namespace ChatPlugin
{
    internal sealed class DesktopEvents
    {
        private static readonly string[,] WorkItemEvents = new string[,]
        {
            { "WorkItemRefDelivered", Methods.Delivered },
            { "WorkItemRefEstablished", Methods.Established },
            { "WorkItemRefRemoved", Methods.Removed }
        };

        private readonly object mediaController;
        private readonly object station;
        private readonly Inbox inbox;
        private readonly EmcLog log;
        private readonly Dictionary<string, EventBinding> bound = new Dictionary<string, EventBinding>();
        private bool listening;
        private bool binding;
        private bool missingReported;

        public DesktopEvents(object mediaController, object station, Inbox inbox, EmcLog log)
        {
            this.mediaController = mediaController;
            this.station = station;
            this.inbox = inbox;
            this.log = log;
        }

        public void Bind()
        {
            lock (bound)
                listening = true;
            BindMissing();
        }

        // Binds what is not bound yet, unless it is over: the service may need seconds to end, and this is called in
        // between. Once everything is bound, it costs nothing.
        public void BindMissing()
        {
            lock (bound)
            {
                if (!listening || binding)
                    return;
                binding = true;
            }
            try
            {
                if (station != null)
                    TryBind(station, "AgentGetStateReturn", Methods.OperatorChanged, "the station");
                BindWorkItemEvents();
            }
            finally
            {
                lock (bound)
                    binding = false;
            }
        }

        public void Unbind()
        {
            List<KeyValuePair<string, EventBinding>> all;
            lock (bound)
            {
                listening = false;
                all = new List<KeyValuePair<string, EventBinding>>(bound);
                bound.Clear();
                missingReported = false;
            }
            foreach (KeyValuePair<string, EventBinding> each in all)
                Unbind(each.Key, each.Value);
        }

        private void BindWorkItemEvents()
        {
            List<string> missing = new List<string>();
            for (int i = 0; i < WorkItemEvents.GetLength(0); i++)
            {
                if (!TryBindWorkItemEvent(WorkItemEvents[i, 0], WorkItemEvents[i, 1]))
                    missing.Add(WorkItemEvents[i, 0]);
            }
            if (missing.Count > 0 && mediaController != null && !missingReported)
                log.Fatal("EMC's media controller, " + mediaController.GetType().FullName + ", has no event "
                    + string.Join(", ", missing.ToArray()) + " yet, nor have its properties. It is looked for every "
                    + "few seconds; contacts are not seen until then.");
            missingReported = missing.Count > 0;
        }

        private bool TryBindWorkItemEvent(string eventName, string method)
        {
            if (IsBound(eventName) || mediaController == null)
                return IsBound(eventName);
            if (TryBind(mediaController, eventName, method, "the media controller"))
                return true;
            foreach (KeyValuePair<string, object> part in PartsOf(mediaController))
            {
                if (TryBind(part.Value, eventName, method, "the media controller's " + part.Key))
                    return true;
            }
            return false;
        }

        private bool TryBind(object source, string eventName, string method, string place)
        {
            if (IsBound(eventName))
                return true;
            try
            {
                EventBinding found = EventBinding.TryBind(source, eventName, method, inbox);
                if (found == null)
                    return false;
                if (!TryKeep(eventName, found))
                    found.Unbind();
                else
                    log.Information("listens to " + eventName + " of " + place);
                return true;
            }
            catch (Exception e)
            {
                log.Fatal("cannot listen to " + eventName + " of " + place + ": " + EmcLog.Describe(e));
                return false;
            }
        }

        private bool IsBound(string eventName)
        {
            lock (bound)
                return bound.ContainsKey(eventName);
        }

        // False when Unbind came while EMC was being asked.
        private bool TryKeep(string eventName, EventBinding found)
        {
            lock (bound)
            {
                if (listening)
                    bound[eventName] = found;
                return listening;
            }
        }

        private void Unbind(string eventName, EventBinding binding)
        {
            try
            {
                binding.Unbind();
            }
            catch (Exception e)
            {
                log.Information("could not stop listening to " + eventName + ": " + EmcLog.Describe(e));
            }
        }

        private static IEnumerable<KeyValuePair<string, object>> PartsOf(object whole)
        {
            foreach (Type type in LateMembers.TypesOf(whole))
            {
                foreach (PropertyInfo property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
                {
                    Type declared = property.PropertyType;
                    if (declared.IsValueType || declared == typeof(string) || property.GetIndexParameters().Length > 0)
                        continue;
                    object part = LateMembers.TryRead(whole, property.Name);
                    if (part != null)
                        yield return new KeyValuePair<string, object>(property.Name, part);
                }
            }
        }
    }
}
