// The events of work items, one line each (WorkItemEvent), and the media controller in each of the ways in which they
// may reach a plug-in: as events of the class, as events of an interface that the class implements explicitly, or on an
// object behind a property, which may not be there at first; and with handlers of an odd shape.
//
// C# cannot declare an event once for several classes, so the classes that have them are emitted. When an event is
// raised is decided elsewhere, in Scenario.

using System;
using System.Collections.Generic;
using System.Reflection;
using System.Reflection.Emit;
using AgileSoftware.Multimedia;
using AgileSoftware.Multimedia.Client;

namespace EmcEmulator
{
    // One event of work items: a scenario's word for it, what is printed, EMC's name. One more event is one more line
    // in All, and what else it means in Scenario.
    internal abstract class WorkItemEvent
    {
        public static readonly WorkItemEvent[] All = new WorkItemEvent[]
        {
            new WorkItemEvent<WorkItemRefDeliveredArgs, WorkItemRefDeliveredEventHandler>(
                "deliver", "delivered", "WorkItemRefDelivered", (handler, sender, args) => handler(sender, args)),
            new WorkItemEvent<WorkItemRefEstablishedArgs, WorkItemRefEstablishedEventHandler>(
                "establish", "established", "WorkItemRefEstablished", (handler, sender, args) => handler(sender, args)),
            new WorkItemEvent<WorkItemRefRemovedArgs, WorkItemRefRemovedEventHandler>(
                "remove", "removed", "WorkItemRefRemoved", (handler, sender, args) => handler(sender, args))
        };

        public readonly string Command;
        public readonly string Printed;
        public readonly string Name;

        protected WorkItemEvent(string command, string printed, string name)
        {
            Command = command;
            Printed = printed;
            Name = name;
        }

        public static WorkItemEvent Of(string command)
        {
            WorkItemEvent found = Array.Find(All, each => each.Command == command);
            if (found == null)
                throw new ArgumentException("no such command: " + command);
            return found;
        }

        public abstract Type HandlerType(bool odd);

        public abstract EventArgs Arguments(string id, int code, object reference);

        public abstract void Call(Delegate handler, object sender, EventArgs arguments);
    }

    internal sealed class WorkItemEvent<TArgs, THandler> : WorkItemEvent
        where TArgs : EventArgs, new()
        where THandler : class
    {
        private readonly Action<THandler, object, TArgs> call;

        public WorkItemEvent(string command, string printed, string name, Action<THandler, object, TArgs> call)
            : base(command, printed, name)
        {
            this.call = call;
        }

        public override Type HandlerType(bool odd)
        {
            return odd ? typeof(OddHandler<TArgs>) : typeof(THandler);
        }

        // Not every event carries the work item itself.
        public override EventArgs Arguments(string id, int code, object reference)
        {
            TArgs arguments = new TArgs();
            Set(arguments, "WorkItemID", id);
            Set(arguments, "WorkItemType", code);
            Set(arguments, "WorkItemRef", reference);
            return arguments;
        }

        public override void Call(Delegate handler, object sender, EventArgs arguments)
        {
            OddHandler<TArgs> odd = handler as OddHandler<TArgs>;
            if (odd != null)
                odd(7, (TArgs)arguments);
            else
                call((THandler)(object)handler, sender, (TArgs)arguments);
        }

        private static void Set(TArgs arguments, string name, object value)
        {
            PropertyInfo property = typeof(TArgs).GetProperty(name);
            if (property != null)
                property.SetValue(arguments, value, null);
        }
    }

    public delegate void OddHandler<TArgs>(int code, TArgs arguments);

    // Keeps who listens to its events, and calls them. The events themselves are emitted into a class derived from it.
    public abstract class EventSource
    {
        private readonly Dictionary<string, Delegate> handlers = new Dictionary<string, Delegate>();

        internal void Raise(WorkItemEvent raised, EventArgs arguments)
        {
            Delegate handler;
            lock (handlers)
                handlers.TryGetValue(raised.Name, out handler);
            if (handler != null)
                raised.Call(handler, this, arguments);
        }

        protected void Add(string name, Delegate handler)
        {
            lock (handlers)
            {
                Delegate others;
                handlers.TryGetValue(name, out others);
                handlers[name] = Delegate.Combine(others, handler);
            }
        }

        protected void Remove(string name, Delegate handler)
        {
            lock (handlers)
                handlers[name] = Delegate.Remove(handlers[name], handler);
        }
    }

    public class WorkItemClient : EventSource
    {
    }

