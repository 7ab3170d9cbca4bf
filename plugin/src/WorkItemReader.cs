// Reads a work item event into WorkItemFacts: who, what kind, and everything that can be had of it by name; an e-mail's
// bytes (EmailReader), and the messages of a multimedia contact (ConversationReader).
//
// Runs on the plug-in's own thread, because EMC's work items are remoting proxies and each member may be a call over
// the network. It deliberately does not call KeepAlive: the members are read within moments of the event, no
// reference is kept afterwards, and so there is no lease to prolong. A member that cannot be read is a `problem`, never
// a failure of the event.

using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Reflection;
using System.Text;

namespace ChatPlugin
{
    internal sealed class WorkItemReader
    {
        private readonly WorkItemTypes types = new WorkItemTypes();
        private readonly SimpleProperties properties = new SimpleProperties();
        private readonly ConversationReader messages = new ConversationReader();
        private bool readMessages = true;

        public bool ReadMessages
        {
            set { readMessages = value; }
        }

        public WorkItemFacts Read(RaisedEvent raised)
        {
            object workItem = LateMembers.TryRead(raised.Arguments, "WorkItemRef");
            WorkItemFacts facts = new WorkItemFacts();
            facts.WorkItem = workItem;
            facts.Id = LateMembers.TryReadText(raised.Arguments, "WorkItemID")
                ?? LateMembers.TryReadText(workItem, "Identifier");
            facts.TypeCode = CodeOf(LateMembers.TryRead(raised.Arguments, "WorkItemType"));
            facts.Type = types.TypeOf(facts.TypeCode, workItem);
            if (raised.Event.Reading != Reading.Identity)
                ReadContent(raised, workItem, facts);
            return facts;
        }

        // The first look for EMC's parser goes through every loaded assembly: better before the first contact.
        public void FindParser()
        {
            messages.FindParser();
        }

        private void ReadContent(RaisedEvent raised, object workItem, WorkItemFacts facts)
        {
            properties.Read(raised.Arguments, facts.Attributes, facts.Unread);
            if (workItem == null)
            {
                facts.AddProblem("EMC's event has no WorkItemRef");
                return;
            }
            properties.Read(workItem, facts.Attributes, facts.Unread);
            if (facts.Type == WorkItemTypes.Email)
                EmailReader.Read(workItem, facts);
            else if (facts.Type == WorkItemTypes.SimpleMessage && raised.Event.Reading == Reading.Conversation)
                ReadConversation(workItem, facts);
        }

        private void ReadConversation(object workItem, WorkItemFacts facts)
        {
            if (readMessages)
                messages.Read(workItem, facts);
            else
                facts.AddProblem("the setting Plugin.ReadMessages is off");
        }

        private static int? CodeOf(object code)
        {
            try
            {
                return code == null ? (int?)null : Convert.ToInt32(code, CultureInfo.InvariantCulture);
            }
            catch (Exception)
            {
                return null;
            }
        }
    }

    // What could be read of one work item at one event, and what could not.
    internal sealed class WorkItemFacts
    {
        // To say of what type it is; nothing is read of it later.
        public object WorkItem { get; set; }

        public string Id { get; set; }

        public string Type { get; set; }

        public int? TypeCode { get; set; }

        public IDictionary<string, string> Attributes { get; set; }

        public string MediaTypeName { get; set; }

        public string Author { get; set; }

        public string Messages { get; set; }

        public string Problem { get; private set; }

        // The properties that could not be read, by their names.
        public List<string> Unread { get; private set; }

        public byte[] Email { get; set; }

        public WorkItemFacts()
        {
            Attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
            Unread = new List<string>();
        }

        // In a sentence without a customer's data.
        public void AddProblem(string problem)
        {
            Problem = Problem == null ? problem : Problem + "; " + problem;
        }
    }

    // What kind of contact a work item is: `email`, `simpleMessage` or `other`.
    //
    // EMC tells it by an integer, and its constants are read by reflection, because their values are not known. Where
    // there are none, the work item's own methods tell it.
    internal sealed class WorkItemTypes
    {
        public const string Email = "email";
        public const string SimpleMessage = "simpleMessage";
        public const string Other = "other";

        private const BindingFlags Constants =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.FlattenHierarchy;

        private readonly LoadedTypes workItemBases = new LoadedTypes("ASGQEWorkItemBase2");
        private readonly Dictionary<int, string> known = new Dictionary<int, string>();

        // The work item may be null: an event of removal carries only the code.
        public string TypeOf(int? code, object workItem)
        {
            if (code != null && known.ContainsKey(code.Value))
                return known[code.Value];
            LearnConstants(workItem);
            if (code != null && known.ContainsKey(code.Value))
                return known[code.Value];
            if (workItem == null)
                return Other;

            string type = TypeByMembers(workItem);
            if (code != null)
                known[code.Value] = type;
            return type;
        }

        private void LearnConstants(object workItem)
        {
            if (workItem != null)
                LearnConstantsOf(workItem.GetType());
            foreach (Type workItemBase in workItemBases.Next())
                LearnConstantsOf(workItemBase);
        }

        private void LearnConstantsOf(Type type)
        {
            Learn(type, "WORK_ITEM_TYPE_EMAIL", Email);
            Learn(type, "WORK_ITEM_TYPE_SIMPLE_MESSAGE", SimpleMessage);
        }

        private void Learn(Type type, string constant, string meaning)
        {
            try
            {
                FieldInfo field = type.GetField(constant, Constants);
                if (field != null)
                    known[Convert.ToInt32(field.GetValue(null))] = meaning;
            }
            catch (Exception)
            {
                // A field of that name which is no integer: as if it were not there.
            }
        }

