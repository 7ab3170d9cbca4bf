// JSON (RFC 8259) as far as the protocol needs it: JsonText writes, JsonReader reads. Neither is a general library.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace ChatPlugin
{
    // Writes one JSON object (RFC 8259), member by member, in the order of the calls.
    //
    // It deliberately knows only what the protocol needs: no arrays but of strings, and no numbers but integers and
    // times. Whatever the desktop's culture, numbers have a point; half a surrogate pair becomes U+FFFD, because it
    // has no UTF-8.
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

    // Reads one JSON text (RFC 8259) into Dictionary<string, object>, List<object>, string, long, double, bool or
    // null.
    //
    // It deliberately is no general library: what the service sends is small, so it recurses, to a bounded depth, and
    // takes a whole string. Whatever is wrong with the text is a FormatException.
    internal sealed class JsonReader
    {
        private const int DeepestNesting = 32;

        private readonly string text;
        private int at;

        private JsonReader(string text)
        {
            this.text = text;
        }

        public static object Read(string text)
        {
            JsonReader reader = new JsonReader(text);
            object value = reader.Value(0);
            if (reader.Peek() != '\0')
                throw reader.Unexpected();
            return value;
        }

        private object Value(int depth)
        {
            if (depth > DeepestNesting)
                throw new FormatException("JSON nested too deep");
            switch (Peek())
            {
                case '{': return Object(depth);
                case '[': return Array(depth);
                case '"': return Text();
                case 't': return Word("true", true);
                case 'f': return Word("false", false);
                case 'n': return Word("null", null);
                default: return Number();
            }
        }

        private Dictionary<string, object> Object(int depth)
        {
            Dictionary<string, object> members = new Dictionary<string, object>();
            Expect('{');
            if (TryTake('}'))
                return members;
            do
            {
                string name = Text();
                Expect(':');
                members[name] = Value(depth + 1);
            }
            while (TryTake(','));
            Expect('}');
            return members;
        }

        private List<object> Array(int depth)
        {
            List<object> values = new List<object>();
            Expect('[');
            if (TryTake(']'))
                return values;
            do
            {
                values.Add(Value(depth + 1));
            }
            while (TryTake(','));
            Expect(']');
            return values;
        }

        private string Text()
        {
            Expect('"');
            StringBuilder value = new StringBuilder();
            while (true)
            {
                char c = Next();
                if (c == '"')
                    return value.ToString();
                if (c < ' ')
                    throw Unexpected();
                value.Append(c == '\\' ? Escape() : c);
            }
        }

        private char Escape()
        {
            char c = Next();
            switch (c)
            {
                case '"': case '\\': case '/': return c;
                case 'b': return '\b';
                case 'f': return '\f';
                case 'n': return '\n';
                case 'r': return '\r';
                case 't': return '\t';
                case 'u': return CodeUnit();
                default: throw Unexpected();
            }
        }

        private char CodeUnit()
        {
            int unit;
            if (at + 4 > text.Length || !int.TryParse(text.Substring(at, 4), NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture, out unit))
                throw Unexpected();
            at += 4;
            return (char)unit;
        }

        private object Word(string word, object value)
        {
            if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0)
                throw Unexpected();
            at += word.Length;
            return value;
        }

        private object Number()
        {
            int start = at;
            while (at < text.Length && "+-0123456789.eE".IndexOf(text[at]) >= 0)
                at++;
            string digits = text.Substring(start, at - start);
            long whole;
            if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole))
                return whole;
            double number;
            if (double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
                return number;
            throw Unexpected();
        }

        // The next character that is not a blank; '\0' at the end, which no JSON text holds unescaped.
        private char Peek()
        {
            while (at < text.Length && " \t\r\n".IndexOf(text[at]) >= 0)
                at++;
            return at < text.Length ? text[at] : '\0';
        }

        private char Next()
        {
            if (at >= text.Length)
                throw Unexpected();
            return text[at++];
        }

        private bool TryTake(char c)
        {
            if (Peek() != c)
                return false;
            at++;
            return true;
        }

        private void Expect(char c)
        {
            if (!TryTake(c))
                throw Unexpected();
        }

        private FormatException Unexpected()
        {
            return new FormatException("not JSON at character " + at.ToString(CultureInfo.InvariantCulture));
        }
    }
}
