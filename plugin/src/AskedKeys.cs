// The keys that one service wants EMC to be asked for, because EMC's section cannot be enumerated, and how many lists
// of them it has sent. A service that is started again begins anew.

using System.Collections.Generic;

namespace ChatPlugin
{
    internal sealed class AskedKeys
    {
        private ICollection<string> keys = new string[0];
        private int lists;

        public ICollection<string> Keys
        {
            get { return keys; }
        }

        public int Lists
        {
            get { return lists; }
        }

        // Each list has all keys, the earlier ones too.
        public void Take(ICollection<string> list)
        {
            keys = list;
            lists++;
        }
    }
}
