// How much the plug-in may keep for the service, counted over everything from the moment EMC raises an event until
// the service acknowledges it; and how many events found no room.

using System.Diagnostics;
using System.Threading;

namespace ChatPlugin
{
    internal sealed class Budget
    {
        public const int MostEvents = 1000;
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
