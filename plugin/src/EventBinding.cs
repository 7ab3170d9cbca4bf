// One event of one of EMC's objects, bound by name to the inbox.
//
// Finds events of the class and events that an interface declares and the class implements explicitly. The handler
// only takes the time and puts the arguments into the inbox. It deliberately takes any delegate without a result and
// without reference parameters: how EMC declares these events is known from samples of other versions only.

using System;
using System.Linq.Expressions;
using System.Reflection;

namespace ChatPlugin
{
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
        public static EventBinding TryBind(object source, string eventName, string method, Inbox inbox)
        {
            EventInfo found = source == null ? null : Find(source, eventName);
            if (found == null)
                return null;
            Delegate handler = HandlerFor(found.EventHandlerType, new Relay(method, inbox));
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

        // What EMC calls. Nothing may escape from here into EMC.
        private sealed class Relay
        {
            private readonly string method;
            private readonly Inbox inbox;

            public Relay(string method, Inbox inbox)
            {
                this.method = method;
                this.inbox = inbox;
            }

            public void Raised(object sender, object arguments)
            {
                try
                {
                    inbox.Put(new RaisedEvent(method, arguments, DesktopClock.Ticks()));
                }
                catch (Exception)
                {
                }
            }
        }
    }
}
