// What EMC is like at this site, as far as the plug-in sees it: `emc` and `seen` of the protocol. `chatplugin doctor
// --site` exports it, and the emulator can play it, so that a surprise of a site becomes a test here.
//
// Only names, types, threads and times: no value of a customer's, an operator's or the administrator's.

using System;
using System.Collections.Generic;
using System.Reflection;
using System.Threading;

namespace ChatPlugin
{
    internal static class SiteFacts
    {
        private const BindingFlags PublicMembers = BindingFlags.Instance | BindingFlags.Public;

        // What is known before the first event. The station may be null.
        public static JsonText OfDesktop(object station)
        {
            return new JsonText().Add("assemblies", Assemblies()).Add("station", OfObject(station));
        }

        // The members of IASMediaController and of others are not on the public record: the first run at a site tells.
        public static JsonText OfObject(object target)
        {
            if (target == null)
                return null;
            return new JsonText().Add("type", target.GetType().FullName).Add("members", MembersOf(target));
        }

        public static List<string> MembersOf(object target)
        {
            List<string> members = new List<string>();
            foreach (Type type in LateMembers.TypesOf(target))
            {
                foreach (MemberInfo member in type.GetMembers(PublicMembers))
                {
                    if (!IsOfPlatform(member.DeclaringType))
                        members.Add(type.FullName + " | " + member.MemberType + " | " + member);
                }
            }
            return members;
        }

        private static bool IsOfPlatform(Type type)
        {
            string space = type.Namespace ?? "";
            return space == "System" || space.StartsWith("System.", StringComparison.Ordinal);
        }

        private static List<string> Assemblies()
        {
            List<string> names = new List<string>();
            foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
                names.Add(assembly.FullName);
            names.Sort(StringComparer.Ordinal);
            return names;
        }
    }

    // Where an event came from: the object and the handler that it is bound by.
    internal sealed class EventOrigin
    {
        public readonly string Place;
        public readonly string Handler;

        public EventOrigin(string place, Type handlerType)
        {
            Place = place;
            Handler = handlerType.GetMethod("Invoke").ToString();
        }
    }

    // The thread that raised an event, taken on that thread.
    internal static class RaisingThread
    {
        private static int host;

        // EMC's own thread is the one that starts the plug-in.
        public static void StartsHere()
        {
            host = Thread.CurrentThread.ManagedThreadId;
        }

        public static string Current()
        {
            Thread current = Thread.CurrentThread;
            if (current.ManagedThreadId == host)
                return "host";
            return current.IsThreadPoolThread ? "pool" : "other";
        }
    }

    // `seen` of each event. The members of a type are told once in a run, because there may be hundreds.
    internal sealed class SeenEvents
    {
        private readonly Dictionary<Type, bool> told = new Dictionary<Type, bool>();

        public JsonText Of(RaisedEvent raised, object workItem, ICollection<string> unread, double milliseconds)
        {
            JsonText seen = new JsonText()
                .Add("place", raised.Origin.Place)
                .Add("handler", raised.Origin.Handler)
                .Add("thread", raised.Thread)
                .AddTime("readMs", milliseconds)
                .Add("unread", unread);
            AddType(seen, "arguments", raised.Arguments);
            AddType(seen, "workItem", workItem);
            return seen;
        }

        private void AddType(JsonText seen, string name, object target)
        {
            if (target == null)
                return;
            Type type = target.GetType();
            JsonText described = new JsonText().Add("type", type.FullName);
            if (!told.ContainsKey(type))
            {
                told[type] = true;
                described.Add("members", SiteFacts.MembersOf(target));
            }
            seen.Add(name, described);
        }
    }
}
