// Which program the service is: the one that Service.Path names, otherwise the installed one.

using System;
using System.Collections.Generic;
using System.IO;

namespace ChatPlugin
{
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
            return new string[] { configured };
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
                        candidates.Add(Path.Combine(Path.Combine(programs, "ChatPlugin"), "chatplugin.exe"));
                }
            }
            candidates.AddRange(OnPath("chatplugin"));
            return candidates;
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
}
