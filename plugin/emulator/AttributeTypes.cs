// Makes a class with the public string properties that a scenario asks for, such as CustomerSegment.

using System;
using System.Collections.Generic;
using System.Reflection;
using System.Reflection.Emit;

namespace EmcEmulator
{
    internal static class AttributeTypes
    {
        private static readonly ModuleBuilder Module = AssemblyBuilder
            .DefineDynamicAssembly(new AssemblyName("EmulatedWorkItems"), AssemblyBuilderAccess.Run)
            .DefineDynamicModule("EmulatedWorkItems");

        private static readonly Dictionary<string, Type> Made = new Dictionary<string, Type>();

        public static T Create<T>(IDictionary<string, string> attributes) where T : EmulatedWorkItem
        {
            List<string> names = new List<string>(attributes.Keys);
            names.Sort(StringComparer.Ordinal);
            Type type = TypeWith(typeof(T), names);
            T workItem = (T)Activator.CreateInstance(type);
            foreach (string name in names)
                type.GetField(FieldOf(name)).SetValue(workItem, attributes[name]);
            return workItem;
        }

        private static Type TypeWith(Type parent, List<string> names)
        {
            string key = parent.Name + "|" + string.Join("|", names.ToArray());
            if (!Made.ContainsKey(key))
            {
                TypeBuilder builder = Module.DefineType(
                    parent.Name + Made.Count, TypeAttributes.Public | TypeAttributes.Class, parent);
                foreach (string name in names)
                    DefineProperty(builder, name);
                Made[key] = builder.CreateType();
            }
            return Made[key];
        }

        private static void DefineProperty(TypeBuilder builder, string name)
        {
            FieldBuilder field = builder.DefineField(FieldOf(name), typeof(string), FieldAttributes.Public);
            MethodBuilder getter = builder.DefineMethod("get_" + name,
                MethodAttributes.Public | MethodAttributes.SpecialName | MethodAttributes.HideBySig,
                typeof(string), Type.EmptyTypes);
            ILGenerator code = getter.GetILGenerator();
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ldfld, field);
            code.Emit(OpCodes.Ret);
            builder.DefineProperty(name, PropertyAttributes.None, typeof(string), null).SetGetMethod(getter);
        }

        private static string FieldOf(string name)
        {
            return "value of " + name;
        }
    }
}
