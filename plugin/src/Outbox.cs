// What the service has to be told and has not acknowledged yet, in the order of the sequence numbers. An event leaves
// it when it is acknowledged, or when the service ended too often on it; sending it is not enough.

using System.Collections.Generic;
using System.Threading;

namespace ChatPlugin
{
    internal sealed class Outbox
    {
        private const int MostDeaths = 3;

        private readonly object gate = new object();
        private readonly List<Message> kept = new List<Message>();
        private readonly Budget budget;
        private int sent;
        private Message notice;

        public Outbox(Budget budget)
        {
            this.budget = budget;
        }

        // False where there is no room for its bytes.
        public bool TryPut(Message message)
        {
            if (!budget.TryTakeBytes(message.Size))
                return false;
            lock (gate)
            {
                kept.Add(message);
                Monitor.Pulse(gate);
            }
            return true;
        }

        // Something for the running service only, ahead of all events; a later one replaces it.
        public void PutNotice(Message message)
        {
            lock (gate)
            {
                notice = message;
                Monitor.Pulse(gate);
            }
        }

        // Waits for the next message to the run of the service; null when the run is over, or when it is being
        // stopped and nothing is left.
        public Message Next(ServiceRun run)
        {
            lock (gate)
            {
                while (!run.Ended)
                {
                    if (notice != null)
                        return TakeNotice();
                    if (sent < kept.Count)
                        return kept[sent++];
                    if (run.Stopping)
                        return null;
                    Monitor.Wait(gate);
                }
                return null;
            }
        }

        public void Wake()
        {
            lock (gate)
                Monitor.PulseAll(gate);
        }

        public void Acknowledge(long sequence)
        {
            lock (gate)
            {
                int count = 0;
                long size = 0;
                while (count < sent && kept[count].Sequence <= sequence)
                    size += kept[count++].Size;
                kept.RemoveRange(0, count);
                sent -= count;
                budget.GiveBack(count, size);
            }
        }

        // Everything that was sent and not acknowledged goes to the next service. Returns how much that is.
        public int StartOver()
        {
            lock (gate)
            {
                int again = sent;
                sent = 0;
                notice = null;
                return again;
            }
        }

        // Who sat at the desktop when the oldest event came that is kept; null where none of them changes it.
        public JsonText OperatorOfOldest()
        {
            lock (gate)
            {
                Message change = kept.Find(delegate(Message each) { return each.OperatorBefore != null; });
                return change == null ? null : change.OperatorBefore;
            }
        }

        // The service ended by itself. The oldest event it had been sent and not acknowledged may be the cause: after
        // a few deaths it is given up, and returned, so that the others are not held up for ever.
        public Message BlameOldest()
        {
            lock (gate)
            {
                if (sent == 0 || ++kept[0].Deaths < MostDeaths)
                    return null;
                Message poison = kept[0];
                kept.RemoveAt(0);
                sent--;
                budget.GiveBack(1, poison.Size);
                return poison;
            }
        }

        private Message TakeNotice()
        {
            Message taken = notice;
            notice = null;
            return taken;
        }
    }
}
