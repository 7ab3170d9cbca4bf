// Reads one JSON text (RFC 8259) into Dictionary<string, object>, List<object>, string, long, double, bool or null.
//
// It deliberately is no general library: what the service sends is small, so it recurses, to a bounded depth, and
// takes a whole string. Whatever is wrong with the text is a FormatException.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace ChatPlugin
{
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
