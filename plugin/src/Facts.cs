// What the plug-in tells the service about itself and the process it lives in, so that a report from a site says
// what ran there.

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace ChatPlugin
{
    internal static class Facts
    {
        public const int Protocol = 1;

        private const BindingFlags PublicMembers =
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly;

        public static string PluginVersion
        {
            get { return Assembly.GetExecutingAssembly().GetName().Version.ToString(3); }
        }

        public static JsonText Desktop()
        {
            return new JsonText()
                .Add("pid", Process.GetCurrentProcess().Id)
                .Add("clr", Environment.Version.ToString())
                .Add("bits", IntPtr.Size * 8)
                .Add("os", Environment.OSVersion.ToString())
                .Add("culture", CultureInfo.CurrentCulture.Name);
        }

        // IASMediaController's members are not on the public record: the first run at a site tells us.
        public static JsonText MembersOf(object mediaController)
        {
            if (mediaController == null)
                return null;
            List<string> members = new List<string>();
            foreach (Type type in LateMembers.TypesOf(mediaController))
            {
                foreach (MemberInfo member in type.GetMembers(PublicMembers))
                    members.Add(type.FullName + " | " + member.MemberType + " | " + member);
            }
            return new JsonText().Add("type", mediaController.GetType().FullName).Add("members", members);
        }
    }
}
