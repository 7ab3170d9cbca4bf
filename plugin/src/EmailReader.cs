// The raw bytes of an e-mail contact, as EMC's work item holds them.
//
// EMC's samples feed EmailMessage to a MIME reader, so it is taken to be bytes; a stream or a text would be taken
// too. The bytes are not looked into.

using System;
using System.IO;
using System.Text;

namespace ChatPlugin
{
    internal static class EmailReader
    {
        private const long LargestEmail = Budget.MostBytes;

        public static void Read(object workItem, WorkItemFacts facts)
        {
            try
            {
                object data = LateMembers.Call(workItem, "GetWorkItemData", new object[0]);
                byte[] email = BytesOf(LateMembers.Read(data, "EmailMessage"));
                if (email == null)
                    facts.AddProblem("EMC's work item data has no EmailMessage");
                else if (email.LongLength > LargestEmail)
                    facts.AddProblem("the e-mail is larger than " + LargestEmail / 1024 / 1024 + " MiB");
                else
                    facts.Email = email;
            }
            catch (Exception e)
            {
                facts.AddProblem("the e-mail could not be read: " + EmcLog.Describe(e));
            }
        }

        private static byte[] BytesOf(object message)
        {
            if (message is string)
                return BytesOf((string)message);
            Stream stream = message as Stream;
            return stream == null ? message as byte[] : BytesOf(stream);
        }

        // A raw e-mail that became text was most likely read byte by byte; if it was not, UTF-8 keeps every letter.
        private static byte[] BytesOf(string message)
        {
            foreach (char c in message)
            {
                if (c > '\u00ff')
                    return Encoding.UTF8.GetBytes(message);
            }
            return Encoding.GetEncoding("iso-8859-1").GetBytes(message);
        }

        private static byte[] BytesOf(Stream stream)
        {
            MemoryStream copy = new MemoryStream();
            byte[] piece = new byte[64 * 1024];
            for (int n = stream.Read(piece, 0, piece.Length); n > 0; n = stream.Read(piece, 0, piece.Length))
                copy.Write(piece, 0, n);
            return copy.ToArray();
        }
    }
}
