// Members of EMC's objects by their names: only ASPluginInterface is bound at compile time, everything else of EMC
// differs from site to site or is not on the public record.
//
// Reads and calls through methods and never through PropertyInfo.GetValue, which fails on remoting proxies under
// mono. What a look-up found is remembered, because every event repeats it. Methods named Try… swallow what EMC's
// member throws; the others let it through.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Reflection;

namespace ChatPlugin
{
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
}
