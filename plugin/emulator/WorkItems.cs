// The two kinds of work items that the emulator delivers. A scenario's own attributes become real public properties of
// a class derived from these (AttributeTypes), because a plug-in can only find them by reflection. A plug-in gets them
// behind a proxy, as EMC hands them out (WorkItemProxy).

using System;
using System.Collections.Generic;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Remoting.Messaging;
using System.Runtime.Remoting.Proxies;
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

    // Makes a class with the public string properties that a scenario asks for, such as CustomerSegment.
    internal static class AttributeTypes
    {
        private static readonly ModuleBuilder Module = AssemblyBuilder
            .DefineDynamicAssembly(new AssemblyName("EmulatedWorkItems"), AssemblyBuilderAccess.Run)
            .DefineDynamicModule("EmulatedWorkItems");

        private static readonly Dictionary<string, Type> Made = new Dictionary<string, Type>();

        public static T Create<T>(IDictionary<string, string> attributes) where T : EmulatedWorkItem
        {
            List<string> names = new List<string>(attributes.Keys);
            names.Sort(StringComparer.Ordinal);
            Type type = TypeWith(typeof(T), names);
            T workItem = (T)Activator.CreateInstance(type);
            foreach (string name in names)
                type.GetField(FieldOf(name)).SetValue(workItem, attributes[name]);
            return workItem;
        }

        private static Type TypeWith(Type parent, List<string> names)
        {
            string key = parent.Name + "|" + string.Join("|", names.ToArray());
            if (!Made.ContainsKey(key))
            {
                TypeBuilder builder = Module.DefineType(
                    parent.Name + Made.Count, TypeAttributes.Public | TypeAttributes.Class, parent);
                foreach (string name in names)
                    DefineProperty(builder, name);
                Made[key] = builder.CreateType();
            }
            return Made[key];
        }

        private static void DefineProperty(TypeBuilder builder, string name)
        {
            FieldBuilder field = builder.DefineField(FieldOf(name), typeof(string), FieldAttributes.Public);
            MethodBuilder getter = builder.DefineMethod("get_" + name,
                MethodAttributes.Public | MethodAttributes.SpecialName | MethodAttributes.HideBySig,
                typeof(string), Type.EmptyTypes);
            ILGenerator code = getter.GetILGenerator();
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ldfld, field);
            code.Emit(OpCodes.Ret);
            builder.DefineProperty(name, PropertyAttributes.None, typeof(string), null).SetGetMethod(getter);
        }

        private static string FieldOf(string name)
        {
            return "value of " + name;
        }
    }

    // A transparent proxy before a work item: EMC's work items are .NET Remoting proxies, and reflection treats these
    // otherwise than plain objects. Each call may take its time, as over a network. .NET Core has no remoting, so this
    // class is not touched there (Ways.cs).
    internal sealed class WorkItemProxy : RealProxy
    {
        private readonly EmulatedWorkItem workItem;
        private readonly Ways ways;

        private WorkItemProxy(EmulatedWorkItem workItem, Ways ways)
            : base(workItem.GetType())
        {
            this.workItem = workItem;
            this.ways = ways;
        }

        public static object Of(EmulatedWorkItem workItem, Ways ways)
        {
            return new WorkItemProxy(workItem, ways).GetTransparentProxy();
        }

        public override IMessage Invoke(IMessage message)
        {
            IMethodCallMessage call = (IMethodCallMessage)message;
            object[] arguments = (object[])call.Args.Clone();
            try
            {
                ways.Delay();
                object result = call.MethodBase.Invoke(workItem, arguments);
                return new ReturnMessage(result, arguments, arguments.Length, call.LogicalCallContext, call);
            }
            catch (TargetInvocationException e)
            {
                return new ReturnMessage(e.InnerException, call);
            }
        }
    }
}
