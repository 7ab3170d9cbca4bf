// The emulator's standard output: whole lines from any thread, in UTF-8 without a byte order mark, flushed at once.

using System;
using System.IO;
using System.Text;

namespace EmcEmulator
{
    internal static class Output
    {
        private static readonly object Gate = new object();
        private static readonly StreamWriter Writer =
            new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false));

        public static void Line(string text)
        {
            lock (Gate)
            {
                try
                {
                    Writer.Write(text + "\n");
                    Writer.Flush();
                }
                catch (IOException)
                {
                    // Nobody reads any more: the desktop goes on.
                }
            }
        }
    }
}
