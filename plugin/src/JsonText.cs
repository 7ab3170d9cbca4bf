// Writes one JSON object (RFC 8259), member by member, in the order of the calls.
//
// It deliberately knows only what the protocol needs: no arrays but of strings, and no numbers but integers and
// times. Whatever the desktop's culture, numbers have a point; half a surrogate pair becomes U+FFFD, because it has
// no UTF-8.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace ChatPlugin
{
    internal sealed class JsonText
    {
        private readonly StringBuilder text;
        private bool empty = true;

        public JsonText()
        {
            text = new StringBuilder(512);
            text.Append('{');
        }

        public JsonText Add(string name, string value)
        {
            Name(name);
            if (value == null)
                text.Append("null");
            else
                Quote(value);
            return this;
        }

        public JsonText Add(string name, long value)
        {
            Name(name);
            text.Append(value.ToString(CultureInfo.InvariantCulture));
            return this;
        }

        public JsonText AddTime(string name, double milliseconds)
        {
            // As integers: a format of double gives 15 digits at most, and this needs 16.
            long microseconds = (long)Math.Round(milliseconds * 1000);
            Name(name);
            text.Append((microseconds / 1000).ToString(CultureInfo.InvariantCulture)).Append('.');
            text.Append((microseconds % 1000).ToString("000", CultureInfo.InvariantCulture));
            return this;
        }

        public JsonText Add(string name, JsonText value)
        {
            Name(name);
            if (value == null)
                text.Append("null");
            else
                text.Append(value.ToString());
            return this;
        }

        public JsonText Add(string name, IEnumerable<KeyValuePair<string, string>> values)
        {
            JsonText members = new JsonText();
            foreach (KeyValuePair<string, string> value in values)
                members.Add(value.Key, value.Value);
            return Add(name, members);
        }

        public JsonText Add(string name, ICollection<string> values)
        {
            Name(name);
            text.Append('[');
            bool first = true;
            foreach (string value in values)
            {
                if (!first)
                    text.Append(',');
                first = false;
                Quote(value);
            }
            text.Append(']');
            return this;
        }

        // The object up to the place where one more member is to follow, for a value that is not held as text.
        public string OpenFor(string lastName)
        {
            Name(lastName);
            return text.ToString();
        }

        public override string ToString()
        {
            return text.ToString() + "}";
        }

        private void Name(string name)
        {
            if (!empty)
                text.Append(',');
            empty = false;
            Quote(name);
            text.Append(':');
        }

        private void Quote(string value)
        {
            text.Append('"');
            for (int i = 0; i < value.Length; i++)
            {
                char c = value[i];
                if (c == '"' || c == '\\')
                    text.Append('\\').Append(c);
                else if (c < ' ' || c == '\u007f' || c == '\u2028' || c == '\u2029')
                    text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                else if (!char.IsSurrogate(c))
                    text.Append(c);
                else if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
                    text.Append(c).Append(value[++i]);
                else
                    text.Append('\ufffd');
            }
            text.Append('"');
        }
    }
}
