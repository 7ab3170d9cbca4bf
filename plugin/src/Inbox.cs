// Between EMC's threads, which raise events, and the plug-in's own, which reads and forwards them. Putting in takes
// microseconds and never waits for anything but another thread that does the same.
//
// A list, and no Queue: mono has that in mscorlib and Microsoft in System, so that a DLL compiled here would not load
// there. The budget keeps the list short.

using System.Collections.Generic;
using System.Threading;

namespace ChatPlugin
{
    internal sealed class Inbox
    {
        private const int ReportInterval = 250;

        private readonly List<RaisedEvent> events = new List<RaisedEvent>();
        private readonly Budget budget;
        private readonly EmcLog log;
        private bool closed;

        public Inbox(Budget budget, EmcLog log)
        {
            this.budget = budget;
            this.log = log;
        }

        public void Open()
        {
            lock (events)
                closed = false;
        }

        public void Put(RaisedEvent raised)
        {
            bool taken = budget.TryTakeEvent();
            lock (events)
            {
                if (taken)
                    events.Add(raised);
                Monitor.Pulse(events);
            }
        }

        // Waits for the next event; null once the inbox is closed and empty.
        public RaisedEvent Take()
        {
            while (true)
            {
                lock (events)
                {
                    if (events.Count > 0)
                        return TakeFirst();
                    if (closed)
                        return null;
                    Monitor.Wait(events, budget.OwesReport ? ReportInterval : Timeout.Infinite);
                    if (events.Count > 0)
                        return TakeFirst();
                }
                // Out of the lock: EMC's log may take its time, and EMC's thread must not wait for it.
                budget.Report(log);
            }
        }

        public void Close()
        {
            lock (events)
            {
                closed = true;
                Monitor.PulseAll(events);
            }
        }

        private RaisedEvent TakeFirst()
        {
            RaisedEvent first = events[0];
            events.RemoveAt(0);
            return first;
        }
    }
}
