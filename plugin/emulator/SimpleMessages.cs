// The messages of a multimedia contact as XML, and a parser with the name and the method of EMC's. The XML's form is
// made up: EMC's is not known, and the plug-in must not depend on it.

using System;
using System.Collections.Generic;
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
        internal static Ways Ways { get; set; }

        public static void deserializeSimpleMessages(string xml, out List<SMSimpleMessage> messages)
        {
            if (Ways != null && Ways.Throws("Parser"))
                throw new XmlException("the parser throws, as [Emulator] Throw has it");
            XmlDocument document = new XmlDocument();
            document.LoadXml(xml);
            messages = new List<SMSimpleMessage>();
            foreach (XmlElement element in document.DocumentElement)
                messages.Add(MessageOf(element));
        }

        internal static string Serialize(string author, string name, string text)
        {
            XmlDocument document = new XmlDocument();
            XmlElement root = document.CreateElement("Messages");
            document.AppendChild(root);
            XmlElement system = document.CreateElement("SystemMessage");
            system.InnerText = "The conversation has begun.";
            root.AppendChild(system);
            if (author != null)
            {
                XmlElement user = document.CreateElement("UserMessage");
                user.SetAttribute("author", author);
                user.SetAttribute("name", name ?? "");
                user.InnerText = text ?? "";
                root.AppendChild(user);
            }
            return document.OuterXml;
        }

        private static SMSimpleMessage MessageOf(XmlElement element)
        {
            if (element.Name != "UserMessage")
                return new SMSimpleSystemMessage { Text = element.InnerText };
            return new SMSimpleUserMessage
            {
                Author = element.GetAttribute("author"),
                Name = element.GetAttribute("name"),
                Text = element.InnerText
            };
        }
    }
}
