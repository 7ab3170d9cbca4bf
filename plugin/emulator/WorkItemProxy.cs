// A transparent proxy before a work item: EMC's work items are .NET Remoting proxies, and reflection treats these
// otherwise than plain objects. Each call may take its time, as over a network. .NET Core has no remoting, so this class
// is not touched there (Ways.cs).

using System;
using System.Reflection;
using System.Runtime.Remoting.Messaging;
using System.Runtime.Remoting.Proxies;

namespace EmcEmulator
{
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
