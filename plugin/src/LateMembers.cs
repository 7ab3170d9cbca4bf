// EMC's objects by the names of their members and types: only ASPluginInterface is bound at compile time, everything
// else of EMC differs from site to site or is not on the public record.
//
// What the names mean stands elsewhere: in WorkItemReader, EventBindings and DesktopSession.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Reflection;

namespace ChatPlugin
{
    // Reads and calls through methods and never through PropertyInfo.GetValue, which fails on remoting proxies under
    // mono. What a look-up found is remembered, because every event repeats it. Methods named Try… swallow what EMC's
    // member throws; the others let it through.
    internal static class LateMembers
    {
        private const BindingFlags PublicInstance = BindingFlags.Instance | BindingFlags.Public;

        private static readonly Dictionary<Type, Dictionary<string, MethodInfo>> Known =
            new Dictionary<Type, Dictionary<string, MethodInfo>>();

        // The class first, then its interfaces: EMC may implement a member explicitly.
        public static List<Type> TypesOf(object target)
        {
            List<Type> types = new List<Type>();
            types.Add(target.GetType());
            types.AddRange(target.GetType().GetInterfaces());
            return types;
        }

        // Null where there is no such property.
        public static object Read(object target, string property)
        {
            if (target == null)
                return null;
            MethodInfo getter = Find(target, "get_" + property, 0);
            return getter == null ? null : getter.Invoke(target, null);
        }

        public static object TryRead(object target, string property)
        {
            try
            {
                return Read(target, property);
            }
            catch (Exception)
            {
                return null;
            }
        }

        public static string TryReadText(object target, string property)
        {
            object value = TryRead(target, property);
            return value == null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
        }

        public static bool Has(object target, string method, int parameters)
        {
            return target != null && Find(target, method, parameters) != null;
        }

        // Out parameters come back in the arguments.
        public static object Call(object target, string method, object[] arguments)
        {
            MethodInfo found = Find(target, method, arguments.Length);
            if (found == null)
                throw new MissingMethodException(target.GetType().FullName, method);
            return found.Invoke(target, arguments);
        }

        // Remembered by name alone: each name is asked for with one number of parameters only.
        private static MethodInfo Find(object target, string name, int parameters)
        {
            lock (Known)
            {
                Dictionary<string, MethodInfo> methods;
                if (!Known.TryGetValue(target.GetType(), out methods))
                    Known[target.GetType()] = methods = new Dictionary<string, MethodInfo>();
                MethodInfo method;
                if (!methods.TryGetValue(name, out method))
                    methods[name] = method = Search(target, name, parameters);
                return method;
            }
        }

        private static MethodInfo Search(object target, string name, int parameters)
        {
            foreach (Type type in TypesOf(target))
            {
                foreach (MethodInfo method in type.GetMethods(PublicInstance))
                {
                    if (method.Name == name && method.GetParameters().Length == parameters)
                        return method;
                }
            }
            return null;
        }
    }

    // The simple public properties of one of EMC's objects, as text, by their own names: customer fields, queue and
    // skill of a work item are among them at most sites, but their names are not known beforehand.
    //
    // Simple is a string, a number, a truth value, a word of an enumeration, a time or a GUID. Each getter may be a
    // call over the network and may throw: one that throws is left out, and so is a value that is null or very long.
    internal sealed class SimpleProperties
    {
        private const int LongestValue = 64 * 1024;

        private readonly Dictionary<Type, List<KeyValuePair<string, MethodInfo>>> known =
            new Dictionary<Type, List<KeyValuePair<string, MethodInfo>>>();

        // Names of those that threw go into `unread`.
        public void Read(object target, IDictionary<string, string> attributes, ICollection<string> unread)
        {
            if (target == null)
                return;
            foreach (KeyValuePair<string, MethodInfo> getter in GettersOf(target))
            {
                string text;
                if (!TryRead(target, getter.Value, out text))
                    unread.Add(getter.Key);
                else if (text != null && text.Length <= LongestValue)
                    attributes[getter.Key] = text;
            }
        }

