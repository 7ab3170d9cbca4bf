// What kind of contact a work item is: `email`, `simpleMessage` or `other`.
//
// EMC tells it by an integer, and its constants are read by reflection, because their values are not known. Where
// there are none, the work item's own methods tell it.

using System;
using System.Collections.Generic;
using System.Reflection;

namespace ChatPlugin
{
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
            if (LateMembers.Has(workItem, MessageReader.LoadMethod, 4))
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
}