        // Every work item has GetWorkItemData, and only an e-mail's has an EmailMessage.
        private static string TypeByMembers(object workItem)
        {
            if (LateMembers.Has(workItem, ConversationReader.LoadMethod, 4))
                return SimpleMessage;
            try
            {
                object data = LateMembers.Call(workItem, "GetWorkItemData", new object[0]);
                return data != null && LateMembers.Has(data, "get_EmailMessage", 0) ? Email : Other;
            }
            catch (Exception)
            {
                return Other;
            }
        }
    }

    // The raw bytes of an e-mail contact, as EMC's work item holds them.
    //
    // EMC's samples feed EmailMessage to a MIME reader, so it is taken to be bytes; a stream or a text would be taken
    // too. The bytes are not looked into.
    internal static class EmailReader
    {
        private const long LargestEmail = Budget.MostBytes;

        public static void Read(object workItem, WorkItemFacts facts)
        {
            try
            {
                object data = LateMembers.Call(workItem, "GetWorkItemData", new object[0]);
                byte[] email = BytesOf(LateMembers.Read(data, "EmailMessage"));
                if (email == null)
                    facts.AddProblem("EMC's work item data has no EmailMessage");
                else if (email.LongLength > LargestEmail)
                    facts.AddProblem("the e-mail is larger than " + LargestEmail / 1024 / 1024 + " MiB");
                else
                    facts.Email = email;
            }
            catch (Exception e)
            {
                facts.AddProblem("the e-mail could not be read: " + EmcLog.Describe(e));
            }
        }

        private static byte[] BytesOf(object message)
        {
            if (message is string)
                return BytesOf((string)message);
            Stream stream = message as Stream;
            return stream == null ? message as byte[] : BytesOf(stream);
        }

        // A raw e-mail that became text was most likely read byte by byte; if it was not, UTF-8 keeps every letter.
        private static byte[] BytesOf(string message)
        {
            foreach (char c in message)
            {
                if (c > '\u00ff')
                    return Encoding.UTF8.GetBytes(message);
            }
            return Encoding.GetEncoding("iso-8859-1").GetBytes(message);
        }

        private static byte[] BytesOf(Stream stream)
        {
            MemoryStream copy = new MemoryStream();
            byte[] piece = new byte[64 * 1024];
            for (int n = stream.Read(piece, 0, piece.Length); n > 0; n = stream.Read(piece, 0, piece.Length))
                copy.Write(piece, 0, n);
            return copy.ToArray();
        }
    }

    // The messages of a multimedia contact, its messenger, and the author of the first message that is the customer's.
    //
    // SMClientWorkItemLoaded gives the messages as XML whose schema is not known, so EMC's own SMXmlParser reads it,
    // found by reflection. EMC's samples call SMClientWorkItemLoaded once a contact is established, and so does this.
    internal sealed class ConversationReader
    {
        public const string LoadMethod = "SMClientWorkItemLoaded";

        private const string ParseMethod = "deserializeSimpleMessages";
        private const string CustomerMessage = "SMSimpleUserMessage";

        private readonly LoadedTypes parsers = new LoadedTypes("SMXmlParser");
        private MethodInfo parse;

        public void Read(object workItem, WorkItemFacts facts)
        {
            object[] results = new object[] { null, null, false, false };
            try
            {
                LateMembers.Call(workItem, LoadMethod, results);
            }
            catch (Exception e)
            {
                facts.AddProblem(LoadMethod + " failed with " + EmcLog.Describe(e));
                return;
            }
            facts.Messages = results[0] as string;
            facts.MediaTypeName = results[1] as string;
            if (string.IsNullOrEmpty(facts.Messages))
                facts.AddProblem("the contact has no messages yet");
            else
                facts.Author = TryReadAuthor(facts);
        }

        // Looks through the assemblies loaded since the last look, and keeps what it found.
        public void FindParser()
        {
            if (parse != null)
                return;
            foreach (Type type in parsers.Next())
            {
                foreach (MethodInfo method in type.GetMethods(
                    BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance))
                {
                    ParameterInfo[] parameters = method.GetParameters();
                    if (method.Name == ParseMethod && parameters.Length == 2
                            && parameters[0].ParameterType == typeof(string) && parameters[1].ParameterType.IsByRef)
                        parse = method;
                }
            }
        }

        private string TryReadAuthor(WorkItemFacts facts)
        {
            FindParser();
            if (parse == null)
            {
                facts.AddProblem("EMC has no SMXmlParser loaded that could read the messages");
                return null;
            }
            try
            {
                string author = AuthorOfFirst(Parse(facts.Messages));
                if (author == null)
                    facts.AddProblem("no message is the customer's");
                return author;
            }
            catch (Exception e)
            {
                facts.AddProblem("EMC's SMXmlParser failed with " + EmcLog.Describe(e));
                return null;
            }
        }

        private IEnumerable Parse(string messages)
        {
            object parser = parse.IsStatic ? null : Activator.CreateInstance(parse.DeclaringType);
            object[] arguments = new object[] { messages, null };
            parse.Invoke(parser, arguments);
            return arguments[1] as IEnumerable;
        }

        private static string AuthorOfFirst(IEnumerable messages)
        {
            foreach (object message in messages)
            {
                if (message == null || !IsCustomers(message.GetType()))
                    continue;
                string author = LateMembers.TryReadText(message, "Author");
                if (!string.IsNullOrEmpty(author))
                    return author;
            }
            return null;
        }

        private static bool IsCustomers(Type message)
        {
            for (Type type = message; type != null; type = type.BaseType)
            {
                if (type.Name == CustomerMessage)
                    return true;
            }
            return false;
        }
    }
}
