// Judges lines of "<address>\t<query>\t<seconds since 1970>" on standard input by CardSignature, with one memory
// of nonces; for tests, and to try one's own. The arguments are the keys, each as <id>:<secret>.
using System;
using System.Collections.Generic;

public static class CheckVectors
{
    public static void Main(string[] arguments)
    {
        Dictionary<string, string> keys = new Dictionary<string, string>();
        foreach (string argument in arguments)
        {
            int colon = argument.IndexOf(':');
            keys[argument.Substring(0, colon)] = argument.Substring(colon + 1);
        }
        CardSignature signature = new CardSignature(keys);
        string line;
        while ((line = Console.ReadLine()) != null)
        {
            string[] parts = line.Split('\t');
            string text = CardSignature.SignedText(parts[0], CardSignature.Pairs(parts[1]));
            string shown = text.Replace('\n', ' ');
            Console.WriteLine(signature.Check(parts[0], parts[1], long.Parse(parts[2])) + "\t" + shown);
        }
    }
}
