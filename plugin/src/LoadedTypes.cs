// Finds a type of EMC's by its bare name among the assemblies that the desktop has loaded: which DLL and which
// namespace hold the multimedia types is not known.
//
// It deliberately loads nothing. Each assembly is looked at once for a name; later calls look at newly loaded ones.

using System;
using System.Collections.Generic;
using System.Reflection;

namespace ChatPlugin
{
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
}