        private static bool TryRead(object target, MethodInfo getter, out string text)
        {
            try
            {
                text = TextOf(getter.Invoke(target, null));
                return true;
            }
            catch (Exception)
            {
                text = null;
                return false;
            }
        }

        // Like JSON, whatever the desktop's culture: true, 1.5, 2024-05-31T09:00:00.0000000Z.
        private static string TextOf(object value)
        {
            if (value is bool)
                return (bool)value ? "true" : "false";
            if (value is DateTime)
                return ((DateTime)value).ToString("o", CultureInfo.InvariantCulture);
            return value == null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
        }

        private List<KeyValuePair<string, MethodInfo>> GettersOf(object target)
        {
            List<KeyValuePair<string, MethodInfo>> getters;
            if (!known.TryGetValue(target.GetType(), out getters))
                known[target.GetType()] = getters = FindGetters(target);
            return getters;
        }

        private static List<KeyValuePair<string, MethodInfo>> FindGetters(object target)
        {
            List<KeyValuePair<string, MethodInfo>> getters = new List<KeyValuePair<string, MethodInfo>>();
            foreach (Type type in LateMembers.TypesOf(target))
            {
                foreach (PropertyInfo property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
                {
                    MethodInfo getter = property.GetGetMethod();
                    if (getter != null && getter.GetParameters().Length == 0 && IsSimple(property.PropertyType))
                        getters.Add(new KeyValuePair<string, MethodInfo>(property.Name, getter));
                }
            }
            return getters;
        }

        private static bool IsSimple(Type type)
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            return type.IsPrimitive && type != typeof(IntPtr) && type != typeof(UIntPtr)
                || type.IsEnum || type == typeof(string) || type == typeof(decimal)
                || type == typeof(DateTime) || type == typeof(Guid);
        }
    }

    // Finds a type of EMC's by its bare name among the assemblies that the desktop has loaded: which DLL and which
    // namespace hold the multimedia types is not known.
    //
    // It deliberately loads nothing. Each assembly is looked at once for a name; later calls look at newly loaded
    // ones.
    internal sealed class LoadedTypes
    {
        private readonly string name;
        private readonly Dictionary<Assembly, bool> searched = new Dictionary<Assembly, bool>();

        public LoadedTypes(string name)
        {
            this.name = name;
        }

        // Those not seen at an earlier call.
        public IEnumerable<Type> Next()
        {
            foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
            {
                if (searched.ContainsKey(assembly))
                    continue;
                searched[assembly] = true;
                if (IsPlatform(assembly))
                    continue;
                foreach (Type type in TypesOf(assembly))
                {
                    if (type != null && type.Name == name)
                        yield return type;
                }
            }
        }

        private static Type[] TypesOf(Assembly assembly)
        {
            try
            {
                return assembly.GetTypes();
            }
            catch (ReflectionTypeLoadException e)
            {
                // Some types need an assembly that is not there; the others are here, between nulls.
                return e.Types;
            }
            catch (Exception)
            {
                return Type.EmptyTypes;
            }
        }

        private static bool IsPlatform(Assembly assembly)
        {
            string simple = assembly.FullName.Split(',')[0];
            return simple == "mscorlib" || simple == "System" || simple.StartsWith("System.", StringComparison.Ordinal)
                || simple.StartsWith("Microsoft.", StringComparison.Ordinal)
                || simple.StartsWith("Mono.", StringComparison.Ordinal);
        }
    }

    // What EMC's objects at this site have: `emc` and `seen` of the protocol. `chatplugin doctor --site` exports it, and
    // the emulator can play it, so that a surprise of a site becomes a test here.
    //
    // Only names, types, threads and times: no value of a customer's, an operator's or the administrator's.
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
}
