// Cuts a stream of bytes into lines, whatever is in them. A line that is longer than allowed is skipped to its end
// and counted, so that a child that runs wild cannot fill EMC's memory.

using System;
using System.IO;
using System.Text;

namespace ChatPlugin
{
    internal sealed class LineReader
    {
        // Bytes that are no UTF-8 become U+FFFD.
        private static readonly Encoding Utf8 = new UTF8Encoding(false, false);

        private readonly Stream stream;
        private readonly int longest;
        private readonly byte[] buffer = new byte[16 * 1024];
        private readonly MemoryStream line = new MemoryStream();
        private int at;
        private int filled;

        public LineReader(Stream stream, int longest)
        {
            this.stream = stream;
            this.longest = longest;
        }

        // Null at the end of the stream. A line that was cut short has `overlong` set and holds its beginning.
        public string Read(out bool overlong)
        {
            line.SetLength(0);
            overlong = false;
            while (true)
            {
                if (at == filled && !Fill())
                    return line.Length == 0 ? null : Text();
                int end = Array.IndexOf(buffer, (byte)'\n', at, filled - at);
                int stop = end < 0 ? filled : end;
                int room = longest - (int)line.Length;
                overlong |= stop - at > room;
                line.Write(buffer, at, Math.Min(stop - at, room));
                at = end < 0 ? filled : end + 1;
                if (end >= 0)
                    return Text();
            }
        }

        private bool Fill()
        {
            at = 0;
            filled = stream.Read(buffer, 0, buffer.Length);
            return filled > 0;
        }

        private string Text()
        {
            return Utf8.GetString(line.GetBuffer(), 0, (int)line.Length).TrimEnd('\r');
        }
    }
}
