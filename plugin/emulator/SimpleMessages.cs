// The messages of a multimedia contact as XML, and a parser with the name and the method of EMC's. The XML's form is
// made up: EMC's is not known, and the plug-in must not depend on it.
//
// Not by XmlDocument: on .NET Core 3.1 it needs a version of OpenSSL that Debian has no more.

using System;
using System.Collections.Generic;
using System.Net;
using System.Text.RegularExpressions;
using System.Xml;

namespace EmcEmulator.SimpleMessaging
{
    public abstract class SMSimpleMessage
    {
        public string Text { get; set; }
    }

    public sealed class SMSimpleSystemMessage : SMSimpleMessage
    {
    }

    public sealed class SMSimpleUserMessage : SMSimpleMessage
    {
        public string Author { get; set; }

        public string Name { get; set; }
    }

    public static class SMXmlParser
    {
        private static readonly Regex Element = new Regex(
            "<(?<kind>User|System)Message(?: author=\"(?<author>[^\"]*)\" name=\"(?<name>[^\"]*)\")?>(?<text>[^<]*)</");

        internal static Ways Ways { get; set; }

        public static void deserializeSimpleMessages(string xml, out List<SMSimpleMessage> messages)
        {
            if (Ways != null && Ways.Throws("Parser"))
                throw new XmlException("the parser throws, as [Emulator] Throw has it");
            messages = new List<SMSimpleMessage>();
            foreach (Match element in Element.Matches(xml))
                messages.Add(MessageOf(element.Groups));
        }

        internal static string Serialize(string author, string name, string text)
        {
            string messages = "<SystemMessage>The conversation has begun.</SystemMessage>";
            if (author != null)
                messages += "<UserMessage author=\"" + Escaped(author) + "\" name=\"" + Escaped(name ?? "") + "\">"
                    + Escaped(text ?? "") + "</UserMessage>";
            return "<Messages>" + messages + "</Messages>";
        }

        private static SMSimpleMessage MessageOf(GroupCollection element)
        {
            string text = WebUtility.HtmlDecode(element["text"].Value);
            if (element["kind"].Value != "User")
                return new SMSimpleSystemMessage { Text = text };
            return new SMSimpleUserMessage
            {
                Author = WebUtility.HtmlDecode(element["author"].Value),
                Name = WebUtility.HtmlDecode(element["name"].Value),
                Text = text
            };
        }

        private static string Escaped(string text)
        {
            return text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;")
                .Replace("\n", "&#xA;");
        }
    }
}
