// Listens to EMC's events, wherever they are: those of work items on the media controller, on one of its interfaces, or
// on the object behind one of its public properties; the operator's on the station. Which events these are stands in
// DesktopEvent (Inbox.cs). Nothing is read of an event here.
//
// An event that is not there yet is looked for again: EMC may make its multimedia client only when the operator logs
// in, which is after Run(Start). No lock is held while EMC is asked or its log is written: either may need EMC's own
// thread, which may be waiting in Unbind.

using System;
using System.Collections.Generic;
using System.Linq.Expressions;
using System.Reflection;

namespace ChatPlugin
{
    internal sealed class EventBindings
    {
        private readonly object mediaController;
        private readonly object station;
        private readonly Inbox inbox;
        private readonly EmcLog log;
        private readonly Dictionary<DesktopEvent, EventBinding> bound = new Dictionary<DesktopEvent, EventBinding>();
        private bool listening;
        private bool binding;
        private bool missingReported;

        public EventBindings(object mediaController, object station, Inbox inbox, EmcLog log)
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
                    TryBind(station, DesktopEvent.OperatorChanged, "the station");
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
            List<KeyValuePair<DesktopEvent, EventBinding>> all;
            lock (bound)
            {
                listening = false;
                all = new List<KeyValuePair<DesktopEvent, EventBinding>>(bound);
                bound.Clear();
                missingReported = false;
            }
            foreach (KeyValuePair<DesktopEvent, EventBinding> each in all)
                Unbind(each.Key.Name, each.Value);
        }

        private void BindWorkItemEvents()
        {
            List<string> missing = new List<string>();
            foreach (DesktopEvent each in DesktopEvent.OfWorkItems)
            {
                if (!TryBindWorkItemEvent(each))
                    missing.Add(each.Name);
            }
            if (missing.Count > 0 && mediaController != null && !missingReported)
                log.Fatal("EMC's media controller, " + mediaController.GetType().FullName + ", has no event "
                    + string.Join(", ", missing.ToArray()) + " yet, nor have its properties. It is looked for every "
                    + "few seconds; contacts are not seen until then.");
            missingReported = missing.Count > 0;
        }

        private bool TryBindWorkItemEvent(DesktopEvent wanted)
        {
            if (IsBound(wanted) || mediaController == null)
                return IsBound(wanted);
            if (TryBind(mediaController, wanted, "the media controller"))
                return true;
            foreach (KeyValuePair<string, object> part in PartsOf(mediaController))
            {
                if (TryBind(part.Value, wanted, "the media controller's " + part.Key))
                    return true;
            }
            return false;
        }

        private bool TryBind(object source, DesktopEvent wanted, string place)
        {
            if (IsBound(wanted))
                return true;
            try
            {
                EventBinding found = EventBinding.TryBind(source, wanted, inbox, Origin(place));
                if (found == null)
                    return false;
                if (!TryKeep(wanted, found))
                    found.Unbind();
                else
                    log.Information("listens to " + wanted.Name + " of " + place);
                return true;
            }
            catch (Exception e)
            {
                log.Fatal("cannot listen to " + wanted.Name + " of " + place + ": " + EmcLog.Describe(e));
                return false;
            }
        }

        // EMC may make its multimedia client only when the operator logs in.
        private string Origin(string place)
        {
            return missingReported ? place + ", later" : place;
        }

        private bool IsBound(DesktopEvent wanted)
        {
            lock (bound)
                return bound.ContainsKey(wanted);
        }

        // False when Unbind came while EMC was being asked.
        private bool TryKeep(DesktopEvent wanted, EventBinding found)
        {
            lock (bound)
            {
                if (listening)
                    bound[wanted] = found;
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

    // One event of one of EMC's objects, bound by name to the inbox.
    //
    // Finds events of the class and events that an interface declares and the class implements explicitly. The handler
    // only takes the time and puts the arguments into the inbox. It deliberately takes any delegate without a result
    // and without reference parameters: how EMC declares these events is known from samples of other versions only.
    internal sealed class EventBinding
    {
        private readonly object source;
        private readonly EventInfo boundEvent;
        private readonly Delegate handler;

        private EventBinding(object source, EventInfo boundEvent, Delegate handler)
        {
            this.source = source;
            this.boundEvent = boundEvent;
            this.handler = handler;
        }

        // Null where the source has no such event.
        public static EventBinding TryBind(object source, DesktopEvent wanted, Inbox inbox, string place)
        {
            EventInfo found = source == null ? null : Find(source, wanted.Name);
            if (found == null)
                return null;
            EventOrigin origin = new EventOrigin(place, found.EventHandlerType);
            Delegate handler = HandlerFor(found.EventHandlerType, new Relay(wanted, inbox, origin));
            found.GetAddMethod(true).Invoke(source, new object[] { handler });
            return new EventBinding(source, found, handler);
        }

        public void Unbind()
        {
            boundEvent.GetRemoveMethod(true).Invoke(source, new object[] { handler });
        }

        private static EventInfo Find(object source, string eventName)
        {
            foreach (Type type in LateMembers.TypesOf(source))
            {
                EventInfo found = type.GetEvent(eventName, BindingFlags.Instance | BindingFlags.Public);
                if (found != null)
                    return found;
            }
            return null;
        }

        // A delegate of (object sender, XArgs e) binds directly to Relay.Raised(object, object); a lambda is made for
        // any other shape, and costs a little more at each event.
        private static Delegate HandlerFor(Type handlerType, Relay relay)
        {
            Delegate direct = Delegate.CreateDelegate(handlerType, relay, typeof(Relay).GetMethod("Raised"), false);
            if (direct != null)
                return direct;

            ParameterInfo[] declared = handlerType.GetMethod("Invoke").GetParameters();
            ParameterExpression[] parameters = new ParameterExpression[declared.Length];
            for (int i = 0; i < declared.Length; i++)
                parameters[i] = Expression.Parameter(declared[i].ParameterType, declared[i].Name);
            Expression last = declared.Length == 0
                ? (Expression)Expression.Constant(null)
                : Expression.Convert(parameters[declared.Length - 1], typeof(object));
            Expression call = Expression.Call(
                Expression.Constant(relay), typeof(Relay).GetMethod("Raised"), Expression.Constant(null), last);
            return Expression.Lambda(handlerType, call, parameters).Compile();
        }
    }
}
