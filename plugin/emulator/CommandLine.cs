// Splits a scenario's line into words, as a shell does: "two words", key="two words", \" and \\ within quotes.

using System;
using System.Collections.Generic;
using System.Text;

namespace EmcEmulator
{
    internal static class CommandLine
    {
        public static List<string> Split(string line)
        {
            List<string> words = new List<string>();
            StringBuilder word = null;
            bool quoted = false;
            for (int i = 0; i < line.Length; i++)
            {
                char c = line[i];
                if (!quoted && char.IsWhiteSpace(c))
                {
                    Finish(words, ref word);
                    continue;
                }
                if (!quoted && c == '#' && word == null)
                    break;
                word = word ?? new StringBuilder();
                if (c == '"')
                    quoted = !quoted;
                else if (quoted && c == '\\' && i + 1 < line.Length && "\"\\n".IndexOf(line[i + 1]) >= 0)
                    word.Append(line[++i] == 'n' ? '\n' : line[i]);
                else
                    word.Append(c);
            }
            if (quoted)
                throw new FormatException("a quote is not closed");
            Finish(words, ref word);
            return words;
        }

        public static Dictionary<string, string> Attributes(List<string> words, int first)
        {
            Dictionary<string, string> attributes = new Dictionary<string, string>();
            for (int i = first; i < words.Count; i++)
            {
                int equals = words[i].IndexOf('=');
                if (equals < 1)
                    throw new FormatException("not key=value: " + words[i]);
                attributes[words[i].Substring(0, equals)] = words[i].Substring(equals + 1);
            }
            return attributes;
        }

        public static string Take(Dictionary<string, string> attributes, string key)
        {
            string value;
            attributes.TryGetValue(key, out value);
            attributes.Remove(key);
            return value;
        }

        private static void Finish(List<string> words, ref StringBuilder word)
        {
            if (word != null)
                words.Add(word.ToString());
            word = null;
        }
    }
}
