// Keeps the service running from Start to Stop: finds its program (ServiceProgram), starts it, starts it again when it
// ends, waits longer each time it ends early, and has every event that was not acknowledged sent again. What is said to
// a running service, and by it, is ServiceRun's.
//
// It never holds its lock while it calls out: EMC's log may want EMC's own thread, which may be waiting in Stop.

using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace ChatPlugin
{
    internal sealed class ServiceKeeper
    {
        private const int FirstPause = 250;
        private const int LongestPause = 30 * 1000;
        private const int HealthyAge = 60 * 1000;
        private const int TimeToExit = 3000;
        private const int TimeToDie = 1000;
        private const int TickInterval = 2000;

        private readonly object gate = new object();
        private readonly Func<ServiceRun> startService;
        private readonly Action tick;
        private readonly Func<int> patience;
        private readonly Outbox outbox;
        private readonly EmcLog log;
        private Thread thread;
        private ServiceRun run;
        private bool stopping;
        private string lastTrouble;
        private bool wasHung;

        // `tick` is called every few seconds while a service runs; `patience` returns for how many seconds a service may
        // be silent, 0 for as long as it likes.
        public ServiceKeeper(
            Func<ServiceRun> startService, Action tick, Func<int> patience, Outbox outbox, EmcLog log)
        {
            this.patience = patience;
            this.startService = startService;
            this.tick = tick;
            this.outbox = outbox;
            this.log = log;
        }

        // Whether the service before this one was ended because it did not answer.
        public bool WasHung
        {
            get { return wasHung; }
        }

        // How many were.
        public int Hangs { get; private set; }

        public void Start()
        {
            thread = BackgroundThread.Start("keeper", log, Keep);
        }

        // Returns when the service is gone: within a few seconds, whatever it does.
        public void Stop()
        {
            ServiceRun current;
            lock (gate)
            {
                stopping = true;
                current = run;
                Monitor.PulseAll(gate);
            }
            if (current != null)
                current.EndInput();
            if (thread.Join(TimeToExit))
                return;

            log.Information("the service did not exit within " + TimeToExit + " ms of the end of its input: killed");
            lock (gate)
                current = run;
            if (current != null)
                current.Kill();
            thread.Join(TimeToDie);
        }

        private void Keep()
        {
            int pause = FirstPause;
            while (!Stopping)
            {
                ServiceRun started = TryStart();
                if (started != null && TryLiveThrough(started) >= HealthyAge)
                    pause = FirstPause;
                Pause(pause);
                pause = Math.Min(pause * 2, LongestPause);
            }
        }

        private ServiceRun TryStart()
        {
            try
            {
                ServiceRun started = startService();
                lastTrouble = null;
                return started;
            }
            catch (Exception e)
            {
                Complain("no service, so no CRM card comes up: " + e.Message);
                return null;
            }
        }

        private double TryLiveThrough(ServiceRun started)
        {
            try
            {
                return LiveThrough(started);
            }
            catch (Exception e)
            {
                log.Fatal("lost its hold of the service, which is started again: " + EmcLog.Describe(e));
                started.Kill();
                outbox.StartOver();
                return 0;
            }
        }

        // Returns how long it lived, in milliseconds.
        private double LiveThrough(ServiceRun current)
        {
            wasHung = false;
            if (Publish(current))
                current.EndInput();
            Watchdog watchdog = new Watchdog(current, outbox, TicksOf(patience()), log);
            while (!current.WaitForEnd(TickInterval))
            {
                tick();
                if (!wasHung && !current.Stopping && watchdog.HasLostPatience())
                {
                    wasHung = true;
                    Hangs++;
                    current.Kill();
                }
            }

            bool wanted = Publish(null);
            double age = current.Age.TotalMilliseconds;
            int code = current.Close();
            if (!wanted && current.Answered)
                Blame();
            int again = outbox.StartOver();
            log.Information("service ended with code " + code + " after " + (long)age + " ms"
                + (again == 0 ? "" : "; events not acknowledged: " + again));
            return age;
        }

        private static int TicksOf(int seconds)
        {
            return seconds == 0 ? 0 : Math.Max(2, seconds * 1000 / TickInterval);
        }

        private void Blame()
        {
            Message poison = outbox.BlameOldest();
            if (poison != null)
                log.Fatal("event " + poison.Sequence + " (" + poison.Method + ")"
                    + (poison.Contact == null ? "" : " of contact " + poison.Contact)
                    + " was dropped: the service ended three times while this was the oldest event it had not "
                    + "acknowledged. Its contact may have no card.");
        }

        // Shows Stop which service to end; true when Stop came before it could see.
        private bool Publish(ServiceRun current)
        {
            lock (gate)
            {
                run = current;
                return stopping;
            }
        }

        private void Pause(int milliseconds)
        {
            lock (gate)
            {
                if (!stopping)
                    Monitor.Wait(gate, milliseconds);
            }
        }

        private bool Stopping
        {
            get
            {
                lock (gate)
                    return stopping;
            }
        }

        // The same trouble again is not worth another line every half minute.
        private void Complain(string trouble)
        {
            if (trouble != lastTrouble)
                log.Fatal(trouble);
            lastTrouble = trouble;
        }
    }

    // Notices a service that lives and does nothing: an event that it was sent, or initialize, waits for its answer.
    // Half of its patience later it asks the service why; without an answer in the other half, or where the service
    // knows no reason, the service has hung. One that cannot write its journal, or waits for EMC, says so, and stays.
    //
    // It counts ticks, not time: a desktop that sleeps for an hour has no tick.
    internal sealed class Watchdog
    {
        private const long Initialize = -1;

        private readonly ServiceRun run;
        private readonly Outbox outbox;
        private readonly EmcLog log;
        private readonly int patience;
        private long awaited;
        private int ticks;
        private string told;

        // `patience` is in ticks; 0 is endless.
        public Watchdog(ServiceRun run, Outbox outbox, int patience, EmcLog log)
        {
            this.run = run;
            this.outbox = outbox;
            this.patience = patience;
            this.log = log;
        }

        // At each tick.
        public bool HasLostPatience()
        {
            long oldest = run.Answered ? outbox.OldestSent : Initialize;
            if (patience == 0 || oldest == 0 || oldest != awaited)
            {
                awaited = oldest;
                ticks = 0;
                return false;
            }
            ticks++;
            // A start takes longer: Windows looks at each file of it.
            int factor = oldest == Initialize ? 2 : 1;
            if (ticks == factor * patience / 2)
                run.Ask();
            if (ticks <= factor * patience / 2)
                return false;
            if (!string.IsNullOrEmpty(run.Excuse))
                return Excused(run.Excuse);
            if (run.Excuse == null && ticks < factor * patience)
                return false;
            log.Fatal("the service lives, but has not acknowledged " + What + " for "
                + (run.Excuse == null ? "so long, nor answered a question" : "so long, and knows no reason")
                + ". It is ended and started again; nothing is lost.");
            return true;
        }

        private bool Excused(string excuse)
        {
            if (excuse != told)
                log.Information("the service has not acknowledged " + What + " yet: " + excuse);
            told = excuse;
            ticks = 0;
            return false;
        }

        private string What
        {
            get { return awaited == Initialize ? "initialize" : "event " + awaited; }
        }
    }

    // Which program the service is: the one that Service.Path names, otherwise the installed one. Each version is
    // installed into a folder of its own, so that a new one comes while an old one works, and goes again.
    internal static class ServiceProgram
    {
        // Throws FileNotFoundException; its message says what to do.
        public static string Find(string configured)
        {
            foreach (string candidate in Candidates(configured))
            {
                if (File.Exists(candidate))
                    return Path.GetFullPath(candidate);
            }
            if (configured == null)
                throw new FileNotFoundException("the ChatPlugin service is not installed where it is looked for, which "
                    + "is ChatPlugin in the folder of programs, and PATH. Install it, or let Service.Path say where "
                    + "it is.");
            throw new FileNotFoundException("Service.Path is '" + configured + "', and there is no such file. Let it "
                + "name the service's program, normally chatplugin.exe, or leave it empty for the installed one.");
        }

        private static IEnumerable<string> Candidates(string configured)
        {
            if (configured == null)
                return Installed();
            if (Path.GetFileName(configured) == configured)
                return OnPath(configured);
            return Directory.Exists(configured) ? In(configured) : new string[] { configured };
        }

        private static IEnumerable<string> Installed()
        {
            List<string> candidates = new List<string>();
            if (OnWindows)
            {
                // A 32-bit desktop sees the folder for 32-bit programs as ProgramFiles.
                foreach (string folder in new string[] { "ProgramW6432", "ProgramFiles", "ProgramFiles(x86)" })
                {
                    string programs = Environment.GetEnvironmentVariable(folder);
                    if (!string.IsNullOrEmpty(programs))
                        candidates.AddRange(In(Path.Combine(programs, "ChatPlugin")));
                }
            }
            candidates.AddRange(OnPath("chatplugin"));
            return candidates;
        }

        // The newest version first. The installer writes the program last and takes it away first: where it is missing,
        // the version is not whole.
        private static ICollection<string> In(string folder)
        {
            string program = OnWindows ? "chatplugin.exe" : "chatplugin";
            List<KeyValuePair<Version, string>> versions = new List<KeyValuePair<Version, string>>();
            foreach (string each in FoldersIn(folder))
            {
                Version version = VersionOf(Path.GetFileName(each));
                if (version != null)
                    versions.Add(new KeyValuePair<Version, string>(version, Path.Combine(each, program)));
            }
            versions.Sort(delegate(KeyValuePair<Version, string> one, KeyValuePair<Version, string> other)
            {
                return other.Key.CompareTo(one.Key);
            });
            return versions.ConvertAll(delegate(KeyValuePair<Version, string> each) { return each.Value; });
        }

        private static string[] FoldersIn(string folder)
        {
            try
            {
                return Directory.GetDirectories(folder);
            }
            catch (Exception)
            {
                // It is not there, or is not ours to read.
                return new string[0];
            }
        }

        // Null for a folder that is no version's.
        private static Version VersionOf(string name)
        {
            try
            {
                return new Version(name);
            }
            catch (Exception)
            {
                return null;
            }
        }

        private static ICollection<string> OnPath(string program)
        {
            if (OnWindows && Path.GetExtension(program).Length == 0)
                program += ".exe";
            List<string> candidates = new List<string>();
            string path = Environment.GetEnvironmentVariable("PATH") ?? "";
            foreach (string folder in path.Split(Path.PathSeparator))
            {
                string trimmed = folder.Trim().Trim('"');
                if (trimmed.Length > 0 && trimmed.IndexOfAny(Path.GetInvalidPathChars()) < 0)
                    candidates.Add(Path.Combine(trimmed, program));
            }
            return candidates;
        }

        private static bool OnWindows
        {
            get { return Path.DirectorySeparatorChar == '\\'; }
        }
    }

    // A background thread of the plug-in whose failure cannot take EMC Desktop with it: an exception that leaves a
    // thread ends the process.
    internal static class BackgroundThread
    {
        public static Thread Start(string name, EmcLog log, Action work)
        {
            Thread thread = new Thread(delegate()
            {
                try
                {
                    work();
                }
                catch (Exception e)
                {
                    log.Fatal("its thread '" + name + "' ended: " + EmcLog.Describe(e) + " at " + e.StackTrace);
                }
            });
            thread.Name = "ChatPlugin " + name;
            thread.IsBackground = true;
            thread.Start();
            return thread;
        }
    }
}
