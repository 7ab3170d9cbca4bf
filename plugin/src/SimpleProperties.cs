// The simple public properties of one of EMC's objects, as text, by their own names: customer fields, queue and skill
// of a work item are among them at most sites, but their names are not known beforehand.
//
// Simple is a string, a number, a truth value, a word of an enumeration, a time or a GUID. Each getter may be a call
// over the network and may throw: one that throws is left out, and so is a value that is null or very long.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Reflection;

namespace ChatPlugin
{
    internal sealed class SimpleProperties
    {
        private const int LongestValue = 64 * 1024;

        private readonly Dictionary<Type, List<KeyValuePair<string, MethodInfo>>> known =
            new Dictionary<Type, List<KeyValuePair<string, MethodInfo>>>();

        public void Read(object target, IDictionary<string, string> attributes)
        {
            if (target == null)
                return;
            foreach (KeyValuePair<string, MethodInfo> getter in GettersOf(target))
            {
                string text = TryRead(target, getter.Value);
                if (text != null && text.Length <= LongestValue)
                    attributes[getter.Key] = text;
            }
        }

        private static string TryRead(object target, MethodInfo getter)
        {
            try
            {
                return TextOf(getter.Invoke(target, null));
            }
            catch (Exception)
            {
                return null;
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
}
