// The messages of a multimedia contact, its messenger, and the author of the first message that is the customer's.
//
// SMClientWorkItemLoaded gives the messages as XML whose schema is not known, so EMC's own SMXmlParser reads it, found
// by reflection. EMC's samples call SMClientWorkItemLoaded once a contact is established, and so does this.

using System;
using System.Collections;
using System.Collections.Generic;
using System.Reflection;

namespace ChatPlugin
{
    internal sealed class MessageReader
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
