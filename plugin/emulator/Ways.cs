// The section [Emulator]: which of the ways that EMC may have is played. Every key may be left out.
//
//   Events=controller|interface|property|late   where the three work item events live; `late`: on a property that is
//                                                null until the operator logs in
//   EventShape=normal|odd                        odd: (int code, XArgs e) instead of (object sender, XArgs e)
//   EnumerateConfiguration=1|0|empty             whether configuration can be enumerated; `empty`: without any item
//   Constants=1|0                                whether the work item type constants can be found
//   MediaController=1|0                          whether there is one
//   Throw=Member,Member                          members that throw: GetWorkItemData, SMClientWorkItemLoaded, Parser,
//                                                Skill, Identifier, AgentID, ConfigurationItem (a key that is not
//                                                there)
//   Proxies=1|0                                  whether work items are transparent proxies, as EMC's are; never where
//                                                the CLR has no remoting
//   MemberDelay=<milliseconds>                   how long each call to such a proxy takes, as over a network
//   EventThread=host|pool|other                  on which thread an event is raised
//   LogDelay=<milliseconds>                      how long EMC's error log takes for a line
//   NeedsHost=<words>                            a line of EMC's error log with these words, or the property Client, is
//                                                handed to EMC's own thread, which never comes: it is stopping plug-ins

using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;

namespace EmcEmulator
{
    internal sealed class Ways
    {
        private readonly HostConfiguration configuration;
        private readonly Likeness likeness;
        private readonly string[] throwing;
        private readonly string needsHost;
        private readonly Thread host = Thread.CurrentThread;

        // The likeness may be null.
        public Ways(HostConfiguration configuration, Likeness likeness)
        {
            this.configuration = configuration;
            this.likeness = likeness;
            throwing = Text("Throw", "").Split(',');
            Events = Text("Events", "controller");
            OddEventShape = Text("EventShape", "normal") == "odd";
            EnumerateConfiguration = Text("EnumerateConfiguration", "1") != "0";
            EnumerateNothing = Text("EnumerateConfiguration", "1") == "empty";
            Constants = Text("Constants", "1") == "1";
            MediaController = Text("MediaController", "1") == "1";
            Proxies = Text("Proxies", "1") == "1" && HasRemoting;
            MemberDelay = int.Parse(Text("MemberDelay", "0"));
            EventThread = Text("EventThread", "host");
            LogDelay = int.Parse(Text("LogDelay", "0"));
            needsHost = Text("NeedsHost", null);
        }

        public string Events { get; private set; }

        public bool OddEventShape { get; private set; }

        public bool EnumerateConfiguration { get; private set; }

        public bool EnumerateNothing { get; private set; }

        public bool Constants { get; private set; }

        public bool MediaController { get; private set; }

        public bool Proxies { get; private set; }

        public int MemberDelay { get; private set; }

        public int LogDelay { get; private set; }

        public string EventThread { get; private set; }

        public bool Throws(string member)
        {
            return Array.IndexOf(throwing, member) >= 0;
        }

        // Gives `attributes` those that work items of the kind have at the site that is played.
        public void AddAttributes(string kind, Type type, IDictionary<string, string> attributes)
        {
            if (likeness == null)
                return;
            foreach (string name in likeness.AttributesOf(kind))
            {
                bool isOfArguments = name.StartsWith("WorkItem", StringComparison.Ordinal);
                if (!isOfArguments && type.GetProperty(name) == null && !attributes.ContainsKey(name))
                    attributes[name] = "played";
            }
        }

        // Raises an event on the thread that EMC would raise it on, and waits until it was raised.
        public void RaiseOn(Action raise)
        {
            if (EventThread == "host")
            {
                raise();
                return;
            }
            using (ManualResetEvent raised = new ManualResetEvent(false))
            {
                WaitCallback work = delegate
                {
                    try
                    {
                        raise();
                    }
                    finally
                    {
                        raised.Set();
                    }
                };
                if (EventThread == "pool")
                    ThreadPool.QueueUserWorkItem(work);
                else
                    new Thread(delegate() { work(null); }).Start();
                raised.WaitOne();
            }
        }

        public void Delay()
        {
            if (MemberDelay > 0)
                Thread.Sleep(MemberDelay);
        }

        // Called by every member that may be told to throw.
        public void Reach(string member)
        {
            if (Throws(member))
                throw new InvalidOperationException(member + " throws, as [Emulator] Throw has it");
        }

        // Called by what may be told to need EMC's own thread.
        public void NeedHost(string what)
        {
            if (needsHost == null || !what.Contains(needsHost) || Thread.CurrentThread == host)
                return;
            Output.Line("waits for EMC's own thread: " + what);
            Thread.Sleep(Timeout.Infinite);
        }

        // The work item as EMC would hand it out.
        public object ReferenceTo(EmulatedWorkItem workItem)
        {
            return Proxies ? ProxyOf(workItem) : workItem;
        }

        private static bool HasRemoting
        {
            get { return typeof(object).Assembly.GetType("System.Runtime.Remoting.Proxies.RealProxy") != null; }
        }

        // By itself: a method that names the proxy cannot be compiled where there is no remoting.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private object ProxyOf(EmulatedWorkItem workItem)
        {
            return WorkItemProxy.Of(workItem, this);
        }

        private string Text(string key, string otherwise)
        {
            string value = configuration.ValueOf("Emulator", key);
            if (!string.IsNullOrEmpty(value))
                return value;
            return (likeness == null ? null : likeness.Way(key)) ?? otherwise;
        }
    }
}
