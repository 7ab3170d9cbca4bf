// One line to the service, ready to be written as often as it has to be: an event is written again after the service
// ended without acknowledging it.
//
// The e-mail stays the byte array that EMC gave; it becomes base64 piece by piece on its way into the pipe.

using System.IO;
using System.Text;

namespace ChatPlugin
{
    internal sealed class Message
    {
        // A multiple of three, so that no piece but the last is padded.
        private const int Piece = 48 * 1024;
        private static readonly UTF8Encoding Utf8 = new UTF8Encoding(false);
        private static readonly byte[] AfterEmail = Utf8.GetBytes("\"}}\n");

        private readonly string method;
        private readonly long sequence;
        private readonly byte[] head;
        private readonly byte[] email;

        private Message(string method, long sequence, string head, byte[] email)
        {
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

        public long Size
        {
            get { return head.LongLength + (email == null ? 0 : email.LongLength); }
        }

        // How often the service ended while this was the oldest event it had not acknowledged.
        public int Deaths { get; set; }

        public static Message Request(long id, string method, JsonText parameters)
        {
            JsonText envelope = new JsonText().Add("jsonrpc", "2.0").Add("id", id);
            return new Message(method, 0, envelope.Add("method", method).Add("params", parameters) + "\n", null);
        }

        public static Message Notice(string method, JsonText parameters)
        {
            return new Message(method, 0, Envelope(method).Add("params", parameters) + "\n", null);
        }

        public static Message Event(string method, long sequence, JsonText parameters, byte[] email)
        {
            if (email == null)
                return new Message(method, sequence, Envelope(method).Add("params", parameters) + "\n", null);

            string head = Envelope(method).OpenFor("params") + parameters.OpenFor("email") + "\"";
            return new Message(method, sequence, head, email);
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
}
