// One life of the service: its process, a thread that writes to it and two that read from it.
//
// It deliberately does not start it again and keeps no event: ServiceKeeper and Outbox do. Everything is bytes: the
// text writer of Process would use the console's code page, and may begin with a byte order mark.

using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;

namespace ChatPlugin
{
    internal sealed class ServiceRun
    {
        private const int LongestMessage = 1024 * 1024;
        private const int LastWords = 1000;

        // That of initialize is 1.
        public const long CheckId = 2;

        private readonly Process process;
        private readonly Stream input;
        private readonly Outbox outbox;
        private readonly ServiceMessages messages;
        private readonly EmcLog log;
        private readonly Stopwatch age = Stopwatch.StartNew();
        private Thread writer;
        private Thread reader;
        private volatile bool ended;
        private volatile bool stopping;
        private volatile bool answered;
        private volatile string excuse;

        private ServiceRun(Process process, Outbox outbox, ToldSettings told, EmcLog log)
        {
            this.process = process;
            this.outbox = outbox;
            this.log = log;
            input = process.StandardInput.BaseStream;
            messages = new ServiceMessages(this, outbox, told, log);
        }

        public bool Ended
        {
            get { return ended; }
        }

        public bool Stopping
        {
            get { return stopping; }
        }

        // Whether it answered initialize: one that did not is broken by itself, and no event is to blame.
        public bool Answered
        {
            get { return answered; }
            set { answered = value; }
        }

        // What the service said to the last question, why it acknowledges nothing; empty for no reason, null until it
        // answers.
        public string Excuse
        {
            get { return excuse; }
            set { excuse = value; }
        }

        // Asks whether it lives, behind everything that it was sent.
        public void Ask()
        {
            excuse = null;
            outbox.Ask(Message.Request(CheckId, "service/check", new JsonText()));
        }

        public TimeSpan Age
        {
            get { return age.Elapsed; }
        }

        // Throws what Process.Start throws.
        public static ServiceRun Start(
            string program, string arguments, Message first, Outbox outbox, ToldSettings told, EmcLog log)
        {
            ProcessStartInfo start = new ProcessStartInfo(program, arguments);
            start.UseShellExecute = false;
            start.CreateNoWindow = true;
            start.RedirectStandardInput = true;
            start.RedirectStandardOutput = true;
            start.RedirectStandardError = true;
            start.EnvironmentVariables["PYTHONUTF8"] = "1";

            ServiceRun run = new ServiceRun(Process.Start(start), outbox, told, log);
            log.Information("service started, pid " + run.process.Id);
            run.writer = BackgroundThread.Start("writer", log, delegate { run.Write(first); });
            run.reader = BackgroundThread.Start("reader", log, run.Read);
            BackgroundThread.Start("diagnostics", log, run.ReadDiagnostics);
            return run;
        }

        // True once the process has ended.
        public bool WaitForEnd(int milliseconds)
        {
            return process.WaitForExit(milliseconds);
        }

        // Lets the service read what is left, then gives it the order to exit: the end of its input.
        public void EndInput()
        {
            stopping = true;
            outbox.Wake();
            writer.Join(LastWords);
            CloseInput();
        }

        public void Kill()
        {
            try
            {
                process.Kill();
            }
            catch (Exception)
            {
                // It has just ended by itself.
            }
        }

        // Takes in its last words and lets go of it; returns its exit code.
        public int Close()
        {
            ended = true;
            outbox.Wake();
            reader.Join(LastWords);
            CloseInput();
            writer.Join(LastWords);
            int code = process.ExitCode;
            process.Close();
            return code;
        }

        private void Write(Message first)
        {
            try
            {
                for (Message message = first; message != null; message = outbox.Next(this))
                    message.WriteTo(input);
            }
            catch (IOException)
            {
                // It has ended: the keeper notices by itself.
            }
            catch (ObjectDisposedException)
            {
                // Likewise, and its pipe is closed already.
            }
            catch (Exception e)
            {
                // Half a line may have been written: only a new service can be told the rest.
                log.Fatal("could not write to the service, which is started again: " + EmcLog.Describe(e));
                Kill();
            }
        }

        private void Read()
        {
            EachLine(process.StandardOutput.BaseStream, LongestMessage, messages.Take);
        }

        private void ReadDiagnostics()
        {
            EachLine(process.StandardError.BaseStream, EmcLog.LongestLine, delegate(string line, bool overlong)
            {
                if (line.Length > 0)
                    log.Information("service: " + line);
            });
        }

        private static void EachLine(Stream stream, int longest, Action<string, bool> take)
        {
            LineReader lines = new LineReader(stream, longest);
            bool overlong;
            try
            {
                for (string line = lines.Read(out overlong); line != null; line = lines.Read(out overlong))
                    take(line, overlong);
            }
            catch (IOException)
            {
                // The end of the pipe, as some systems tell it.
            }
            catch (ObjectDisposedException)
            {
            }
        }

        private void CloseInput()
        {
            try
            {
                input.Close();
            }
            catch (Exception)
            {
                // A pipe that is broken already.
            }
        }
    }

    // Cuts a stream of bytes into lines, whatever is in them. A line that is longer than allowed is skipped to its end
    // and counted, so that a child that runs wild cannot fill EMC's memory.
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
