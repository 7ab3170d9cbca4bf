// Looks up, on the CLR that this runs on, all that a DLL refers to: each type by its token, and each method's calls by
// compiling it. A DLL may be built where a type has another home than where it runs: mono keeps Queue<T> in mscorlib, and
// Microsoft in System.

using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace EmcEmulator
{
    internal static class References
    {
        private const int FirstTypeReference = 0x01000001;

        private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
            | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

        // Prints what is missing, and how much was looked at; returns the exit code.
        public static int Check(string file)
        {
            Assembly assembly = Assembly.LoadFrom(Path.GetFullPath(file));
            List<string> missing = new List<string>();
            int types = LookUpTypes(assembly.ManifestModule, missing);
            int methods = CompileMethods(assembly, missing);
            foreach (string each in missing)
                Output.Line("missing " + each);
            Output.Line("looked at " + types + " types and " + methods + " methods");
            return missing.Count == 0 ? 0 : 1;
        }

        private static int LookUpTypes(Module module, List<string> missing)
        {
            for (int count = 0; ; count++)
            {
                try
                {
                    module.ResolveType(FirstTypeReference + count);
                }
                catch (ArgumentException)
                {
                    return count; // The table of references ends here.
                }
                catch (Exception e)
                {
                    missing.Add(e.Message);
                }
            }
        }

        private static int CompileMethods(Assembly assembly, List<string> missing)
        {
            int count = 0;
            foreach (Type type in assembly.GetTypes())
            {
                List<MethodBase> methods = new List<MethodBase>(type.GetMethods(Declared));
                methods.AddRange(type.GetConstructors(Declared));
                foreach (MethodBase method in methods)
                {
                    if (!HasCode(method) || type.BaseType == typeof(MulticastDelegate))
                        continue;
                    count++;
                    try
                    {
                        RuntimeHelpers.PrepareMethod(method.MethodHandle);
                    }
                    catch (Exception e)
                    {
                        missing.Add(type.FullName + "." + method.Name + ": " + e.Message);
                    }
                }
            }
            return count;
        }

        private static bool HasCode(MethodBase method)
        {
            return !method.IsAbstract && !method.ContainsGenericParameters
                && (method.Attributes & MethodAttributes.PinvokeImpl) == 0;
        }
    }
}
