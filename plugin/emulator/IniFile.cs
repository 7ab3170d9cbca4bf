// Reads the form of ASGUIHost.ini: [sections], `key=value`, `;` comments on lines of their own; keys may hold blanks,
// values may hold anything.

using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace EmcEmulator
{
    internal static class IniFile
    {
        public static Dictionary<string, Dictionary<string, string>> Read(string path)
        {
            Dictionary<string, Dictionary<string, string>> sections =
                new Dictionary<string, Dictionary<string, string>>(StringComparer.OrdinalIgnoreCase);
            Dictionary<string, string> section = null;
            foreach (string raw in File.ReadAllLines(path, Encoding.UTF8))
            {
                string line = raw.Trim();
                int equals = line.IndexOf('=');
                if (line.Length == 0 || line[0] == ';')
                    continue;
                if (line[0] == '[' && line[line.Length - 1] == ']')
                    section = SectionOf(sections, line.Substring(1, line.Length - 2).Trim());
                else if (section == null || equals < 1)
                    throw new FormatException(path + ": neither a section nor key=value: " + line);
                else
                    section[line.Substring(0, equals).Trim()] = line.Substring(equals + 1).Trim();
            }
            return sections;
        }

        private static Dictionary<string, string> SectionOf(
            Dictionary<string, Dictionary<string, string>> sections, string name)
        {
            if (!sections.ContainsKey(name))
                sections[name] = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            return sections[name];
        }
    }
}