    public class MediaController : EventSource, IASMediaController
    {
        internal static MediaController Of(Ways ways)
        {
            if (ways.OddEventShape)
                return EmittedEvents.Create<MediaController>(EventPlace.OddClass);
            switch (ways.Events)
            {
                case "controller": return EmittedEvents.Create<MediaController>(EventPlace.Class);
                case "interface": return EmittedEvents.Create<MediaController>(EventPlace.Interface);
                case "property": return new ControllerWithClient(ways, true);
                case "late": return new ControllerWithClient(ways, false);
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

        internal virtual EventSource Source
        {
            get { return this; }
        }

        internal virtual void LogIn()
        {
        }
    }

    public sealed class ControllerWithClient : MediaController
    {
        private readonly WorkItemClient client = EmittedEvents.Create<WorkItemClient>(EventPlace.Class);
        private readonly Ways ways;
        private bool present;

        internal ControllerWithClient(Ways ways, bool present)
        {
            this.ways = ways;
            this.present = present;
        }

        public WorkItemClient Client
        {
            get
            {
                ways.NeedHost("Client");
                return present ? client : null;
            }
        }

        internal override EventSource Source
        {
            get { return client; }
        }

        internal override void LogIn()
        {
            present = true;
        }
    }

    internal enum EventPlace
    {
        Class,
        Interface,
        OddClass
    }

    // Makes a class that has all work item events. As C# for one of them, it would be
    //   public event WorkItemRefDeliveredEventHandler WorkItemRefDelivered
    //   {
    //       add { Add("WorkItemRefDelivered", value); }
    //       remove { Remove("WorkItemRefDelivered", value); }
    //   }
    internal static class EmittedEvents
    {
        private const MethodAttributes Accessor = MethodAttributes.SpecialName | MethodAttributes.HideBySig
            | MethodAttributes.NewSlot | MethodAttributes.Virtual;

        private static readonly ModuleBuilder Module = AssemblyBuilder
            .DefineDynamicAssembly(new AssemblyName("EmulatedEvents"), AssemblyBuilderAccess.Run)
            .DefineDynamicModule("EmulatedEvents");

        private static readonly Dictionary<string, Type> Made = new Dictionary<string, Type>();

        public static T Create<T>(EventPlace place) where T : EventSource
        {
            string name = typeof(T).FullName + "With" + place + "Events";
            if (!Made.ContainsKey(name))
                Made[name] = Make(name, typeof(T), place);
            return (T)Activator.CreateInstance(Made[name]);
        }

        private static Type Make(string name, Type parent, EventPlace place)
        {
            TypeBuilder made = Module.DefineType(name, TypeAttributes.Public | TypeAttributes.Class, parent);
            Type contract = place == EventPlace.Interface ? Contract() : null;
            if (contract != null)
                made.AddInterfaceImplementation(contract);
            foreach (WorkItemEvent each in WorkItemEvent.All)
            {
                MethodBuilder add = Define(made, each, "Add", place);
                MethodBuilder remove = Define(made, each, "Remove", place);
                if (contract == null)
                    Declare(made, each.Name, each.HandlerType(place == EventPlace.OddClass), add, remove);
                else
                    Implement(made, contract.GetEvent(each.Name), add, remove);
            }
            return made.CreateType();
        }

        private static Type Contract()
        {
            TypeBuilder made = Module.DefineType("EmcEmulator.IWorkItemEvents",
                TypeAttributes.Public | TypeAttributes.Interface | TypeAttributes.Abstract);
            foreach (WorkItemEvent each in WorkItemEvent.All)
            {
                Declare(made, each.Name, each.HandlerType(false),
                    DefineAbstract(made, each, "Add"), DefineAbstract(made, each, "Remove"));
            }
            return made.CreateType();
        }

        private static MethodBuilder DefineAbstract(TypeBuilder made, WorkItemEvent each, string action)
        {
            return made.DefineMethod(action.ToLowerInvariant() + "_" + each.Name,
                Accessor | MethodAttributes.Public | MethodAttributes.Abstract,
                typeof(void), new Type[] { each.HandlerType(false) });
        }

        private static MethodBuilder Define(TypeBuilder made, WorkItemEvent each, string action, EventPlace place)
        {
            MethodAttributes seen = place == EventPlace.Interface ? MethodAttributes.Private : MethodAttributes.Public;
            MethodBuilder accessor = made.DefineMethod(action.ToLowerInvariant() + "_" + each.Name, Accessor | seen,
                typeof(void), new Type[] { each.HandlerType(place == EventPlace.OddClass) });
            ILGenerator code = accessor.GetILGenerator();
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ldstr, each.Name);
            code.Emit(OpCodes.Ldarg_1);
            code.Emit(OpCodes.Call,
                typeof(EventSource).GetMethod(action, BindingFlags.Instance | BindingFlags.NonPublic));
            code.Emit(OpCodes.Ret);
            return accessor;
        }

        private static void Declare(
            TypeBuilder made, string name, Type handlerType, MethodBuilder add, MethodBuilder remove)
        {
            EventBuilder declared = made.DefineEvent(name, EventAttributes.None, handlerType);
            declared.SetAddOnMethod(add);
            declared.SetRemoveOnMethod(remove);
        }

        private static void Implement(TypeBuilder made, EventInfo declared, MethodBuilder add, MethodBuilder remove)
        {
            made.DefineMethodOverride(add, declared.GetAddMethod());
            made.DefineMethodOverride(remove, declared.GetRemoveMethod());
        }
    }
}
