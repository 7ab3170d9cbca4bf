// What EMC raises, on its way from EMC's own thread to the plug-in's: which events the plug-in listens to
// (DesktopEvent), what is kept of one (RaisedEvent, with its origin, and its time by DesktopClock), the queue (Inbox),
// and how much the plug-in may keep (Budget).
//
// Nothing is read of an event here: EMC's thread is held for microseconds.

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace ChatPlugin
{
    // What is read of a work item at an event. Each has what those before it have.
    internal enum Reading
    {
        Identity,
        Content,
        Conversation
    }

    // Each event that the plug-in listens to: EMC's name, and the protocol's (protocol/plugin.md). One more event of
    // work items is one more line here.
    internal sealed class DesktopEvent
    {
        public static readonly DesktopEvent OperatorChanged =
            new DesktopEvent("AgentGetStateReturn", "operator/changed", Reading.Identity);

        public static readonly DesktopEvent[] OfWorkItems = new DesktopEvent[]
        {
            new DesktopEvent("WorkItemRefDelivered", "workItem/delivered", Reading.Content),
            new DesktopEvent("WorkItemRefEstablished", "workItem/established", Reading.Conversation),
            new DesktopEvent("WorkItemRefRemoved", "workItem/removed", Reading.Identity)
        };

        public readonly string Name;
        public readonly string Method;
        public readonly Reading Reading;

        public DesktopEvent(string name, string method, Reading reading)
        {
            Name = name;
            Method = method;
            Reading = reading;
        }
    }

    // An event as EMC raised it: nothing of it has been read yet, because reading may be a call over the network and
    // this is made on EMC's own thread.
    internal sealed class RaisedEvent
    {
        public readonly DesktopEvent Event;
        public readonly object Arguments;
        public readonly long Ticks;
        public readonly EventOrigin Origin;
        public readonly string Thread;

        public RaisedEvent(DesktopEvent desktopEvent, object arguments, EventOrigin origin)
        {
            Ticks = DesktopClock.Ticks();
            Event = desktopEvent;
            Arguments = arguments;
            Origin = origin;
            Thread = RaisingThread.Current();
        }
    }

    // Where an event came from: the object and the handler that it is bound by.
    internal sealed class EventOrigin
    {
        public readonly string Place;
        public readonly string Handler;

        public EventOrigin(string place, Type handlerType)
        {
            Place = place;
            Handler = handlerType.GetMethod("Invoke").ToString();
        }
    }

    // The thread that raised an event, taken on that thread.
    internal static class RaisingThread
    {
        private static int host;

        // EMC's own thread is the one that starts the plug-in.
        public static void StartsHere()
        {
            host = Thread.CurrentThread.ManagedThreadId;
        }

        public static string Current()
        {
            Thread current = Thread.CurrentThread;
            if (current.ManagedThreadId == host)
                return "host";
            return current.IsThreadPoolThread ? "pool" : "other";
        }
    }

    // What EMC calls when it raises an event. Nothing may escape from here into EMC.
    internal sealed class Relay
    {
        private readonly DesktopEvent desktopEvent;
        private readonly Inbox inbox;
        private readonly EventOrigin origin;

        public Relay(DesktopEvent desktopEvent, Inbox inbox, EventOrigin origin)
        {
            this.desktopEvent = desktopEvent;
            this.inbox = inbox;
            this.origin = origin;
        }

        public void Raised(object sender, object arguments)
        {
            try
            {
                inbox.Put(new RaisedEvent(desktopEvent, arguments, origin));
            }
            catch (Exception)
            {
            }
        }
    }

    // When an event was raised: milliseconds since 1970 with microseconds after the point.
    //
    // DateTime.UtcNow alone moves in steps of up to 16 ms on Windows. So the time of day is read once, at the moment
    // it steps, and Stopwatch counts on from there. When the two have drifted apart, because somebody set the clock,
    // it is read again. Not safe for several threads: the forwarding thread owns it.
    internal sealed class DesktopClock
    {
        private const double Tolerance = 50.0;
        private const double LongestStep = 20.0;

        private static readonly DateTime Epoch = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        private static readonly double TicksPerMillisecond = Stopwatch.Frequency / 1000.0;

        private double anchorTime;
        private long anchorTicks;

        public DesktopClock()
        {
            Anchor();
        }

        // All that is taken on EMC's own thread.
        public static long Ticks()
        {
            return Stopwatch.GetTimestamp();
        }

        public static double MillisecondsSince(long ticks)
        {
            return (Ticks() - ticks) / TicksPerMillisecond;
        }

        public double TimeOf(long ticks)
        {
            double drift = TimeOfDay() - Extrapolate(Ticks());
            if (Math.Abs(drift) > Tolerance)
                Anchor();
            return Extrapolate(ticks);
        }

        private double Extrapolate(long ticks)
        {
            return anchorTime + (ticks - anchorTicks) / TicksPerMillisecond;
        }

        private void Anchor()
        {
            double before = TimeOfDay();
            long start = Ticks();
            do
            {
                anchorTime = TimeOfDay();
                anchorTicks = Ticks();
            }
            while (anchorTime == before && (anchorTicks - start) / TicksPerMillisecond < LongestStep);
        }

        private static double TimeOfDay()
        {
            return (DateTime.UtcNow - Epoch).TotalMilliseconds;
        }
    }

    // Between EMC's threads, which raise events, and the plug-in's own, which reads and forwards them. Putting in
    // takes microseconds and never waits for anything but another thread that does the same.
    //
    // A list, and no Queue: mono has that in mscorlib and Microsoft in System, so that a DLL compiled here would not
    // load there. The budget keeps the list short.
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

    // How much the plug-in may keep for the service, counted over everything from the moment EMC raises an event until
    // the service acknowledges it; and how many events found no room.
    internal sealed class Budget
    {
        // A thousand contacts in a few seconds are three thousand events, and a desktop may be slow.
        public const int MostEvents = 10000;
        public const long MostBytes = 128L * 1024 * 1024;

        private int events;
        private long bytes;
        private long dropped;
        private long reported;
        private Stopwatch sinceReport;

        // Called on EMC's thread.
        public bool TryTakeEvent()
        {
            if (Interlocked.Increment(ref events) <= MostEvents)
                return true;
            Interlocked.Decrement(ref events);
            Interlocked.Increment(ref dropped);
            return false;
        }

        // The only message is always taken, however large, or it never would be.
        public bool TryTakeBytes(long size)
        {
            long taken = Interlocked.Add(ref bytes, size);
            if (taken <= MostBytes || taken == size)
                return true;
            Interlocked.Add(ref bytes, -size);
            return false;
        }

        public void GiveBack(int count, long size)
        {
            Interlocked.Add(ref events, -count);
            Interlocked.Add(ref bytes, -size);
        }

        public void Drop()
        {
            Interlocked.Decrement(ref events);
            Interlocked.Increment(ref dropped);
        }

        public bool OwesReport
        {
            get { return Interlocked.Read(ref dropped) != reported; }
        }

        // Says what was dropped, at most once a second. Called by the forwarding thread only.
        public void Report(EmcLog log)
        {
            if (!OwesReport || (sinceReport != null && sinceReport.ElapsedMilliseconds < 1000))
                return;
            long total = Interlocked.Read(ref dropped);
            log.Fatal("dropped " + (total - reported) + " event(s), " + total + " in all: the service is " + MostEvents
                + " events behind. Contacts without a CRM card are among them. See the service's own log.");
            reported = total;
            sinceReport = Stopwatch.StartNew();
        }
    }
}
