// What could be read of one work item at one event, and what could not.

using System;
using System.Collections.Generic;

namespace ChatPlugin
{
    internal sealed class WorkItemFacts
    {
        public string Id { get; set; }

        public string Type { get; set; }

        public int? TypeCode { get; set; }

        public IDictionary<string, string> Attributes { get; set; }

        public string MediaTypeName { get; set; }

        public string Author { get; set; }

        public string Messages { get; set; }

        public string Problem { get; private set; }

        public byte[] Email { get; set; }

        public WorkItemFacts()
        {
            Attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        }

        // In a sentence without a customer's data.
        public void AddProblem(string problem)
        {
            Problem = Problem == null ? problem : Problem + "; " + problem;
        }
    }
}
