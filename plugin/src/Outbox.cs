// What goes to the service: a line (Message, with the e-mail by Base64), and all lines that the service has not
// acknowledged yet (Outbox).

using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;

namespace ChatPlugin
{
    // One line, ready to be written as often as it has to be: an event is written again after the service ended without
    // acknowledging it.
    //
    // The e-mail stays the byte array that EMC gave; it becomes base64 piece by piece on its way into the pipe.
    internal sealed class Message
    {
        // A multiple of three, so that no piece but the last is padded.
        private const int Piece = 48 * 1024;
        private static readonly UTF8Encoding Utf8 = new UTF8Encoding(false);
        private static readonly byte[] AfterEmail = Utf8.GetBytes("\"}}\n");

        private readonly string method;
        private readonly long sequence;
        private readonly string contact;
        private readonly byte[] head;
        private readonly byte[] email;

        private Message(string method, long sequence, string contact, string head, byte[] email)
        {
            this.contact = contact;
            this.method = method;
            this.sequence = sequence;
            this.head = Utf8.GetBytes(head);
            this.email = email;
        }

        public string Method
        {
            get { return method; }
        }

        // 0 for a message that is not an event.
        public long Sequence
        {
            get { return sequence; }
        }

        // The id that EMC gave the contact; null where a message is about none.
        public string Contact
        {
            get { return contact; }
        }

        public long Size
        {
            get { return head.LongLength + (email == null ? 0 : email.LongLength); }
        }

        // How often the service ended while this was the oldest event it had not acknowledged.
        public int Deaths { get; set; }

        // Who sat at the desktop before this event; null for one that does not change it.
        public JsonText OperatorBefore { get; private set; }

        public static Message Request(long id, string method, JsonText parameters)
        {
            JsonText envelope = new JsonText().Add("jsonrpc", "2.0").Add("id", id);
            return new Message(method, 0, null, envelope.Add("method", method).Add("params", parameters) + "\n", null);
        }

        public static Message Notice(string method, JsonText parameters)
        {
            return new Message(method, 0, null, Envelope(method).Add("params", parameters) + "\n", null);
        }

        public static Message Event(string method, long sequence, string contact, JsonText parameters, byte[] email)
        {
            if (email == null)
                return new Message(method, sequence, contact, Envelope(method).Add("params", parameters) + "\n", null);

            string head = Envelope(method).OpenFor("params") + parameters.OpenFor("email") + "\"";
            return new Message(method, sequence, contact, head, email);
        }

        public static Message OperatorEvent(string method, long sequence, JsonText parameters, JsonText before)
        {
            Message message = Event(method, sequence, null, parameters, null);
            message.OperatorBefore = before;
            return message;
        }

        public void WriteTo(Stream stream)
        {
            stream.Write(head, 0, head.Length);
            if (email != null)
                WriteEmailTo(stream);
            stream.Flush();
        }

        private void WriteEmailTo(Stream stream)
        {
            byte[] characters = new byte[Piece / 3 * 4];
            for (int start = 0; start < email.Length; start += Piece)
            {
                int count = System.Math.Min(Piece, email.Length - start);
                stream.Write(characters, 0, Base64.Encode(email, start, count, characters));
            }
            stream.Write(AfterEmail, 0, AfterEmail.Length);
        }

        private static JsonText Envelope(string method)
        {
            return new JsonText().Add("jsonrpc", "2.0").Add("method", method);
        }
    }

    // Base64 (RFC 4648, section 4) from bytes to bytes, three in and four out, without a string in between: an e-mail
    // of 100 MB must not become 270 MB of text in EMC's process, which may be a 32-bit one.
    internal static class Base64
    {
        private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

        // Twelve bits give two characters: a look-up each, instead of two shifts and two masks.
        private static readonly byte[] FirstOfTwo = new byte[4096];
        private static readonly byte[] SecondOfTwo = new byte[4096];

        static Base64()
        {
            for (int bits = 0; bits < 4096; bits++)
            {
                FirstOfTwo[bits] = (byte)Alphabet[bits >> 6];
                SecondOfTwo[bits] = (byte)Alphabet[bits & 63];
            }
        }

        // Encodes data[start..start+count) to the beginning of target, and returns the number of characters. Pieces
        // of one text may be encoded one by one if every piece but the last is a multiple of three.
        public static int Encode(byte[] data, int start, int count, byte[] target)
        {
            byte[] first = FirstOfTwo;
            byte[] second = SecondOfTwo;
            int end = start + count - count % 3;
            int written = 0;
            for (int i = start; i < end; i += 3)
            {
                int high = data[i] << 4 | data[i + 1] >> 4;
                int low = (data[i + 1] & 15) << 8 | data[i + 2];
                target[written] = first[high];
                target[written + 1] = second[high];
                target[written + 2] = first[low];
                target[written + 3] = second[low];
                written += 4;
            }
            return written + EncodeRest(data, end, count % 3, target, written);
        }

        private static int EncodeRest(byte[] data, int start, int count, byte[] target, int written)
        {
            if (count == 0)
                return 0;
            int second = count == 2 ? data[start + 1] : 0;
            int high = data[start] << 4 | second >> 4;
            target[written] = FirstOfTwo[high];
            target[written + 1] = SecondOfTwo[high];
            target[written + 2] = count == 2 ? FirstOfTwo[(second & 15) << 8] : (byte)'=';
            target[written + 3] = (byte)'=';
            return 4;
        }
    }

    // What the service has to be told and has not acknowledged yet, in the order of the sequence numbers. An event
    // leaves it when it is acknowledged, or when the service ended too often on it; sending it is not enough.
    internal sealed class Outbox
    {
        private const int MostDeaths = 3;

        private readonly object gate = new object();
        private readonly List<Message> kept = new List<Message>();
        private readonly Budget budget;
        private int sent;
        private Message notice;
        private Message question;

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

        // As PutNotice, for a question that the service is to answer.
        public void Ask(Message message)
        {
            lock (gate)
            {
                question = message;
                Monitor.Pulse(gate);
            }
        }

        // The sequence number of the oldest event that the service was sent and has not acknowledged; 0 for none.
        public long OldestSent
        {
            get
            {
                lock (gate)
                    return sent == 0 ? 0 : kept[0].Sequence;
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
                        return Taken(ref notice);
                    if (question != null)
                        return Taken(ref question);
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
                question = null;
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

        private static Message Taken(ref Message message)
        {
            Message taken = message;
            message = null;
            return taken;
        }
    }
}
